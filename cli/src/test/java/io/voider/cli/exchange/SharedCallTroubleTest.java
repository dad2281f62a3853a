package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.CAROL;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.fresh;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.sip.call.Flow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls to several phones of a home, by a caller who does what no caller should, or has trouble. */
class SharedCallTroubleTest {
    private static final String ALL = "172.29.1.0";

    private final Board board = new Board();

    private List<Board.Sent> bobCalls() {
        return board.fromFriend(invite(BOB, ALL, 6000));
    }

    private List<Board.Sent> says(String phone, Wording message) {
        String tag = phone.equals(PHONE) ? "b" : "c";
        Wording own = message.start().startsWith("SIP/2.0") ? message.toTag(tag) : message;
        return board.take(Network.PHONES, phone, BOBS_NUMBER, own.text());
    }

    private static List<String> told(List<Board.Sent> sent) {
        return sent.stream()
                .map(each -> each.destination() + " " + each.startLine().replace(" SIP/2.0", ""))
                .toList();
    }

    @Test
    void whoDoesNotSayWhereAnAnswerGoesRingsNothingAndStopsNothing() {
        String invite = invite(BOB, ALL, 6000).text();
        for (String via : List.of("", "Via: \r\n")) {
            String without = invite.replaceFirst("Via: [^\r]*\r\n", via);
            assertThat(board.take(FRIENDS, BOB, ALL, without)).isEmpty();
        }
        assertThat(board.count(ExchangeCounter.DROPPED_NOT_SIP)).isEqualTo(2);
        board.pass(1);
        board.fromFriend(invite(CAROL, ALL, 6000).id("carols"));
        assertThat(told(board.pass(1)))
                .as("time passes for the others")
                .contains(PHONE + " INVITE sip:" + PHONE, OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        assertThat(board.count(ExchangeCounter.TICK_FAILED)).isZero();
    }

    /** The one who answered is asked again, and that is taken back without saying in which dialog. */
    @Test
    void aReInviteIsCancelledAtWhoWasAsked() {
        bobCalls();
        says(
                OTHER_PHONE,
                response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        board.fromFriend(request("ACK", BOB, ALL, 1).toTag("c"));
        board.fromFriend(request("INVITE", BOB, ALL, 2).toTag("c").sdp(6010));
        assertThat(told(board.fromFriend(fresh("CANCEL", BOB, ALL).cSeq(2))))
                .containsExactly(OTHER_PHONE + " CANCEL sip:" + OTHER_PHONE);
    }

    /** RFC 3261 section 9.1 lets the next attempt begin while the first is being cancelled. */
    @Test
    void whoDialsAgainWhileTheFirstAttemptIsBeingCancelledRingsAllOfThem() {
        bobCalls();
        says(PHONE, response("180 Ringing", PHONE, BOBS_NUMBER, 1, "INVITE"));
        board.fromFriend(fresh("CANCEL", BOB, ALL));
        assertThat(told(board.fromFriend(invite(BOB, ALL, 6000).cSeq(2))))
                .containsExactly(
                        BOB + " SIP/2.0 100 Trying",
                        PHONE + " INVITE sip:" + PHONE,
                        OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        assertThat(told(says(OTHER_PHONE, response("180 Ringing", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE"))))
                .as("slow to ring for the first")
                .containsExactly(OTHER_PHONE + " CANCEL sip:" + OTHER_PHONE);
        says(PHONE, response("487 Request Terminated", PHONE, BOBS_NUMBER, 1, "INVITE"));
        assertThat(told(says(OTHER_PHONE, response("487 Request Terminated", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE"))))
                .containsExactly(OTHER_PHONE + " ACK sip:" + OTHER_PHONE, BOB + " SIP/2.0 487 Request Terminated");
        assertThat(told(says(PHONE, response("180 Ringing", PHONE, BOBS_NUMBER, 2, "INVITE"))))
                .containsExactly(BOB + " SIP/2.0 180 Ringing");
        assertThat(told(board.fromFriend(fresh("CANCEL", BOB, ALL).cSeq(2))))
                .containsExactly(BOB + " SIP/2.0 200 OK", PHONE + " CANCEL sip:" + PHONE);
    }

    /** What is like a message of the first call but for the branch. */
    private static byte[] again(Wording message) {
        return message.text().replace("branch=z9hG4bK", "branch=z9hG4bKagain").getBytes(StandardCharsets.UTF_8);
    }

    private List<String> saysAgain(String phone, Wording message) {
        Wording own = message.toTag(phone.equals(PHONE) ? "b" : "c");
        return told(board.take(Network.PHONES, phone, 5060, BOBS_NUMBER, 5060, again(own)));
    }

    private List<String> bobSaysAgain(Wording message) {
        return told(board.take(FRIENDS, BOB, 5060, ALL, 5060, again(message)));
    }

    /** RFC 3261 section 17.2.3: scripts number and tag each call alike, and their branches tell them apart. */
    @Test
    void whoCallsAnewUnderTheNumberOfTheCallBeforeIsAnswered() {
        bobCalls();
        for (String phone : List.of(PHONE, OTHER_PHONE)) {
            says(phone, response("486 Busy Here", phone, BOBS_NUMBER, 1, "INVITE"));
        }
        board.fromFriend(fresh("ACK", BOB, ALL));
        assertThat(bobSaysAgain(invite(BOB, ALL, 6000)))
                .containsExactly(
                        BOB + " SIP/2.0 100 Trying",
                        PHONE + " INVITE sip:" + PHONE,
                        OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        assertThat(saysAgain(PHONE, response("180 Ringing", PHONE, BOBS_NUMBER, 1, "INVITE")))
                .containsExactly(BOB + " SIP/2.0 180 Ringing");
        assertThat(bobSaysAgain(invite(BOB, ALL, 6000)))
                .as("a copy rings nothing twice")
                .containsExactly(BOB + " SIP/2.0 100 Trying");
        assertThat(saysAgain(OTHER_PHONE, response("486 Busy Here", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE")))
                .containsExactly(OTHER_PHONE + " ACK sip:" + OTHER_PHONE);
        assertThat(bobSaysAgain(fresh("CANCEL", BOB, ALL)))
                .containsExactly(BOB + " SIP/2.0 200 OK", PHONE + " CANCEL sip:" + PHONE);
        assertThat(saysAgain(
                        PHONE,
                        response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000)))
                .as("the answer crosses the CANCEL")
                .containsExactly(BOB + " SIP/2.0 200 OK");
        assertThat(board.isOpen(FRIENDS, BOB, ALL, 4000)).isTrue();
        board.pass(3);
        assertThat(told(board.fromFriend(request("BYE", BOB, ALL, 2).toTag("b"))))
                .containsExactly(PHONE + " BYE sip:" + PHONE);
        board.pass(80);
        assertThat(board.switchboard.isIdle()).isTrue();
    }

    /** RFC 3261 section 8.2.2.2. */
    @Test
    void aCopyByAnotherWayRingsNothingAndIsRefusedForItselfAlone() {
        bobCalls();
        says(PHONE, response("180 Ringing", PHONE, BOBS_NUMBER, 1, "INVITE"));
        assertThat(bobSaysAgain(invite(BOB, ALL, 6000))).containsExactly(BOB + " SIP/2.0 482 Loop Detected");
        assertThat(told(board.pass(1))).doesNotContain(PHONE + " INVITE sip:" + PHONE);
        assertThat(bobSaysAgain(fresh("ACK", BOB, ALL))).isEmpty();
        assertThat(told(says(
                        PHONE,
                        response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000))))
                .contains(BOB + " SIP/2.0 200 OK");
        assertThat(board.isOpen(FRIENDS, BOB, ALL, 4000)).isTrue();
    }

    @Test
    void attemptsAreBounded() {
        List<Board.Sent> last = bobCalls();
        for (int cSeq = 2; cSeq < 8; cSeq++) {
            board.fromFriend(fresh("CANCEL", BOB, ALL).cSeq(cSeq - 1));
            last = board.fromFriend(invite(BOB, ALL, 6000).cSeq(cSeq));
        }
        assertThat(told(last)).containsExactly(BOB + " SIP/2.0 503 Service Unavailable");
    }

    @Test
    void aResponseToWhatWasNotSentDecidesNothing() {
        bobCalls();
        String other =
                response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000).text();
        assertThat(board.take(Network.PHONES, PHONE, BOBS_NUMBER, other.replace("branch=z9hG4bK", "branch=z9hG4bKno")))
                .isEmpty();
        assertThat(board.count(ExchangeCounter.DROPPED_NO_DIALOG)).isEqualTo(1);
        assertThat(told(says(OTHER_PHONE, response("180 Ringing", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE"))))
                .containsExactly(BOB + " SIP/2.0 180 Ringing");
    }

    /** Phones do not all listen at the same ports, and what is no SIP port of theirs hears nothing of a friend's. */
    @Test
    void eachPhoneIsCalledAtAPortWhereItSpeaksSip() {
        byte[] own = fresh("OPTIONS", PHONE, BOBS_NUMBER).id("own").text().getBytes(StandardCharsets.UTF_8);
        board.take(Network.PHONES, PHONE, 10_000, BOBS_NUMBER, 5060, own);
        assertThat(ports(board.take(FRIENDS, BOB, 40_000, ALL, 10_000, bytes(invite(BOB, ALL, 6000)))))
                .containsExactly(BOB + ":5060", PHONE + ":10000", OTHER_PHONE + ":5060");
        Wording ringing =
                response("180 Ringing", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE").toTag("c");
        board.take(Network.PHONES, OTHER_PHONE, 10_000, BOBS_NUMBER, 40_000, bytes(ringing));
        assertThat(ports(board.take(FRIENDS, BOB, 40_000, ALL, 10_000, bytes(fresh("CANCEL", BOB, ALL)))))
                .as("where the INVITE went")
                .contains(OTHER_PHONE + ":5060");
    }

    private static byte[] bytes(Wording message) {
        return message.text().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> ports(List<Board.Sent> sent) {
        return sent.stream()
                .map(each -> each.destination() + ":" + each.destinationPort())
                .toList();
    }

    /** One of whom nothing was heard is not waited for; what it says when the caller has its answer is cancelled all the same. */
    @Test
    void whoIsTooSlowForTheAnswerIsCancelledAfterIt() {
        bobCalls();
        board.fromFriend(fresh("CANCEL", BOB, ALL));
        board.pass(10);
        assertThat(told(says(OTHER_PHONE, response("180 Ringing", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE"))))
                .containsExactly(OTHER_PHONE + " CANCEL sip:" + OTHER_PHONE);
    }

    // ---- connections ----

    private final List<String> passed = new ArrayList<>();

    /** What goes on over a connection of that name. */
    private ArrivalOutputs connection(String name) {
        return new ArrivalOutputs() {
            @Override
            public void send(Flow to, ByteBuf response) {
                response.release();
            }

            @Override
            public void pass(Outcome.Passed message) {
                passed.add(name + " "
                        + message.message().toString(StandardCharsets.US_ASCII).split("\r\n", 2)[0]);
                message.message().release();
            }
        };
    }

    private Outcome over(Flow flow, Wording message, ArrivalOutputs outputs) {
        return board.switchboard.message(
                flow, Unpooled.copiedBuffer(message.text(), StandardCharsets.US_ASCII), board.now, outputs);
    }

    private static Flow bobs(int port) {
        return new Flow(FRIENDS.number(), Board.address(BOB), port, Board.address(ALL), 5060, true);
    }

    private static Flow phones(String phone) {
        return new Flow(Network.PHONES.number(), Board.address(phone), 5060, Board.address(BOBS_NUMBER), 5060, true);
    }

    @Test
    void whoseConnectionBrokeCancelsByTheNext() {
        over(bobs(40_000), invite(BOB, ALL, 6000), connection("first"));
        over(phones(PHONE), response("180 Ringing", PHONE, BOBS_NUMBER, 1, "INVITE"), connection("phone"));
        passed.clear();
        over(bobs(40_001), fresh("CANCEL", BOB, ALL), connection("next"));
        assertThat(passed).containsExactly("next CANCEL sip:" + PHONE + " SIP/2.0");
    }

    /** What cannot be sent is refused in the place of who would have got it, before anything else is done. */
    @Test
    void whoAnsweredIsHeardThoughThoseWhoLostCannotBeReached() {
        ArrivalOutputs gone = new ArrivalOutputs() {
            @Override
            public void send(Flow to, ByteBuf response) {
                response.release();
            }

            @Override
            public void pass(Outcome.Passed message) {
                String text = message.message().toString(StandardCharsets.US_ASCII);
                message.message().release();
                if (text.startsWith("CANCEL")) {
                    over(phones(PHONE), response("503 Gone", PHONE, BOBS_NUMBER, 1, "CANCEL"), NOWHERE);
                }
            }
        };
        over(bobs(40_000), invite(BOB, ALL, 6000), gone);
        over(phones(PHONE), response("180 Ringing", PHONE, BOBS_NUMBER, 1, "INVITE"), gone);
        Wording answer = response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE")
                .toTag("c")
                .sdp(4000);
        Outcome outcome = over(phones(OTHER_PHONE), answer, gone);
        assertThat(outcome).isInstanceOf(Outcome.Passed.class);
        ByteBuf heard = ((Outcome.Passed) outcome).message();
        assertThat(heard.toString(StandardCharsets.US_ASCII))
                .startsWith("SIP/2.0 200 OK")
                .contains("1 INVITE");
        heard.release();
    }
}
