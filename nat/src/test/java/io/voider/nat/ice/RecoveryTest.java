package io.voider.nat.ice;

import static io.voider.nat.ice.SimulatedNetwork.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.ConnectionProperties.World;
import io.voider.nat.ice.NatBehaviour.Allocation;
import io.voider.nat.ice.NatBehaviour.Dependence;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A path that breaks under a call of 50 packets a second each way, with 25 ms one way. */
class RecoveryTest {
    private static final NatBehaviour HOME = new NatBehaviour(
            Dependence.ENDPOINT_INDEPENDENT,
            Allocation.PRESERVING,
            Dependence.ADDRESS_AND_PORT_DEPENDENT,
            false,
            false);

    private World world;
    private long brokenAt;

    @BeforeEach
    void establish() {
        world = new World(7, HOME, HOME, 0, MILLISECOND).relays().start(0);
        world.network.run(5_000 * MILLISECOND);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.DIRECT);
        world.a.agent.inCall(world.network.now(), true);
        world.b.agent.inCall(world.network.now(), true);
        talk(0);
        world.network.run(3_000 * MILLISECOND);
        brokenAt = world.network.now();
    }

    private void talk(int number) {
        world.a.data(2 * number);
        world.b.data(2 * number + 1);
        world.network.after(20 * MILLISECOND, () -> talk(number + 1));
    }

    private void gapsAreAtMost(long millis) {
        world.network.run(10_000 * MILLISECOND);
        assertThat(world.a.longestGap(brokenAt, world.network.now()) / MILLISECOND)
                .isLessThan(millis);
        assertThat(world.b.longestGap(brokenAt, world.network.now()) / MILLISECOND)
                .isLessThan(millis);
    }

    @Test
    void aDeadPathIsDoubledByTheRelayWithin600Milliseconds() {
        world.natA.dropped.add(SimulatedNetwork.ip("203.0.113.1"));
        gapsAreAtMost(600);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.RELAYED);
        assertThat(world.b.state()).isEqualTo(PathStatus.State.RELAYED);
    }

    @Test
    void aPathDeadInOneDirectionIsLeftToo() {
        world.natA.droppedOutbound.add(SimulatedNetwork.ip("203.0.113.1"));
        gapsAreAtMost(600);
    }

    @Test
    void aRebootedNatCostsNoMoreThanASecondAndAHalf() {
        world.natA.flush();
        gapsAreAtMost(1_500);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.DIRECT);
    }

    @Test
    void anotherAddressOfTheRouterCostsNoMoreThanThreeSeconds() {
        world.natA.moveTo("198.51.100.77");
        gapsAreAtMost(3_000);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.DIRECT);
        assertThat(world.b.state()).isEqualTo(PathStatus.State.DIRECT);
    }

    @Test
    void aPathInUseNeedsNoRendezvous() {
        world.a.rendezvousUp = false;
        world.b.rendezvousUp = false;
        world.natA.dropped.add(SimulatedNetwork.ip("203.0.113.1"));
        gapsAreAtMost(600);
    }

    @Test
    void aDirectPathThatComesBackIsTakenAgainWithoutLoss() {
        world.natA.dropped.add(SimulatedNetwork.ip("203.0.113.1"));
        world.network.run(2_500 * MILLISECOND);
        world.natA.dropped.clear();
        brokenAt = world.network.now();
        gapsAreAtMost(100);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.DIRECT);
        assertThat(world.b.state()).isEqualTo(PathStatus.State.DIRECT);
    }

    @Test
    void anIdlePathCostsAFewPacketsAMinute() {
        World idle = new World(9, HOME, HOME, 0, MILLISECOND).relays().start(0);
        idle.network.run(10_000 * MILLISECOND);
        long sent = idle.a.sent;
        idle.network.run(60_000 * MILLISECOND);
        // The direct path and those over the relays in reserve: a check and an answer to the other side's each.
        assertThat(idle.a.sent - sent).isBetween(6L, 80L);
        assertThat(idle.a.state()).isEqualTo(PathStatus.State.DIRECT);
    }
}
