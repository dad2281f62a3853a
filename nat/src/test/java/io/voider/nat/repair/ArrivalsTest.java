package io.voider.nat.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    @Test
    void gapsAreMissedAndCopiesCounted() {
        arrivals.first(10);
        arrivals.first(13);
        arrivals.again();
        assertThat(arrivals.count()).isEqualTo(new ArrivalCount(4, 2, 3));
    }

    @Test
    void whatComesLateFillsItsGap() {
        arrivals.first(1);
        arrivals.first(3);
        arrivals.first(2);
        assertThat(arrivals.count()).isEqualTo(new ArrivalCount(3, 3, 3));
    }

    @Test
    void anotherKeyOrAnInventedNumberIsNoGap() {
        arrivals.first(5);
        arrivals.first(1L << 32 | 1);
        arrivals.first(1L << 32 | 2);
        arrivals.first(3L << 32 | 0xFFFF_FFFFL);
        assertThat(arrivals.count()).isEqualTo(new ArrivalCount(4, 4, 4));
    }

    @Test
    void aCountReadsAsItWasWritten() {
        ArrivalCount count = new ArrivalCount(-1, 2, Integer.MIN_VALUE);
        assertThat(ArrivalCount.decode(count.encode())).contains(count);
        assertThat(ArrivalCount.decode(new byte[11])).isEmpty();
    }
}
