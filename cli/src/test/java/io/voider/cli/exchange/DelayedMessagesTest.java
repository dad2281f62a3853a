package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Board.SECOND;
import static io.voider.cli.exchange.Wording.back;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that come later than others, or than anybody thought. Bob calls the phone. */
class DelayedMessagesTest {
    private static final String BOBS_NUMBER = "10.1.2.1";

    private final Board board = new Board();

    private List<Board.Sent> fromPhone(Wording message) {
        return board.take(Network.PHONES, PHONE, message.other(), message.text());
    }

    private List<Board.Sent> fromFriend(Wording message) {
        return board.take(FRIENDS, message.own(), message.other(), message.text());
    }

    private void talking() {
        fromFriend(invite(BOB, ALICE, 6000));
        fromPhone(response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        fromFriend(request("ACK", BOB, ALICE, 1));
    }

    private static void crossed(List<Board.Sent> sent) {
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).network()).isEqualTo(Network.PHONES);
    }

    /** To a 481 the friend's phone would have to end the call (RFC 3261 section 12.2.1.2). */
    @Test
    void aRequestThatAYoungerOneOvertookIsThePhonesToAnswer() {
        talking();
        Wording digit = request("INFO", BOB, ALICE, 5);
        crossed(fromFriend(digit));
        crossed(fromFriend(request("INFO", BOB, ALICE, 7)));
        crossed(fromFriend(digit));
        crossed(fromFriend(request("INFO", BOB, ALICE, 6)));
        Wording offer = request("INVITE", BOB, ALICE, 8).sdp(6000);
        crossed(fromFriend(offer));
        crossed(fromFriend(request("INFO", BOB, ALICE, 9)));
        crossed(fromFriend(offer));
        crossed(fromFriend(request("INVITE", BOB, ALICE, 4).sdp(6400)));
        assertThat(board.isOpen(Network.PHONES, PHONE, BOBS_NUMBER, 6400)).isFalse();
    }

    /** To 408 and 481 the caller has to answer by BYE (RFC 3261 section 12.2.1.2), or the callee would go on alone. */
    @Test
    void aByeCrossesBehindWhatEndedTheCall() {
        talking();
        fromFriend(request("INVITE", BOB, ALICE, 2).sdp(6000));
        fromPhone(response("408 Request Timeout", PHONE, BOBS_NUMBER, 2, "INVITE"));
        crossed(fromFriend(request("BYE", BOB, ALICE, 3)));
        assertThat(fromFriend(request("UPDATE", BOB, ALICE, 4).sdp(6000)).get(0).startLine())
                .startsWith("SIP/2.0 481");
    }

    /** RFC 3261 section 9.2: who still remembers the INVITE answers 200, and who does not 481. */
    @Test
    void aCancelBehindTheFinalAnswerIsThePhonesToAnswer() {
        Wording cancel = request("CANCEL", BOB, ALICE, 1).toTag("");
        talking();
        crossed(fromFriend(cancel));
        assertThat(fromPhone(response("200 OK", PHONE, BOBS_NUMBER, 1, "CANCEL")))
                .hasSize(1);
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
        crossed(fromFriend(request("BYE", BOB, ALICE, 2)));
        crossed(fromFriend(cancel));
        board.pass(40);
        assertThat(fromFriend(cancel).get(0).startLine()).startsWith("SIP/2.0 481");
        fromFriend(invite(BOB, ALICE, 6000).id("busy"));
        fromPhone(response("486 Busy Here", PHONE, BOBS_NUMBER, 1, "INVITE").id("busy"));
        crossed(fromFriend(cancel.id("busy")));
        assertThat(fromFriend(cancel.id("none")).get(0).startLine()).startsWith("SIP/2.0 481");
    }

    @Test
    void aByeWithANumberThatWasUsedEndsTheCallAllTheSame() {
        talking();
        crossed(fromFriend(request("BYE", BOB, ALICE, 1)));
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        assertThat(board.calls.running().join()).isEmpty();
    }

    @Test
    void aByeCrossesWhenTheLineIsBack() {
        talking();
        board.switchboard.endLine(LineId.friend(2), board.now);
        crossed(fromFriend(request("BYE", BOB, ALICE, 2)));
    }

    /** Who transfers a call hangs up, and still wants to know (RFC 3515 section 2.4.4, RFC 5057 section 4.1). */
    @Test
    void howATransferEndedCrossesBehindTheBye() {
        talking();
        fromPhone(back("REFER", PHONE, BOBS_NUMBER, 1).with("Refer-To: <sip:10.1.2.1>"));
        fromPhone(back("BYE", PHONE, BOBS_NUMBER, 2));
        Wording told = request("NOTIFY", BOB, ALICE, 2);
        crossed(fromFriend(told.with("Event: refer")));
        assertThat(fromFriend(told.cSeq(3).with("Event: check-sync")).get(0).startLine())
                .startsWith("SIP/2.0 489");
    }

    @Test
    void anAckOfARefusalCrossesBehindTheNextInvite() {
        fromFriend(invite(BOB, ALICE, 6000));
        fromPhone(response("422 Session Interval Too Small", PHONE, BOBS_NUMBER, 1, "INVITE"));
        crossed(fromFriend(invite(BOB, ALICE, 6000).cSeq(2)));
        crossed(fromFriend(request("ACK", BOB, ALICE, 1)));
        fromPhone(response("488 Not Acceptable Here", PHONE, BOBS_NUMBER, 2, "INVITE"));
        crossed(fromFriend(invite(BOB, ALICE, 6000).cSeq(3)));
        crossed(fromFriend(request("ACK", BOB, ALICE, 2)));
    }

    @Test
    void mediaDescribedBehindTheEndMakeNoCall() {
        fromFriend(invite(BOB, ALICE, 6000));
        fromPhone(response("486 Busy Here", PHONE, BOBS_NUMBER, 1, "INVITE"));
        crossed(fromFriend(request("ACK", BOB, ALICE, 1)
                .with("Content-Type: application/sdp")
                .body("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n")));
        assertThat(board.calls.running().join()).isEmpty();
        assertThat(board.calls.busyLines()).isEmpty();
    }

    /** RFC 3261 section 12.2.1.1: what follows in the dialog goes to the Contact. */
    @Test
    void whatFollowsReachesThePortOfThePhonesContact() {
        fromFriend(invite(BOB, ALICE, 6000));
        byte[] ack = request("ACK", BOB, ALICE, 1).text().getBytes(StandardCharsets.UTF_8);
        fromPhone(response("180 Ringing", PHONE, BOBS_NUMBER, 1, "INVITE").with("Contact: <sip:192.0.2.1:7070>"));
        assertThat(board.take(FRIENDS, BOB, 5060, ALICE, 7070, ack)).isEmpty();
        fromPhone(response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE")
                .with("Contact: <sip:172.16.0.1:7070>")
                .sdp(4000));
        crossed(board.take(FRIENDS, BOB, 5060, ALICE, 7070, ack));
    }

    /** Between the homes the INVITE's own time is ten minutes (CallLimits.ringingNanos). */
    @Test
    void aPhoneThatRingsForLongCanStillBeAnswered() {
        fromFriend(invite(BOB, ALICE, 6000));
        fromPhone(response("180 Ringing", PHONE, BOBS_NUMBER, 1, "INVITE"));
        board.pass(310);
        endTheSilent();
        fromPhone(response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        fromFriend(request("ACK", BOB, ALICE, 1));
        board.now += SECOND;
        endTheSilent();
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
        assertThat(board.isOpen(Network.PHONES, PHONE, BOBS_NUMBER, 6000)).isTrue();
        board.now += 310 * SECOND;
        endTheSilent();
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
    }

    private void endTheSilent() {
        board.gate.silent(board.now).forEach(call -> board.switchboard.endSilent(call, board.now));
    }

    @Test
    void parametersOfReplacesAreReadInAnyCase() {
        Wording carols = invite(Board.CAROL, ALICE, 6000);
        fromFriend(carols);
        String carolsNumber = "10.1.3.1";
        board.take(
                Network.PHONES,
                PHONE,
                carolsNumber,
                response("200 OK", PHONE, carolsNumber, 1, "INVITE").sdp(4000).text());
        Wording thief = invite(BOB, ALICE, 6000).id("thief").with("Replaces: call;To-Tag=b;FROM-TAG=a");
        assertThat(fromFriend(thief).get(0).startLine()).startsWith("SIP/2.0 481");
    }
}
