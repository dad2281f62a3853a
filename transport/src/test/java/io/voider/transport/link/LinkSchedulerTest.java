package io.voider.transport.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.transport.count.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LinkSchedulerTest {

    private static final int BYTES = 100;
    private static final long INTERVAL = 1_000_000;

    private final Counters<LinkCounter> counters = new Counters<>(LinkCounter.class);

    private record Arrival(int number, long nanos) {}

    /** Sends {@code count} packets, one each millisecond, and notes when each comes out. */
    private List<Arrival> run(LinkProfile profile, long seed, int count) {
        List<Arrival> arrivals = new ArrayList<>();
        try (LinkScheduler link = new LinkScheduler(profile, seed, counters)) {
            for (int number = 0; number < count; number++) {
                takeUntil(link, number * INTERVAL, arrivals);
                link.offer(Unpooled.buffer(BYTES).writeInt(number).writeZero(BYTES - 4), number * INTERVAL);
            }
            takeUntil(link, Long.MAX_VALUE - 1, arrivals);
            assertThat(link.underWay()).isZero();
        }
        return arrivals;
    }

    private static void takeUntil(LinkScheduler link, long nanos, List<Arrival> arrivals) {
        while (link.nextDueNanos() <= nanos) {
            long due = link.nextDueNanos();
            assertThat(link.poll(due - 1)).isNull();
            ByteBuf packet = Objects.requireNonNull(link.poll(due));
            arrivals.add(new Arrival(packet.getInt(0), due));
            packet.release();
        }
    }

    @Test
    void aPerfectLinkChangesNothing() {
        List<Arrival> arrivals = run(LinkProfile.PERFECT, 1, 100);
        for (int number = 0; number < 100; number++) {
            assertThat(arrivals.get(number)).isEqualTo(new Arrival(number, number * INTERVAL));
        }
    }

    @Test
    void whatIsTooLongVanishes() {
        assertThat(run(LinkProfile.PERFECT.withMostBytes(BYTES), 1, 10)).hasSize(10);
        assertThat(run(LinkProfile.PERFECT.withMostBytes(BYTES - 1), 1, 10)).isEmpty();
        assertThat(counters.count(LinkCounter.DROPPED_LINK_LENGTH)).isEqualTo(10);
    }

    @Test
    void theSameSeedGivesTheSameFate() {
        LinkProfile profile = LinkProfile.PERFECT
                .withDelay(20_000_000, 5_000_000)
                .withLoss(0.1, 3)
                .withDuplicate(0.1)
                .withReorder(0.1);
        assertThat(run(profile, 42, 1000)).isEqualTo(run(profile, 42, 1000));
        assertThat(run(profile, 42, 1000)).isNotEqualTo(run(profile, 43, 1000));
    }

    @Test
    void jitterVariesTheDelayAndNeverTheOrder() {
        List<Arrival> arrivals = run(LinkProfile.PERFECT.withDelay(20_000_000, 8_000_000), 1, 2000);
        assertThat(arrivals).hasSize(2000).isSortedAccordingTo((a, b) -> Integer.compare(a.number, b.number));
        assertThat(arrivals)
                .allSatisfy(arrival ->
                        assertThat(arrival.nanos - arrival.number * INTERVAL).isBetween(12_000_000L, 28_000_000L));
        assertThat(arrivals.stream()
                        .mapToLong(a -> a.nanos - a.number * INTERVAL)
                        .distinct()
                        .count())
                .isGreaterThan(500);
    }

    @Test
    void losesTheShareThatItShallLose() {
        int alone =
                20_000 - run(LinkProfile.PERFECT.withLoss(0.1, 1), 1, 20_000).size();
        assertThat(alone / 20_000.0).isCloseTo(0.1, within(0.01));

        List<Arrival> bursty = run(LinkProfile.PERFECT.withLoss(0.1, 5), 1, 20_000);
        assertThat((20_000 - bursty.size()) / 20_000.0).isCloseTo(0.1, within(0.02));
        int bursts = 0;
        for (int i = 1; i < bursty.size(); i++) {
            bursts += bursty.get(i).number - bursty.get(i - 1).number > 1 ? 1 : 0;
        }
        assertThat((20_000.0 - bursty.size()) / bursts).as("mean burst").isCloseTo(5, within(0.7));
        assertThat(counters.count(LinkCounter.DROPPED_LINK_LOSS)).isEqualTo(alone + 20_000 - bursty.size());
    }

    @Test
    void duplicatesAndReordersTheShareThatItShall() {
        List<Arrival> doubled = run(LinkProfile.PERFECT.withDuplicate(0.2), 1, 5000);
        assertThat(doubled.size() / 5000.0).isCloseTo(1.2, within(0.02));
        assertThat(counters.count(LinkCounter.LINK_DUPLICATED)).isEqualTo(doubled.size() - 5000);

        List<Arrival> reordered =
                run(LinkProfile.PERFECT.withDelay(5_000_000, 0).withReorder(0.05), 1, 5000);
        assertThat(reordered).hasSize(5000);
        int late = 0;
        for (int i = 1; i < reordered.size(); i++) {
            late += reordered.get(i).number < reordered.get(i - 1).number ? 1 : 0;
        }
        assertThat(late / 5000.0).isCloseTo(0.05, within(0.02));
    }

    @Test
    void theRateSpacesPacketsAndTheQueueIsBounded() {
        // 100 bytes at 400 kbit/s take 2 ms, and one comes each millisecond: the queue of 10 packets fills up.
        List<Arrival> arrivals = run(LinkProfile.PERFECT.withRate(400_000, 10 * BYTES), 1, 1000);
        for (int i = 1; i < arrivals.size(); i++) {
            assertThat(arrivals.get(i).nanos - arrivals.get(i - 1).nanos).isGreaterThanOrEqualTo(2_000_000);
        }
        assertThat(arrivals.size()).isBetween(500, 520);
        assertThat(counters.count(LinkCounter.DROPPED_LINK_QUEUE)).isEqualTo(1000 - arrivals.size());
        assertThat(arrivals)
                .allSatisfy(arrival ->
                        assertThat(arrival.nanos - arrival.number * INTERVAL).isLessThanOrEqualTo(20_000_000L));
    }

    @Test
    void noMorePacketsAreUnderWayThanAllowed() {
        LinkProfile profile = new LinkProfile(1_000_000_000, 0, 0, 1, 1, 0, 0, 1 << 20, 50, 65_535);
        try (LinkScheduler link = new LinkScheduler(profile, 1, counters)) {
            for (int i = 0; i < 100; i++) {
                link.offer(Unpooled.buffer(BYTES).writeZero(BYTES), 0);
                assertThat(link.underWay()).isLessThanOrEqualTo(50);
            }
        }
        assertThat(counters.count(LinkCounter.DROPPED_LINK_QUEUE)).isGreaterThanOrEqualTo(50);
    }
}
