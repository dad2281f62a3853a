package io.voider.cli.node.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a Fanvil goes by: a configuration whose number is not higher is none for it. */
class EditionsTest {
    private final AtomicLong seconds = new AtomicLong(1_764_511_111);
    private final InstantSource time = () -> Instant.ofEpochSecond(seconds.get());
    private final Clock clock = time.withZone(ZoneOffset.UTC);
    private final Editions editions = new Editions(clock);

    @Test
    void isHigherWhenSomethingElseIsToldAndElseTheSame() {
        long first = editions.of(1, List.of("a"));
        seconds.addAndGet(1_000);
        assertThat(editions.of(1, List.of("a"))).isEqualTo(first);
        long second = editions.of(1, List.of("b"));
        assertThat(second).isGreaterThan(first);
        // Back again is another configuration all the same, whatever the clock says meanwhile.
        seconds.addAndGet(-5_000);
        assertThat(editions.of(1, List.of("a"))).isGreaterThan(second);
    }

    @Test
    void isAnotherPhonesOwn() {
        editions.of(1, List.of("a"));
        seconds.addAndGet(7);
        assertThat(editions.of(2, List.of("a"))).isEqualTo(seconds.get());
    }

    @Test
    void isHigherAfterARestart() {
        long before = editions.of(1, List.of("a"));
        seconds.addAndGet(60);
        assertThat(new Editions(clock).of(1, List.of("a"))).isGreaterThan(before);
    }
}
