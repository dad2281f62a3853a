package io.voider.nat.ice;

import static io.voider.nat.ice.SimulatedNetwork.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.ConnectionProperties.World;
import io.voider.nat.ice.NatBehaviour.Allocation;
import io.voider.nat.ice.NatBehaviour.Dependence;
import org.junit.jupiter.api.Test;

/** The other node ends in a call, and with it every path there, but nothing says so. */
class EndedPeerTest {
    private static final NatBehaviour HOME = new NatBehaviour(
            Dependence.ENDPOINT_INDEPENDENT,
            Allocation.PRESERVING,
            Dependence.ADDRESS_AND_PORT_DEPENDENT,
            false,
            false);

    private static void talk(World world, int number) {
        world.a.data(2 * number);
        world.b.data(2 * number + 1);
        world.network.after(20 * MILLISECOND, () -> talk(world, number + 1));
    }

    /** In a call, with relays of so long a way, until the other node ends. */
    private static World ended() {
        World world = new World(7, HOME, HOME, 0, MILLISECOND).relays();
        world.a.relayDelay = 300 * MILLISECOND;
        world.b.relayDelay = 300 * MILLISECOND;
        world.start(0);
        world.network.run(10_000 * MILLISECOND);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.DIRECT);
        world.a.agent.inCall(world.network.now(), true);
        world.b.agent.inCall(world.network.now(), true);
        talk(world, 0);
        world.network.run(3_000 * MILLISECOND);
        world.b.ended = true;
        world.a.statuses.clear();
        return world;
    }

    /** A relay so far away that it may still answer when the path in use is given up: that it has not yet is no news of anybody. */
    @Test
    void aPathThatIsTriedInItsPlaceIsSuspectUntilItIsHeard() {
        World world = ended();
        world.network.run(10_000 * MILLISECOND);
        assertThat(world.a.statuses).extracting(PathStatus::state).containsOnly(PathStatus.State.SUSPECT);
    }

    /** As when the rendezvous loses sight of it. */
    @Test
    void whoIsToldOnceMoreOfTheCallHasHeardNothing() {
        World world = ended();
        world.network.run(600 * MILLISECOND);
        world.a.agent.inCall(world.network.now(), true);
        world.network.run(10_000 * MILLISECOND);
        assertThat(world.a.statuses).extracting(PathStatus::state).containsOnly(PathStatus.State.SUSPECT);
    }
}
