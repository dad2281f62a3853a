package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.voider.cli.report.CallReport;
import io.voider.rtp.gate.MediaFlow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows for a home's phones from being called by one number. */
class SharedNumberTest {
    /** All phones of alice's, as bob knows them. */
    private static final String ALL = "172.29.1.0";

    private final Board board = new Board();

    private void says(String phone, Wording message) {
        board.take(Network.PHONES, phone, BOBS_NUMBER, message.text());
    }

    /** Bob calls, and that phone answers and listens at port 4000, as many always do. */
    private void calls(String callId, String phone) {
        board.fromFriend(invite(BOB, ALL, 6000).id(callId));
        says(
                phone,
                response("200 OK", phone, BOBS_NUMBER, 1, "INVITE").id(callId).sdp(4000));
        board.fromFriend(request("ACK", BOB, ALL, 1).id(callId));
    }

    private String heardBy() {
        MediaFlow flow = board.gate.leg(FRIENDS.number()).match(Board.address(BOB), Board.address(ALL), 4000);
        return flow == null ? "" : NetUtil.intToIpAddress(flow.passage().translatedDestination());
    }

    private List<String> notes(int latest) {
        return board.calls.running().join().get(latest).ladder().stream()
                .map(CallReport.LadderStep::what)
                .filter(what -> what.startsWith("no media"))
                .toList();
    }

    @Test
    void theLadderSaysThatACallIsNotHeardAtAPortThatAnotherPhoneHas() {
        calls("one", PHONE);
        calls("two", OTHER_PHONE);
        assertThat(heardBy()).isEqualTo(PHONE);
        assertThat(notes(1)).as("the first call").isEmpty();
        assertThat(notes(0))
                .containsExactly("no media for it, what is sent there goes to another phone, in another call, until"
                        + " that ends: 4000, 4001");
        CallReport.LadderStep note = board.calls.running().join().get(0).ladder().stream()
                .filter(step -> step.what().startsWith("no media"))
                .findFirst()
                .orElseThrow();
        assertThat(note.outwards()).as("it is the phone that listens there").isTrue();
    }

    @Test
    void itIsHeardFromTheEndOfTheOtherOn() {
        calls("one", PHONE);
        calls("two", OTHER_PHONE);
        board.fromFriend(request("BYE", BOB, ALL, 2).id("one"));
        says(PHONE, response("200 OK", PHONE, BOBS_NUMBER, 2, "BYE").id("one"));
        assertThat(heardBy()).isEqualTo(OTHER_PHONE);
        assertThat(notes(0)).as("what was said of it stays").hasSize(1);
        board.fromFriend(request("BYE", BOB, ALL, 2).id("two"));
        assertThat(heardBy()).isEmpty();
    }

    @Test
    void itIsHeardOnceTheOtherHasGoneToAnotherPort() {
        calls("one", PHONE);
        calls("two", OTHER_PHONE);
        board.fromFriend(request("INVITE", BOB, ALL, 2).id("one").sdp(6000));
        says(
                PHONE,
                response("200 OK", PHONE, BOBS_NUMBER, 2, "INVITE").id("one").sdp(4010));
        board.fromFriend(request("ACK", BOB, ALL, 2).id("one"));
        board.pass(10);
        assertThat(heardBy()).isEqualTo(OTHER_PHONE);
    }

    @Test
    void aCallThatIsOverWaitsForNothing() {
        calls("one", PHONE);
        calls("two", OTHER_PHONE);
        board.fromFriend(request("BYE", BOB, ALL, 2).id("two"));
        board.fromFriend(request("BYE", BOB, ALL, 2).id("one"));
        assertThat(heardBy()).isEmpty();
        assertThat(board.gate.calls()).isZero();
        assertThat(board.gate.passages()).isZero();
    }

    private boolean isTalking(String phone) {
        return board.calls.isTalking(Board.address(phone));
    }

    private boolean areTalking(boolean phone, boolean other) {
        return isTalking(PHONE) == phone && isTalking(OTHER_PHONE) == other;
    }

    @Test
    void allThatAreCalledHaveACallUntilOneAnswers() {
        assertThat(areTalking(false, false)).isTrue();
        board.fromFriend(invite(BOB, ALL, 6000));
        assertThat(areTalking(true, true)).isTrue();
        says(
                OTHER_PHONE,
                response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        assertThat(areTalking(false, true)).isTrue();
        says(PHONE, response("487 Request Terminated", PHONE, BOBS_NUMBER, 1, "INVITE"));
        assertThat(areTalking(false, true)).isTrue();
        board.fromFriend(request("BYE", BOB, ALL, 2));
        assertThat(areTalking(false, false)).isTrue();
    }

    @Test
    void thePhoneThatWasCalledFirstHasNoneOnceItRefused() {
        board.fromFriend(invite(BOB, ALL, 6000));
        says(PHONE, response("486 Busy Here", PHONE, BOBS_NUMBER, 1, "INVITE"));
        assertThat(areTalking(false, true)).isTrue();
        says(OTHER_PHONE, response("486 Busy Here", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE"));
        assertThat(areTalking(false, false)).isTrue();
    }

    @Test
    void whoCallsTheOthersOfItsHomeHasACallToo() {
        board.take(
                Network.PHONES,
                PHONE,
                "10.1.1.0",
                invite(PHONE, "10.1.1.0", 6000).text());
        assertThat(areTalking(true, true)).isTrue();
    }
}
