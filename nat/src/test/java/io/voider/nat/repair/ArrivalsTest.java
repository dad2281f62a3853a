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
        assertThat(arrivals.count()).isEqualTo(new ArrivalCount(3, 3, 3));
        arrivals.first(3L << 32 | 0xFFFF_FFFFL);
        arrivals.first(1L << 32 | 3);
        assertThat(arrivals.count()).isEqualTo(new ArrivalCount(4, 5, 5));
    }

    @Test
    void oneInventedNumberHidesNoneOfThoseThatFollow() {
        for (int number = 1; number <= 10; number++) {
            arrivals.first(number);
        }
        arrivals.first(4000);
        for (int number = 12; number <= 60; number += 2) {
            arrivals.first(number);
        }
        assertThat(arrivals.count()).isEqualTo(new ArrivalCount(60, 36, 36));
    }

    @Test
    void aLongGapStandsWhenTheNextConfirmsIt() {
        arrivals.first(1);
        arrivals.first(300);
        arrivals.first(301);
        assertThat(arrivals.count()).isEqualTo(new ArrivalCount(301, 3, 3));
    }

    @Test
    void aCountReadsAsItWasWritten() {
        ArrivalCount count = new ArrivalCount(-1, 2, Integer.MIN_VALUE);
        assertThat(ArrivalCount.decode(count.encode())).contains(count);
        assertThat(ArrivalCount.decode(new byte[11])).isEmpty();
    }
}
