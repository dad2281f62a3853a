package io.voider.nat.ice;

import static io.voider.nat.ice.SimulatedNetwork.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.ConnectionProperties.World;
import io.voider.nat.ice.NatBehaviour.Allocation;
import io.voider.nat.ice.NatBehaviour.Dependence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From "both homes are up" to the first tunnel datagram on both sides, 25 ms one way between any two machines. */
class SetupTimeTest {
    private static final NatBehaviour HOME = nat(Dependence.ENDPOINT_INDEPENDENT, Allocation.PRESERVING, false);
    private static final NatBehaviour ACCEPTING = nat(Dependence.ENDPOINT_INDEPENDENT, Allocation.PRESERVING, true);
    private static final NatBehaviour SYMMETRIC = nat(Dependence.ADDRESS_AND_PORT_DEPENDENT, Allocation.RANDOM, false);

    private static NatBehaviour nat(Dependence mapping, Allocation allocation, boolean acceptsInput) {
        return new NatBehaviour(mapping, allocation, Dependence.ADDRESS_AND_PORT_DEPENDENT, false, acceptsInput);
    }

    private static long p95Millis(NatBehaviour left, NatBehaviour right, boolean relays) {
        List<Long> times = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            World world = new World(seed, left, right, 0, MILLISECOND);
            if (relays) {
                world.relays();
            }
            long start = world.network.now();
            world.start(0);
            talk(world, 0);
            world.network.run(3_000 * MILLISECOND);
            long first = Math.max(world.a.dataAt.get(0), world.b.dataAt.get(0));
            times.add((first - start) / MILLISECOND);
        }
        Collections.sort(times);
        return times.get(times.size() * 95 / 100 - 1);
    }

    private static void talk(World world, int number) {
        world.a.data(2 * number);
        world.b.data(2 * number + 1);
        world.network.after(5 * MILLISECOND, () -> talk(world, number + 1));
    }

    @Test
    void aDirectPathCarriesWithin600Milliseconds() {
        assertThat(p95Millis(HOME, HOME, false)).isLessThanOrEqualTo(600);
        assertThat(p95Millis(HOME, ACCEPTING, false)).isLessThanOrEqualTo(600);
        assertThat(p95Millis(ACCEPTING, ACCEPTING, false)).isLessThanOrEqualTo(600);
    }

    @Test
    void aRelayCarriesWithin400Milliseconds() {
        assertThat(p95Millis(SYMMETRIC, SYMMETRIC, true)).isLessThanOrEqualTo(400);
        assertThat(p95Millis(SYMMETRIC, HOME, true)).isLessThanOrEqualTo(400);
    }
}
