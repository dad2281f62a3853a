package io.voider.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.rtp.gate.GateCounter;
import io.voider.rtp.relay.RelayCounter;
import io.voider.transport.count.Counted;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CounterNamesTest {
    @Test
    void everyCounterHasANameOfItsOwnAndAMeaning() {
        List<Counted> all = Stream.<Counted>concat(Stream.of(GateCounter.values()), Stream.of(RelayCounter.values()))
                .toList();
        assertThat(all).extracting(Counted::label).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(counter -> {
            assertThat(counter.label()).matches("(gate|relay)\\.[a-z]+(-[a-z]+)*");
            assertThat(counter.meaning()).hasSizeGreaterThan(10).doesNotEndWith(".");
        });
    }
}
