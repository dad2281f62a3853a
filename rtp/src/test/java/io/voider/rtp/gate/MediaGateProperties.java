package io.voider.rtp.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.rtp.quality.PayloadTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** The gate against a model made of ordinary collections, searched from end to end for each packet. */
class MediaGateProperties {
    private static final GateLimits SMALL = new GateLimits(4, 10, GateLimits.DEFAULT.silence(), 300, 3_000);

    /** One thing done to the gate. */
    sealed interface Step {
        record Open(long call, List<Passage> passages) implements Step {}

        record Replace(long call, List<Passage> passages) implements Step {}

        record CloseSome(long call, List<Passage> passages) implements Step {}

        record Close(long call) implements Step {}
    }

    /** Does the same slowly. */
    private static final class Model {
        final Map<Long, Set<Passage>> calls = new LinkedHashMap<>();

        void apply(Step step) {
            if (step instanceof Step.Open open) {
                open(open.call(), open.passages());
            } else if (step instanceof Step.Replace replace) {
                calls.getOrDefault(replace.call(), new LinkedHashSet<>()).retainAll(replace.passages());
                open(replace.call(), replace.passages());
            } else if (step instanceof Step.CloseSome some) {
                some.passages()
                        .forEach(passage -> calls.getOrDefault(some.call(), new LinkedHashSet<>())
                                .remove(passage));
            } else if (step instanceof Step.Close close) {
                calls.remove(close.call());
            }
        }

        private void open(long call, List<Passage> wanted) {
            for (Passage passage : wanted) {
                Set<Passage> own = calls.getOrDefault(call, new LinkedHashSet<>());
                int all = calls.values().stream().mapToInt(Set::size).sum();
                if (own.contains(passage) || (own.size() < SMALL.passagesPerCall() && all < SMALL.passages())) {
                    own.add(passage);
                    calls.putIfAbsent(call, own);
                }
            }
        }

        @Nullable
        Passage match(int leg, int source, int destination, int port) {
            Passage found = null;
            for (Set<Passage> passages : calls.values()) {
                for (Passage passage : passages) {
                    if (passage.fromLeg() == leg
                            && passage.source() == source
                            && passage.destination() == destination
                            && passage.port() == port) {
                        found = passage;
                    }
                }
            }
            return found;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> calls = Arbitraries.longs().between(1, 4);
        Arbitrary<Passage> passages = Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 3))
                .as((leg, source, destination, port) -> new Passage(
                        leg,
                        (leg + 1) % 3,
                        source,
                        destination,
                        port,
                        100 + source,
                        100 + destination,
                        MediaKind.AUDIO,
                        PayloadTypes.STATIC));
        Arbitrary<List<Passage>> some = passages.list().ofMaxSize(6).uniqueElements();
        Arbitrary<Step> step = Arbitraries.oneOf(
                Combinators.combine(calls, some).as(Step.Open::new),
                Combinators.combine(calls, some).as(Step.Replace::new),
                Combinators.combine(calls, some).as(Step.CloseSome::new),
                calls.map(Step.Close::new));
        return step.list().ofMaxSize(40);
    }

    @Property(tries = 500)
    void theGatePassesExactlyWhatTheModelPasses(@ForAll("steps") List<Step> steps) {
        MediaGate gate = new MediaGate(SMALL);
        Model model = new Model();
        for (Step step : steps) {
            apply(gate, step);
            model.apply(step);
            assertThat(gate.passages())
                    .as("after %s", step)
                    .isEqualTo(model.calls.values().stream().mapToInt(Set::size).sum());
            for (List<Integer> packet : everyPacket()) {
                MediaFlow flow = gate.leg(packet.get(0)).match(packet.get(1), packet.get(2), packet.get(3));
                assertThat(flow == null ? null : flow.passage())
                        .as("after %s, packet %s", step, packet)
                        .isEqualTo(model.match(packet.get(0), packet.get(1), packet.get(2), packet.get(3)));
            }
        }
    }

    /** Of calls that come and go and share ports, none loses its port to another's end, and none leaves one open. */
    @Property(tries = 500)
    void aPortIsOpenExactlyWhileACallThatNeedsItLives(@ForAll("comingsAndGoings") List<Step> steps) {
        MediaGate gate = new MediaGate(GateLimits.DEFAULT);
        Map<Long, List<Passage>> living = new LinkedHashMap<>();
        for (Step step : steps) {
            apply(gate, step);
            if (step instanceof Step.Open open) {
                living.computeIfAbsent(open.call(), unused -> new ArrayList<>()).addAll(open.passages());
            } else if (step instanceof Step.CloseSome some) {
                living.getOrDefault(some.call(), new ArrayList<>()).removeAll(some.passages());
            } else if (step instanceof Step.Close close) {
                living.remove(close.call());
            }
            for (int port = 1; port <= 4; port++) {
                Passage passage = shared(port);
                boolean needed = living.values().stream().anyMatch(ports -> ports.contains(passage));
                assertThat(gate.leg(0).match(1, 2, port) != null)
                        .as("port %s after %s", port, step)
                        .isEqualTo(needed);
            }
        }
        List.copyOf(living.keySet()).forEach(gate::close);
        assertThat(gate.passages()).isZero();
        assertThat(gate.calls()).isZero();
    }

    private static Passage shared(int port) {
        return new Passage(0, 1, 1, 2, port, 3, 4, MediaKind.AUDIO, PayloadTypes.STATIC);
    }

    @Provide
    Arbitrary<List<Step>> comingsAndGoings() {
        Arbitrary<Long> calls = Arbitraries.longs().between(1, 4);
        Arbitrary<List<Passage>> ports = Arbitraries.integers()
                .between(1, 4)
                .map(MediaGateProperties::shared)
                .list()
                .ofMaxSize(4)
                .uniqueElements();
        Arbitrary<Step> step = Arbitraries.oneOf(
                Combinators.combine(calls, ports).as(Step.Open::new),
                Combinators.combine(calls, ports).as(Step.CloseSome::new),
                calls.map(Step.Close::new));
        return step.list().ofMaxSize(40);
    }

    private static void apply(MediaGate gate, Step step) {
        if (step instanceof Step.Open open) {
            gate.open(open.call(), open.passages(), 0);
        } else if (step instanceof Step.Replace replace) {
            gate.replace(replace.call(), replace.passages(), 0);
        } else if (step instanceof Step.CloseSome some) {
            gate.close(some.call(), some.passages());
        } else if (step instanceof Step.Close close) {
            gate.close(close.call());
        }
    }

    private static List<List<Integer>> everyPacket() {
        List<List<Integer>> packets = new ArrayList<>();
        for (int leg = 0; leg < 3; leg++) {
            for (int source = 0; source < 3; source++) {
                for (int destination = 0; destination < 4; destination++) {
                    for (int port = 0; port < 5; port++) {
                        packets.add(List.of(leg, source, destination, port));
                    }
                }
            }
        }
        return packets;
    }
}
