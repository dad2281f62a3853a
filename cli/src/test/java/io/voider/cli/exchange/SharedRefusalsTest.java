package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.fresh;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.CallReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the caller reads when none of the phones that ring together takes the call. */
class SharedRefusalsTest {
    private static final String ALL = "172.29.1.0";

    private final Board board = new Board();

    private void bobCalls() {
        board.fromFriend(invite(BOB, ALL, 6000));
    }

    private List<Board.Sent> says(String phone, Wording message) {
        return board.take(
                Network.PHONES,
                phone,
                BOBS_NUMBER,
                message.toTag(phone.equals(PHONE) ? "b" : "c").text());
    }

    private static Wording answer(String phone, String status) {
        return response(status, phone, BOBS_NUMBER, 1, "INVITE");
    }

    /** What bob reads of what left. */
    private static String bobReads(List<Board.Sent> sent) {
        List<Board.Sent> his =
                sent.stream().filter(each -> each.destination().equals(BOB)).toList();
        assertThat(his).hasSize(1);
        assertThat(his.get(0).source()).isEqualTo(ALL);
        return his.get(0).text();
    }

    @Test
    void heReadsWhatThePhoneWroteWithTheNumberThatHeDialled() {
        bobCalls();
        says(PHONE, answer(PHONE, "486 Busy Here").with("Warning: 399 phone \"in a call\""));
        String refusal = bobReads(says(OTHER_PHONE, answer(OTHER_PHONE, "503 Service Unavailable")));
        assertThat(refusal)
                .startsWith("SIP/2.0 486 Busy Here\r\n")
                .contains("Warning: 399 phone \"in a call\"\r\n", ";tag=b\r\n")
                .doesNotContain(PHONE);
    }

    /** RFC 3261 section 16.7, step 6: it is this phone that is overloaded, and not the number. */
    @Test
    void thatAllAreOverloadedIsSaidAs500() {
        bobCalls();
        says(PHONE, answer(PHONE, "503 Service Unavailable").with("Retry-After: 3600"));
        String refusal = bobReads(says(OTHER_PHONE, answer(OTHER_PHONE, "503 Service Unavailable")));
        assertThat(refusal).startsWith("SIP/2.0 500 ").contains(";tag=b\r\n").doesNotContain("Retry-After");
    }

    @Test
    void whereNoPhoneWasHeardOfTheExchangeSaysSo() {
        bobCalls();
        List<Board.Sent> sent = board.pass(33);
        List<String> his = sent.stream()
                .filter(each -> each.destination().equals(BOB))
                .map(Board.Sent::startLine)
                .toList();
        assertThat(his).isNotEmpty().containsOnly("SIP/2.0 408 Request Timeout");
        board.pass(60);
        CallReport report = board.kept.get(0);
        assertThat(report.answeredAt()).isNull();
        assertThat(board.switchboard.isIdle()).isTrue();
    }

    /** He gave up, whatever the phones said. */
    @Test
    void whoGaveUpIsToldThatItIsOverThoughAPhoneWasBusy() {
        bobCalls();
        says(PHONE, answer(PHONE, "486 Busy Here"));
        says(OTHER_PHONE, answer(OTHER_PHONE, "180 Ringing"));
        board.fromFriend(fresh("CANCEL", BOB, ALL));
        assertThat(bobReads(says(OTHER_PHONE, answer(OTHER_PHONE, "486 Busy Here"))))
                .startsWith("SIP/2.0 487 Request Terminated\r\n");
    }

    @Test
    void aCancelIsRepeatedUntilThePhoneSaysThatItHasIt() {
        bobCalls();
        says(PHONE, answer(PHONE, "180 Ringing"));
        says(OTHER_PHONE, answer(OTHER_PHONE, "180 Ringing"));
        board.fromFriend(fresh("CANCEL", BOB, ALL));
        assertThat(says(PHONE, response("200 OK", PHONE, BOBS_NUMBER, 1, "CANCEL")))
                .isEmpty();
        assertThat(says(OTHER_PHONE, response("100 Trying", OTHER_PHONE, BOBS_NUMBER, 1, "CANCEL")))
                .as("that is not the answer yet")
                .isEmpty();
        assertThat(board.pass(3))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.destination()).isEqualTo(OTHER_PHONE))
                .allSatisfy(each -> assertThat(each.startLine()).startsWith("CANCEL "));
    }

    @Test
    void whoGivesUpWhereNobodyWasToRingAnyMoreIsToldAtOnce() {
        bobCalls();
        says(PHONE, answer(PHONE, "480 Gone"));
        says(OTHER_PHONE, answer(OTHER_PHONE, "200 OK").sdp(4000));
        assertThat(board.fromFriend(fresh("CANCEL", BOB, ALL)))
                .extracting(Board.Sent::startLine)
                .as("too late: the call is answered")
                .containsExactly("SIP/2.0 200 OK");
        assertThat(says(OTHER_PHONE, answer(OTHER_PHONE, "200 OK").sdp(4000)))
                .extracting(Board.Sent::startLine)
                .as("a copy")
                .containsExactly("SIP/2.0 200 OK");
        board.fromFriend(Wording.request("ACK", BOB, ALL, 1).toTag("c"));
        board.fromFriend(Wording.request("BYE", BOB, ALL, 2).toTag("c"));
        board.pass(60);
        assertThat(board.kept.get(0).ladder().stream().map(CallReport.LadderStep::what))
                .containsOnlyOnce("phone 2 answered", "phone 1: 480");
    }

    @Test
    void afterACallIsOverTheSameIdentifierMayRingAgain() {
        bobCalls();
        says(PHONE, answer(PHONE, "486 Busy Here"));
        says(OTHER_PHONE, answer(OTHER_PHONE, "486 Busy Here"));
        board.fromFriend(fresh("ACK", BOB, ALL));
        board.pass(120);
        assertThat(board.switchboard.isIdle()).isTrue();
        assertThat(board.fromFriend(invite(BOB, ALL, 6000)))
                .extracting(Board.Sent::destination)
                .containsExactly(BOB, PHONE, OTHER_PHONE);
    }
}
