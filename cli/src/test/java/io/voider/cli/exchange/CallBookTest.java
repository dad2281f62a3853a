package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.CallReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallBookTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");

    private final List<CallReport> kept = new ArrayList<>();
    private final CallBook book = new CallBook(5, List.of(), kept::add);

    private CallReport call(String direction, String line, boolean answered, String reason) {
        return new CallReport(
                book.nextNumber(),
                direction,
                line,
                "bob",
                "ended",
                THEN,
                answered ? THEN : null,
                null,
                THEN,
                reason,
                null,
                List.of(),
                List.of());
    }

    private void tick(long nowNanos) {
        book.tick(nowNanos);
    }

    @Test
    void anEntryIsKeptWhenItHasSettled() {
        book.add(1, call("in", "10.1.2.1", true, "hung up"), 0);
        assertThat(book.ended()).hasSize(1);
        tick(0);
        tick(2 * SECOND - 1);
        assertThat(kept).isEmpty();
        assertThat(book.isSettled()).isFalse();
        CallReport.LadderStep step = CallReport.LadderStep.of(0, true, "200 OK");
        book.note(1, step);
        book.note(2, step);
        tick(2 * SECOND);
        assertThat(kept).extracting(CallReport::ladder).containsExactly(List.of(step));
        assertThat(book.ended().get(0).ladder()).containsExactly(step);
        assertThat(book.isSettled()).isTrue();
    }

    @Test
    void whatIsNotedBeforeTheEntryIsThereIsInIt() {
        CallReport.LadderStep step = CallReport.LadderStep.of(0, true, "200 OK");
        book.expect(1);
        book.note(1, step);
        book.add(1, call("in", "10.1.2.1", true, "hung up"), 0);
        assertThat(book.ended().get(0).ladder()).containsExactly(step);
    }

    @Test
    void whatMessagesSaidIsKnownOfTheLatestAndKeptByNobody() {
        CallReport.LadderStep step = new CallReport.LadderStep(0, true, "INVITE", "INVITE sip:x SIP/2.0");
        CallBook large = new CallBook(2 * CallBook.WITH_MESSAGES, List.of(), kept::add);
        for (int i = 0; i < CallBook.WITH_MESSAGES + 9; i++) {
            large.add(i, call("in", "10.1.2.1", true, "hung up").withLadder(List.of(step)), 0);
        }
        assertThat(large.ended().subList(0, CallBook.WITH_MESSAGES))
                .allSatisfy(each -> assertThat(each.ladder()).containsExactly(step));
        assertThat(large.ended().subList(CallBook.WITH_MESSAGES, CallBook.WITH_MESSAGES + 9))
                .allSatisfy(each -> assertThat(each.ladder()).doesNotContain(step));
        large.close();
        assertThat(kept)
                .hasSize(CallBook.WITH_MESSAGES + 9)
                .allSatisfy(
                        each -> assertThat(each.ladder()).containsExactly(CallReport.LadderStep.of(0, true, "INVITE")));
    }

    @Test
    void fifteenHundredUnansweredCallsAreTwoEntries() {
        book.add(0, call("in", "10.1.3.1", true, "hung up"), 0);
        for (int i = 0; i < 1500; i++) {
            book.add(i + 1, call("in", "10.1.2.1", false, "the caller gave up"), i);
        }
        assertThat(book.ended()).hasSize(3);
        assertThat(book.ended().get(0).reason()).isEqualTo("the caller gave up; 1499 calls like this within a minute");
        assertThat(book.ended().get(2).line()).isEqualTo("10.1.3.1");
        tick(SECOND);
        tick(4 * SECOND);
        assertThat(kept).hasSize(2);
        tick(60 * SECOND);
        assertThat(kept).hasSize(3);
        assertThat(kept.get(2).reason()).contains("1499 calls");
        assertThat(book.isSettled()).isTrue();
    }

    @Test
    void whoMissedSeveralFindsTheLatestUnderItsNumberAndFirst() {
        CallReport first = call("in", "10.1.2.1", false, "x");
        CallReport second = call("in", "10.1.2.1", false, "x");
        CallReport others = call("in", "10.1.3.1", false, "x");
        CallReport third = call("in", "10.1.2.1", false, "x");
        List.of(first, second, others, third).forEach(call -> book.add(call.id(), call, 0));
        assertThat(book.ended()).extracting(CallReport::id).containsExactly(third.id(), others.id(), first.id());
    }

    @Test
    void theNextMinuteIsAnother() {
        book.add(1, call("in", "10.1.2.1", false, "x"), 0);
        book.add(2, call("in", "10.1.2.1", false, "x"), SECOND);
        assertThat(book.ended().get(0).reason()).isEqualTo("x");
        book.add(3, call("in", "10.1.2.1", false, "x"), 60 * SECOND);
        assertThat(book.ended()).hasSize(3);
        assertThat(kept).as("the minute before").hasSize(1);
    }

    @Test
    void otherLinesOtherDirectionsAndAnsweredCallsStandForThemselves() {
        book.add(1, call("in", "10.1.2.1", false, "x"), 0);
        book.add(2, call("in", "10.1.3.1", false, "x"), 0);
        book.add(3, call("out", "10.1.2.1", false, "x"), 0);
        book.add(4, call("out", "10.1.2.1", false, "y"), 0);
        book.add(5, call("in", "10.1.2.1", true, "x"), 0);
        assertThat(book.ended()).hasSize(5);
    }

    @Test
    void whenTheNodeStopsEverythingIsKeptAndWhatComesLaterToo() {
        book.add(1, call("in", "10.1.2.1", false, "x"), 0);
        book.add(2, call("in", "10.1.2.1", false, "x"), 0);
        book.close();
        assertThat(kept).hasSize(2);
        book.add(3, call("in", "10.1.3.1", true, "x"), 0);
        assertThat(kept).hasSize(3);
        assertThat(book.isSettled()).isTrue();
    }

    @Test
    void onlyTheLatestAreRememberedAndNumbersGoOn() {
        CallReport past = call("in", "10.1.2.1", true, "x");
        CallBook later = new CallBook(2, List.of(past, past, past), kept::add);
        assertThat(later.ended()).hasSize(2);
        assertThat(later.nextNumber()).isEqualTo(past.id() + 1);
        later.add(1, call("in", "10.1.9.1", true, "x"), 0);
        assertThat(later.ended()).hasSize(2);
    }

    @Test
    void foldsAreBounded() {
        for (int i = 0; i < 3000; i++) {
            book.add(i, call("out", "10.1.2.1", false, "reason " + i), 0);
        }
        assertThat(book.ended()).hasSize(5);
    }

    @Test
    void aHomesPhonesAreFoldedTogether() {
        for (int phone = 1; phone <= 254; phone++) {
            book.add(phone, call("in", "10.1.2." + phone, false, "x"), 0);
        }
        assertThat(book.ended()).hasSize(2);
    }

    @Test
    void whoRingsForHoursPushesOutTheirOwnEntriesFirst() {
        CallBook larger = new CallBook(8, List.of(), kept::add);
        for (int i = 0; i < 5; i++) {
            larger.add(i, call("in", "10.1.3.1", true, "hung up"), 0);
        }
        for (int minute = 0; minute < 500; minute++) {
            larger.add(10 + minute, call("in", "10.1.2.1", false, "x"), minute * 60L * SECOND);
        }
        assertThat(larger.ended()).hasSize(8);
        assertThat(larger.ended())
                .filteredOn(entry -> entry.line().equals("10.1.3.1"))
                .hasSize(5);
    }

    /** A home has a quarter of the book by unanswered calls; only what is above it goes first. */
    @Test
    void aHomeKeepsItsQuarter() {
        CallBook larger = new CallBook(8, List.of(), kept::add);
        larger.add(1, call("in", "10.1.2.1", false, "x"), 0);
        larger.add(2, call("in", "10.1.2.1", false, "x"), 0);
        for (int i = 0; i < 7; i++) {
            larger.add(10 + i, call("in", "10.1.3.1", true, "hung up"), 0);
        }
        assertThat(larger.ended()).hasSize(8);
        assertThat(larger.ended())
                .extracting(CallReport::line)
                .filteredOn("10.1.2.1"::equals)
                .hasSize(1);
    }

    @Test
    void ofAHomeThatHasMoreTheOldestUnansweredGoesFirst() {
        CallBook larger = new CallBook(8, List.of(), kept::add);
        larger.add(1, call("in", "10.1.9.1", true, "the oldest"), 0);
        for (int minute = 0; minute < 7; minute++) {
            larger.add(10 + minute, call("in", "10.1.2.1", false, "ring " + minute), minute * 60L * SECOND);
        }
        larger.add(99, call("in", "10.1.3.1", true, "the latest"), 500 * SECOND);
        assertThat(larger.ended())
                .extracting(CallReport::reason)
                .containsExactly(
                        "the latest", "ring 6", "ring 5", "ring 4", "ring 3", "ring 2", "ring 1", "the oldest");
    }

    @Test
    void whenTooManyCallersAreFoldedTheirEntriesAreKeptAtOnce() {
        book.add(0, call("out", "10.1.2.1", false, "reason 0"), 0);
        book.add(1, call("out", "10.1.2.1", false, "reason 0"), 0);
        for (int i = 1; i < 1024; i++) {
            book.add(10 + i, call("out", "10.1.2.1", false, "reason " + i), 0);
        }
        assertThat(kept).isEmpty();
        book.add(5000, call("out", "10.1.2.1", false, "one more"), 0);
        assertThat(kept).extracting(CallReport::reason).containsExactly("reason 0");
        book.add(5001, call("out", "10.1.2.1", false, "reason 0"), 0);
        assertThat(book.ended().get(0).reason()).as("an entry of its own again").isEqualTo("reason 0");
    }
}
