package io.voider.nat.ice;

import static io.voider.nat.ice.SimulatedNetwork.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.ConnectionProperties.World;
import io.voider.nat.ice.NatBehaviour.Allocation;
import io.voider.nat.ice.NatBehaviour.Dependence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine with thirty bridges has thirty addresses that reach nobody outside it. */
class CrowdedCandidatesTest {
    private static final NatBehaviour HOME = nat(Dependence.ENDPOINT_INDEPENDENT);
    private static final NatBehaviour SYMMETRIC = nat(Dependence.ADDRESS_AND_PORT_DEPENDENT);

    private static NatBehaviour nat(Dependence mapping) {
        Allocation allocation = mapping == Dependence.ENDPOINT_INDEPENDENT ? Allocation.PRESERVING : Allocation.RANDOM;
        return new NatBehaviour(mapping, allocation, Dependence.ADDRESS_AND_PORT_DEPENDENT, false, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 30, 200})
    void bridgesCrowdOutNoAddressThatIsSeenFromOutside(int bridges) {
        World world = new World(3, HOME, HOME, 0, MILLISECOND);
        world.a.bridges = bridges;
        world.b.bridges = bridges;
        world.start(0);
        world.network.run(10_000 * MILLISECOND);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.DIRECT);
        assertThat(world.b.state()).isEqualTo(PathStatus.State.DIRECT);
    }

    @Test
    void norTheRelay() {
        World world = new World(3, SYMMETRIC, SYMMETRIC, 0, MILLISECOND).relays();
        world.a.bridges = 30;
        world.b.bridges = 30;
        world.start(0);
        world.network.run(10_000 * MILLISECOND);
        assertThat(world.a.state()).isEqualTo(PathStatus.State.RELAYED);
        assertThat(world.b.state()).isEqualTo(PathStatus.State.RELAYED);
    }
}
