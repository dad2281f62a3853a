package io.voider.nat.ice;

import static io.voider.nat.ice.SimulatedNetwork.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.NatBehaviour.Allocation;
import io.voider.nat.ice.NatBehaviour.Dependence;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whole connection attempts over simulated NATs: what theory says can be passed is, and nothing runs away. */
class ConnectionProperties {
    /** Openers, checks, gathering, two rounds of prediction, keepalives for a quarter of a minute. */
    private static final long PACKET_BUDGET = 4_000;

    private static final long ATTEMPT = 25_000 * MILLISECOND;

    /** All that pacing lets through: where loss eats what is looked for, a round of prediction may take its whole time. */
    private static final long PACED_PACKETS = ATTEMPT / Timing.PACE;

    private static final long OFFER_BUDGET = 30;

    @Provide
    Arbitrary<NatBehaviour> anyNat() {
        Arbitrary<NatBehaviour> independent = Combinators.combine(
                        Arbitraries.of(Dependence.values()),
                        Arbitraries.of(Allocation.PRESERVING, Allocation.RANDOM),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((filtering, allocation, hairpins, input) ->
                        new NatBehaviour(Dependence.ENDPOINT_INDEPENDENT, allocation, filtering, hairpins, input));
        Arbitrary<NatBehaviour> symmetric = Combinators.combine(
                        Arbitraries.of(Dependence.ADDRESS_DEPENDENT, Dependence.ADDRESS_AND_PORT_DEPENDENT),
                        Arbitraries.of(Allocation.SEQUENTIAL, Allocation.RANDOM_IN_BLOCK, Allocation.RANDOM),
                        Arbitraries.of(true, false))
                .as((mapping, allocation, input) ->
                        new NatBehaviour(mapping, allocation, Dependence.ADDRESS_AND_PORT_DEPENDENT, false, input));
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(2, independent), net.jqwik.api.Tuple.of(1, symmetric));
    }

    static final class World {
        final SimulatedNetwork network;
        final SimulatedNetwork.Nat natA;
        final SimulatedNetwork.Nat natB;
        final SimulatedNode a;
        final SimulatedNode b;

        World(long seed, NatBehaviour left, NatBehaviour right, double loss, long jitter) {
            network = new SimulatedNetwork(new Random(seed), loss, jitter);
            SimulatedNode.stunServer(network, "192.0.2.1");
            SimulatedNode.stunServer(network, "192.0.2.2");
            SimulatedNetwork.Segment lanA = network.lan();
            SimulatedNetwork.Segment lanB = network.lan();
            natA = network.new Nat(left, lanA, network.internet, "198.51.100.1");
            natB = network.new Nat(right, lanB, network.internet, "203.0.113.1");
            a = new SimulatedNode(network, lanA, "10.0.0.2", 41_000);
            b = new SimulatedNode(network, lanB, "10.9.0.2", 42_000);
            a.friend = b;
            b.friend = a;
        }

        World relays() {
            network.after(100 * MILLISECOND, () -> a.allocate("192.0.2.10", 50_000));
            network.after(100 * MILLISECOND, () -> b.allocate("192.0.2.11", 50_001));
            return this;
        }

        World start(long apart) {
            a.start();
            network.after(apart, b::start);
            return this;
        }
    }

    @Property(tries = 120, shrinking = ShrinkingMode.OFF)
    void everyPassablePairBecomesDirectAndTheRestRelayed(
            @ForAll("anyNat") NatBehaviour left, @ForAll("anyNat") NatBehaviour right, @ForAll long seed) {
        World world = new World(seed, left, right, 0, 5 * MILLISECOND).relays().start((seed & 0xFFF) * MILLISECOND);
        world.network.run(25_000 * MILLISECOND);
        boolean direct = !(left.symmetric() && right.symmetric());
        PathStatus.State expected = direct ? PathStatus.State.DIRECT : PathStatus.State.RELAYED;
        assertThat(world.a.state()).isEqualTo(expected);
        assertThat(world.b.state()).isEqualTo(expected);
        assertThat(world.a.sent).isLessThan(PACKET_BUDGET);
        assertThat(world.b.sent).isLessThan(PACKET_BUDGET);
        // An agent that wakes without need would spin in earnest.
        assertThat(world.a.timeouts).isLessThan(2 * PACKET_BUDGET);
        assertThat(world.b.timeouts).isLessThan(2 * PACKET_BUDGET);
        assertThat(world.a.offers).isLessThan(OFFER_BUDGET);
        assertThat(world.b.offers).isLessThan(OFFER_BUDGET);
        assertThat(Math.max(world.a.mostSockets, world.b.mostSockets)).isLessThanOrEqualTo(300);
        world.a.data(1);
        world.b.data(1);
        world.network.run(1_000 * MILLISECOND);
        assertThat(world.a.dataAt).hasSize(1);
        assertThat(world.b.dataAt).hasSize(1);
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF)
    void lossAndReorderingDelayAConnectionButDoNotPreventIt(
            @ForAll("anyNat") NatBehaviour left, @ForAll("anyNat") NatBehaviour right, @ForAll long seed) {
        World world =
                new World(seed, left, right, 0.1, 40 * MILLISECOND).relays().start((seed & 0xFF) * MILLISECOND);
        world.network.run(ATTEMPT);
        assertThat(world.a.agent.route()).isNotNull();
        assertThat(world.b.agent.route()).isNotNull();
        assertThat(world.a.sent).isLessThan(PACED_PACKETS);
        assertThat(world.b.sent).isLessThan(PACED_PACKETS);
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void withoutARelayTwoSymmetricSidesStopTryingSoon(@ForAll long seed) {
        NatBehaviour symmetric = new NatBehaviour(
                Dependence.ADDRESS_AND_PORT_DEPENDENT,
                Allocation.RANDOM,
                Dependence.ADDRESS_AND_PORT_DEPENDENT,
                false,
                false);
        World world = new World(seed, symmetric, symmetric, 0, 0).start(0);
        world.network.run(20_000 * MILLISECOND);
        long sent = world.a.sent + world.b.sent;
        assertThat(world.a.agent.route()).isNull();
        assertThat(sent).isLessThan(150);
        assertThat(world.a.statuses.get(world.a.statuses.size() - 1).explanation())
                .contains("symmetric NAT");
        // One retry in the next minute, not a storm.
        world.network.run(60_000 * MILLISECOND);
        assertThat(world.a.sent + world.b.sent).isLessThan(4 * sent);
    }
}
