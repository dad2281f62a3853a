package io.voider.cli.command.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.AskerReport;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.PhonesReport;
import io.voider.cli.report.StreamReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrawingTest {
    private static final Drawing DRAWING = new Drawing(200);
    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");

    private static CallReport call(@Nullable Double mos, StreamReport... media) {
        return new CallReport(
                7,
                "in",
                "10.1.2.1",
                "bob",
                "ended",
                NOON,
                NOON,
                2,
                NOON.plusSeconds(65),
                "the caller gave up",
                mos,
                List.of(media),
                List.of());
    }

    private static StreamReport stream(@Nullable String ssrc, String codec, @Nullable Double mos) {
        return new StreamReport(
                "phone", ssrc, 12.34, codec, 617, 3, 1, 0, 2.25, 61.5, mos == null ? null : 90.0, mos, null);
    }

    /** The words of a table's line, wherever its columns stand. */
    private static List<String> words(String text, int line) {
        return List.of(text.lines().toList().get(line).trim().split(" {2,}"));
    }

    @Test
    void everyColumnOfTheCallsHasItsName() {
        String text = DRAWING.calls(List.of(call(4.2)));
        assertThat(words(text, 0))
                .containsExactly("call", "began", "way", "line", "name", "state", "length", "heard", "reason");
        assertThat(words(text, 1)).contains("from", "1:05 at phone 2", "MOS 4.20", "the caller gave up");
    }

    @Test
    void aCallsTimeIsOnALineOnANarrowScreenToo() {
        CallReport refused = new CallReport(
                12,
                "out",
                "10.123.121.1",
                "Anna Maria Katharina",
                "ended",
                NOON,
                null,
                null,
                NOON,
                "refused with 480 Temporarily Unavailable; 17 calls like this within a minute",
                null,
                List.of(),
                List.of());
        String text = new Drawing(80).calls(List.of(refused, call(4.2)));
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(text.lines().filter(line -> line.matches(" *(7|12) +Mar 01 \\d\\d:00:00 .*")))
                .as(text)
                .hasSize(2);
    }

    @Test
    void everySourceIsALineAndTheCallHasOneFigure() {
        String text = DRAWING.call(call(3.9, stream("0000beef", "PCMU", 4.3), stream("00000001", "PCMA", 3.9)));
        assertThat(words(text, 3)).contains("source", "length", "MOS");
        assertThat(words(text, 4)).contains("0000beef", "12.3 s", "617", "4.30");
        assertThat(words(text, 5)).contains("00000001", "3.90");
        assertThat(text).contains("The call's figure is MOS 3.90");
    }

    @Test
    void aCallThatCannotBeRatedSaysWhy() {
        CallReport call = call(null, stream(null, "unknown codec", null), stream(null, "unknown codec", null));
        assertThat(DRAWING.call(call)).contains("Not rated: there were not two seconds");
        assertThat(DRAWING.calls(List.of(call))).contains("unknown codec").doesNotContain("unknown codec,");
    }

    private static PhoneReport phone(
            int number, @Nullable String mac, @Nullable String vendor, @Nullable Instant leaseUntil) {
        return new PhoneReport(
                number, "172.16.0.1", "172.16.0.2/30", true, true, "", mac, vendor, "dhcp", leaseUntil, null, null);
    }

    @Test
    void everyPhoneHasItsDeviceAndWhoeverGetsNoneItsReason() {
        PhoneReport leased = phone(1, "00:0b:82:00:00:01", "Grandstream", NOON);
        PhoneReport set = phone(2, "02:00:00:00:00:02", null, null);
        PhoneReport none = phone(3, null, null, null);
        String text = DRAWING.phones(new PhonesReport(
                1, List.of(leased, set, none), List.of(new AskerReport("02:00:00:00:00:07", "Snom", "all are taken"))));
        assertThat(words(text, 0)).containsExactly("phone", "address", "its gateway", "device", "heard");
        assertThat(words(text, 1).get(3)).startsWith("00:0b:82:00:00:01 Grandstream, by DHCP until Mar 01");
        assertThat(words(text, 2).get(3)).isEqualTo("02:00:00:00:00:02, set by hand");
        assertThat(words(text, 3).get(3)).isEqualTo("-");
        assertThat(text).endsWith("02:00:00:00:00:07 (Snom) asks for an address and gets none: all are taken\n");
    }

    @Test
    void everythingFitsAPageOf80Columns() {
        CallReport call = call(3.9, stream("0000beef", "PCMU", 4.3), stream(null, "unknown codec", null));
        String text = new Drawing(80).call(call);
        assertThat(text.lines()).allMatch(line -> line.length() <= 80);
        assertThat(text).contains("jitter", "packets", "unknown", "0000beef", "gave up");
    }
}
