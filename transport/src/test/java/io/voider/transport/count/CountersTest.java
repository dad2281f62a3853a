package io.voider.transport.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {

    @Test
    void shouldShowWhatWasCountedAndNothingElse() {
        Counters<Counter> counters = new Counters<>(Counter.class);
        counters.increment(Counter.RECEIVED_PACKETS);
        counters.add(Counter.RECEIVED_PACKETS, 11);
        counters.increment(Counter.DROPPED_VLAN);

        assertThat(counters.count(Counter.RECEIVED_PACKETS)).isEqualTo(12);
        assertThat(counters.count(Counter.SENT_PACKETS)).isZero();
        assertThat(counters.snapshot()).isEqualTo(Map.of(Counter.RECEIVED_PACKETS, 12L, Counter.DROPPED_VLAN, 1L));
        assertThat(counters).hasToString("received.packets=12 dropped.vlan=1");
    }

    @Test
    void everyCounterHasALabelOfItsOwnAndAMeaning() {
        assertThat(Arrays.stream(Counter.values()).map(Counter::label))
                .doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[a-z]+\\.[a-z]+(-[a-z]+)*"));
        assertThat(Arrays.stream(Counter.values()).map(Counter::meaning))
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
    }

    @Test
    void severalThreadsLoseNoCount() throws InterruptedException {
        Counters<Counter> counters = Counters.ofSeveralThreads(Counter.class);
        Runnable counting = () -> {
            for (int i = 0; i < 100_000; i++) {
                counters.increment(Counter.SENT_PACKETS);
            }
        };
        Thread first = new Thread(counting);
        Thread second = new Thread(counting);
        first.start();
        second.start();
        first.join();
        second.join();
        assertThat(counters.count(Counter.SENT_PACKETS)).isEqualTo(200_000);
    }
}
