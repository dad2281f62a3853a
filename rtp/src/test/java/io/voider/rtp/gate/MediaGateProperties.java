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
    private static final GateLimits SMALL = new GateLimits(4, 10, GateLimits.DEFAULT.silence());

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
