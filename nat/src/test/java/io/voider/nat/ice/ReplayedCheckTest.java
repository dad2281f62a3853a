package io.voider.nat.ice;

import static io.voider.nat.ice.SimulatedNetwork.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.voider.nat.ice.ConnectionProperties.World;
import io.voider.nat.ice.NatBehaviour.Allocation;
import io.voider.nat.ice.NatBehaviour.Dependence;
import io.voider.nat.ice.SimulatedNode.Traffic;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody on the way has recorded genuine checks, and sends them from addresses of others' whom they want to be bothered. */
class ReplayedCheckTest {
    private static final NatBehaviour HOME = new NatBehaviour(
            Dependence.ENDPOINT_INDEPENDENT,
            Allocation.PRESERVING,
            Dependence.ADDRESS_AND_PORT_DEPENDENT,
            false,
            false);

    private World world;

    @BeforeEach
    void establish() {
        world = connected();
    }

    private static World connected() {
        World made = new World(7, HOME, HOME, 0, MILLISECOND).start(0);
        made.network.run(5_000 * MILLISECOND);
        assertThat(made.a.state()).isEqualTo(PathStatus.State.DIRECT);
        return made;
    }

    private static boolean isCheck(Traffic traffic) {
        try {
            return StunMessage.decode(Unpooled.wrappedBuffer(traffic.bytes()), 1500)
                            .messageClass()
                    == StunClass.REQUEST;
        } catch (StunException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Traffic lastCheck(List<Traffic> some) {
        List<Traffic> checks = some.stream().filter(ReplayedCheckTest::isCheck).toList();
        return checks.get(checks.size() - 1);
    }

    private static InetSocketAddress stranger(int number) {
        return SimulatedNetwork.at("198.18." + number / 250 + "." + (1 + number % 250), 9999);
    }

    private List<Traffic> sentToStrangers() {
        return world.a.wrote.stream()
                .filter(traffic -> traffic.other().getPort() == 9999)
                .toList();
    }

    /** A check of the other side's that never comes to us: the recorder was quicker. */
    private Traffic fresh() {
        world.natB.droppedOutbound.add(SimulatedNetwork.ip("198.51.100.1"));
        world.b.agent.inCall(world.network.now(), true);
        world.b.wake();
        world.b.wrote.clear();
        world.network.run(1_000 * MILLISECOND);
        world.b.agent.inCall(world.network.now(), false);
        world.natB.droppedOutbound.clear();
        return lastCheck(world.b.wrote.stream()
                .filter(traffic -> traffic.other().getAddress().equals(SimulatedNetwork.ip("198.51.100.1")))
                .toList());
    }

    @Test
    void aCheckThatHasComeBeforeDrawsNothing() {
        Traffic recorded = lastCheck(world.a.heard);
        world.a.handle(recorded.base(), stranger(1), recorded.bytes());
        world.network.run(20_000 * MILLISECOND);
        assertThat(sentToStrangers()).isEmpty();
    }

    @Test
    void aCheckFromAnAddressThatNoOfferNamesDrawsOneAnswerNoLongerThanItself() {
        Traffic recorded = fresh();
        for (int i = 0; i < 50; i++) {
            world.a.handle(SimulatedNode.MAIN, stranger(1), recorded.bytes());
        }
        world.network.run(20_000 * MILLISECOND);
        assertThat(sentToStrangers())
                .singleElement()
                .satisfies(answer -> assertThat(answer.bytes()).hasSizeLessThanOrEqualTo(recorded.bytes().length));
    }

    @Test
    void manySourcesHaveOneBudgetAndCrowdNobodyOut() {
        world.natB.droppedOutbound.add(SimulatedNetwork.ip("198.51.100.1"));
        int before = world.a.wrote.size();
        world.b.wrote.clear();
        world.b.agent.inCall(world.network.now(), true);
        int number = 0;
        // As many fresh checks as the other side makes in half a minute, each from another source.
        for (int i = 0; i < 600; i++) {
            world.network.run(50 * MILLISECOND);
            world.b.agent.inCall(world.network.now(), true);
            world.b.wake();
            for (Traffic traffic : List.copyOf(world.b.wrote)) {
                if (isCheck(traffic)) {
                    world.a.handle(SimulatedNode.MAIN, stranger(number++), traffic.bytes());
                }
            }
            world.b.wrote.clear();
        }
        assertThat(number).isGreaterThan(100);
        assertThat(sentToStrangers().size()).isLessThanOrEqualTo(number).isLessThanOrEqualTo(64 + 16 * 31);
        assertThat(world.a.wrote.size() - before).isLessThan(3 * number);
        world.natB.droppedOutbound.clear();
        world.b.agent.inCall(world.network.now(), false);
        world.network.run(20_000 * MILLISECOND);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.DIRECT);
    }

    @Test
    void aReplayFromTheRightAddressKeepsNoDeadPathAlive() {
        Traffic recorded = lastCheck(world.a.heard);
        world.a.agent.inCall(world.network.now(), true);
        world.a.wake();
        world.natA.dropsUdp = true;
        for (int i = 0; i < 20; i++) {
            world.network.run(50 * MILLISECOND);
            world.a.handle(recorded.base(), recorded.other(), recorded.bytes());
        }
        assertThat(world.a.state()).isNotEqualTo(PathStatus.State.DIRECT);
    }

    @Test
    void aHundredReplaysASecondDoNotLengthenAnAddressChange() {
        long quiet = gapOfAnAddressChange(connected(), false);
        assertThat(gapOfAnAddressChange(world, true)).isLessThanOrEqualTo(quiet + 20);
    }

    private static long gapOfAnAddressChange(World in, boolean replays) {
        in.a.agent.inCall(in.network.now(), true);
        in.b.agent.inCall(in.network.now(), true);
        in.a.wake();
        in.b.wake();
        talk(in, 0);
        in.network.run(3_000 * MILLISECOND);
        if (replays) {
            replay(in, lastCheck(in.a.heard), lastCheck(in.b.heard));
        }
        long from = in.network.now();
        in.natA.moveTo("198.51.100.77");
        in.network.run(10_000 * MILLISECOND);
        assertThat(in.a.state()).isEqualTo(PathStatus.State.DIRECT);
        return Math.max(in.a.longestGap(from, in.network.now()), in.b.longestGap(from, in.network.now())) / MILLISECOND;
    }

    private static void talk(World in, int number) {
        in.a.data(2 * number);
        in.b.data(2 * number + 1);
        in.network.after(20 * MILLISECOND, () -> talk(in, number + 1));
    }

    private static void replay(World in, Traffic toA, Traffic toB) {
        in.a.handle(toA.base(), toA.other(), toA.bytes());
        in.b.handle(toB.base(), toB.other(), toB.bytes());
        in.network.after(10 * MILLISECOND, () -> replay(in, toA, toB));
    }
}
