package io.voider.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinesReportTest {
    private final LinesReport lines = new LinesReport(
            LinesReport.SCHEMA,
            List.of(
                    LineReport.notRunning("10.1.2.1", 21, "bob", "friend", Instant.EPOCH),
                    LineReport.notRunning("10.2.1.1", null, "J\u00f6rg", "exchange", Instant.EPOCH)));

    @ParameterizedTest
    @CsvSource({
        "bob, 10.1.2.1",
        "BOB, 10.1.2.1",
        "21, 10.1.2.1",
        "10.1.2.1, 10.1.2.1",
        "10*1*2*1, 10.1.2.1",
        "j\u00f6rg, 10.2.1.1"
    })
    void aLineIsMeantByItsNameAndByWhatOneDials(String what, String dial) {
        assertThat(lines.called(what)).map(LineReport::dial).hasValue(dial);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "carol", "2", "22", "null", "10.1.2.2", "10-1-2-1"})
    void nothingElseMeansALine(String what) {
        assertThat(lines.called(what)).isEmpty();
    }

    @Test
    void aNodeThatDoesNotRunHasNoRoundTrip() {
        assertThat(lines.called("bob")).hasValueSatisfying(line -> {
            assertThat(line.state()).isEqualTo("not-running");
            assertThat(line.rttMillis()).isNull();
        });
    }
}
