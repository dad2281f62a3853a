package io.voider.rtp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Sequence numbers through a lossy, reordering, duplicating network, against plain sets. */
class SequenceWindowProperties {

    @Property(tries = 500)
    void lossDuplicatesAndReorderingAreCountedExactly(
            @ForAll @IntRange(min = 0, max = 65_535) int first,
            @ForAll @IntRange(min = 1, max = 2_000) int packets,
            @ForAll @DoubleRange(min = 0, max = 0.4) double loss,
            @ForAll @DoubleRange(min = 0, max = 0.2) double duplication,
            @ForAll @IntRange(min = 1, max = 30) int displacement,
            @ForAll long seed) {
        List<Integer> arrivals = arrivals(packets, loss, duplication, displacement, new Random(seed));

        SequenceWindow window = new SequenceWindow();
        Set<Integer> seen = new HashSet<>();
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        long reordered = 0;
        for (int index : arrivals) {
            window.accept((first + index) & 0xffff);
            if (seen.add(index) && index < highest) {
                reordered++;
            }
            lowest = Math.min(lowest, index);
            highest = Math.max(highest, index);
        }

        long expected = arrivals.isEmpty() ? 0 : highest - lowest + 1;
        assertThat(window.expected()).as("expected").isEqualTo(expected);
        assertThat(window.received()).as("received").isEqualTo(seen.size());
        assertThat(window.duplicates()).as("duplicates").isEqualTo(arrivals.size() - seen.size());
        assertThat(window.reordered()).as("reordered").isEqualTo(reordered);
        assertThat(window.astray()).as("astray").isZero();
        assertThat(window.bursts()).as("bursts").isEqualTo(burstsByDefinition(lowest, highest, seen));
    }

    /** Loses and doubles packets, and lets each arrive up to {@code displacement} places late; keeps them within reach. */
    private static List<Integer> arrivals(
            int packets, double loss, double duplication, int displacement, Random random) {
        record Arrival(int index, int place) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < packets; i++) {
            if (random.nextDouble() >= loss) {
                arrivals.add(new Arrival(i, i + random.nextInt(displacement)));
                if (random.nextDouble() < duplication) {
                    arrivals.add(new Arrival(i, i + random.nextInt(displacement)));
                }
            }
        }
        Collections.shuffle(arrivals, random);
        arrivals.sort((a, b) -> Integer.compare(a.place(), b.place()));
        return arrivals.stream().map(Arrival::index).toList();
    }

    /** RFC 3611's definition, word for word and slowly: losses less than 16 received packets apart belong together. */
    private static BurstReport burstsByDefinition(int lowest, int highest, Set<Integer> seen) {
        List<List<Integer>> clusters = new ArrayList<>();
        long runs = 0;
        long longest = 0;
        long run = 0;
        for (int i = lowest; i <= highest && !seen.isEmpty(); i++) {
            if (seen.contains(i)) {
                run = 0;
                continue;
            }
            runs += run == 0 ? 1 : 0;
            longest = Math.max(longest, ++run);
            List<Integer> last = clusters.isEmpty() ? List.of() : clusters.get(clusters.size() - 1);
            if (!last.isEmpty() && i - last.get(last.size() - 1) - 1 < 16) {
                last.add(i);
            } else {
                clusters.add(new ArrayList<>(List.of(i)));
            }
        }
        List<List<Integer>> bursts =
                clusters.stream().filter(cluster -> cluster.size() >= 2).toList();
        long burstPackets = bursts.stream()
                .mapToLong(cluster -> cluster.get(cluster.size() - 1) - cluster.get(0) + 1)
                .sum();
        long burstLost = bursts.stream().mapToLong(List::size).sum();
        long lost = clusters.stream().mapToLong(List::size).sum();
        long expected = seen.isEmpty() ? 0 : highest - lowest + 1;
        return new BurstReport(
                bursts.size(), burstPackets, burstLost, expected - burstPackets, lost - burstLost, runs, longest);
    }

    @Property(tries = 300)
    void anySequenceWhateverIsCountedSomewhere(@ForAll List<@IntRange(min = 0, max = 65_535) Integer> sequences) {
        SequenceWindow window = new SequenceWindow();
        sequences.forEach(window::accept);

        assertThat(window.received() + window.duplicates() + window.astray()).isEqualTo(sequences.size());
        assertThat(window.received()).isLessThanOrEqualTo(window.expected());
        BurstReport bursts = window.bursts();
        assertThat(bursts.burstLost() + bursts.gapLost()).isEqualTo(window.expected() - window.received());
        assertThat(bursts.burstPackets() + bursts.gapPackets()).isEqualTo(window.expected());
        assertThat(bursts.burstRatio()).isGreaterThanOrEqualTo(1);
    }
}
