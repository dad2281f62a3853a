package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.fresh;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.voider.cli.report.CallReport;
import io.voider.cli.state.Settings;
import io.voider.rtp.gate.MediaFlow;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What becomes of a call that several phones of a home ring for. */
class SharedCallTest {
    /** All phones of alice's, as bob knows them. */
    private static final String ALL = "172.29.1.0";

    private final Board board = new Board();

    /** Bob calls; what left, of which the first is for him. */
    private List<Board.Sent> bobCalls() {
        return board.fromFriend(invite(BOB, ALL, 6000));
    }

    private List<Board.Sent> says(String phone, String status) {
        return says(phone, response(status, phone, BOBS_NUMBER, 1, "INVITE"));
    }

    /** What leaves when that phone says so; each has a tag of its own. */
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

    private boolean hears(String phone, int port) {
        return board.isOpen(Network.PHONES, phone, BOBS_NUMBER, port);
    }

    @Test
    void bothRingAndTheFirstThatAnswersHasTheCall() {
        List<Board.Sent> begun = bobCalls();
        assertThat(told(begun))
                .containsExactly(
                        BOB + " SIP/2.0 100 Trying",
                        PHONE + " INVITE sip:" + PHONE,
                        OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        assertThat(begun.get(1).source()).isEqualTo(BOBS_NUMBER);
        assertThat(begun.get(2).text()).contains("c=IN IP4 " + BOBS_NUMBER).doesNotContain(BOB);
        assertThat(hears(PHONE, 6000) || hears(OTHER_PHONE, 6000))
                .as("nobody has said where it listens")
                .isFalse();

        assertThat(told(says(PHONE, "180 Ringing"))).containsExactly(BOB + " SIP/2.0 180 Ringing");
        List<Board.Sent> ringing = says(OTHER_PHONE, "180 Ringing");
        assertThat(ringing.get(0).source()).isEqualTo(ALL);
        assertThat(ringing.get(0).text()).contains(";tag=c");
        assertThat(hears(PHONE, 6000) || hears(OTHER_PHONE, 6000)).isFalse();

        List<Board.Sent> answered = says(
                OTHER_PHONE,
                response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        assertThat(told(answered)).containsExactly(PHONE + " CANCEL sip:" + PHONE, BOB + " SIP/2.0 200 OK");
        assertThat(answered.get(0).text())
                .contains("Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n")
                .contains("branch=z9hG4bKcallINVITE1")
                .contains("CSeq: 1 CANCEL\r\n");
        assertThat(answered.get(1).text()).contains("c=IN IP4 " + ALL).doesNotContain(OTHER_PHONE);
        assertThat(board.isOpen(FRIENDS, BOB, ALL, 4000)).isTrue();
        assertThat(hears(OTHER_PHONE, 6000)).isTrue();
        assertThat(hears(PHONE, 6000)).isFalse();

        assertThat(says(PHONE, response("200 OK", PHONE, BOBS_NUMBER, 1, "CANCEL")))
                .isEmpty();
        assertThat(told(says(PHONE, "487 Request Terminated"))).containsExactly(PHONE + " ACK sip:" + PHONE);
        assertThat(told(board.fromFriend(request("ACK", BOB, ALL, 1).toTag("c"))))
                .containsExactly(OTHER_PHONE + " ACK sip:" + OTHER_PHONE);
        assertThat(told(board.fromFriend(
                        request("INVITE", BOB, ALL, 2).toTag("c").sdp(6010))))
                .as("re-INVITE")
                .containsExactly(OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        List<Board.Sent> bye = board.take(
                Network.PHONES,
                OTHER_PHONE,
                BOBS_NUMBER,
                Wording.back("BYE", OTHER_PHONE, BOBS_NUMBER, 1).text().replace(">;tag=b", ">;tag=c"));
        assertThat(told(bye)).containsExactly(BOB + " BYE sip:" + BOB);
        assertThat(bye.get(0).source()).isEqualTo(ALL);
        assertThat(hears(OTHER_PHONE, 6000) || board.isOpen(FRIENDS, BOB, ALL, 4000))
                .isFalse();
    }

    @Test
    void itIsOneCallOfWhichTheHistorySaysWhoAnswered() {
        bobCalls();
        says(PHONE, "180 Ringing");
        says(OTHER_PHONE, "180 Ringing");
        says(
                OTHER_PHONE,
                response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        says(PHONE, "487 Request Terminated");
        board.fromFriend(request("ACK", BOB, ALL, 1).toTag("c"));
        board.fromFriend(request("BYE", BOB, ALL, 2).toTag("c"));
        board.pass(60);
        assertThat(board.kept).hasSize(1);
        CallReport report = board.kept.get(0);
        assertThat(report.answeredAt()).isNotNull();
        assertThat(report.answeredBy()).isEqualTo(2);
        assertThat(report.line()).isEqualTo(BOBS_NUMBER);
        assertThat(report.ladder().stream().map(CallReport.LadderStep::what))
                .contains("phone 2 answered", "phone 1: 487");
        assertThat(board.switchboard.isIdle()).isTrue();
    }

    /** What the caller sends has one address and one port to go to: it goes to one phone. */
    @Test
    void earlyMediaOfTwoPhonesAtOnePortNeverCross() {
        bobCalls();
        says(
                PHONE,
                response("183 Session Progress", PHONE, BOBS_NUMBER, 1, "INVITE")
                        .sdp(4000));
        says(
                OTHER_PHONE,
                response("183 Session Progress", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE")
                        .sdp(4000));
        assertThat(hears(PHONE, 6000) && hears(OTHER_PHONE, 6000)).isTrue();
        assertThat(to(4000)).isEqualTo(PHONE);
        says(
                OTHER_PHONE,
                response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        assertThat(to(4000)).as("at once").isEqualTo(OTHER_PHONE);
        assertThat(hears(PHONE, 6000)).isFalse();
        says(PHONE, "487 Request Terminated");
        assertThat(to(4000)).isEqualTo(OTHER_PHONE);
        assertThat(hears(PHONE, 6000)).isFalse();
        assertThat(hears(OTHER_PHONE, 6000)).isTrue();
    }

    private String to(int port) {
        MediaFlow flow = board.gate.leg(FRIENDS.number()).match(Board.address(BOB), Board.address(ALL), port);
        return flow == null ? "" : NetUtil.intToIpAddress(flow.passage().translatedDestination());
    }

    @Test
    void whoAnswersTooLateIsHungUpOn() {
        bobCalls();
        says(PHONE, "180 Ringing");
        says(OTHER_PHONE, "180 Ringing");
        says(PHONE, response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        List<Board.Sent> late = says(
                OTHER_PHONE,
                response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4002));
        assertThat(told(late))
                .containsExactly(OTHER_PHONE + " ACK sip:" + OTHER_PHONE, OTHER_PHONE + " BYE sip:" + OTHER_PHONE);
        assertThat(hears(OTHER_PHONE, 6000) || board.isOpen(FRIENDS, BOB, ALL, 4002))
                .isFalse();
        assertThat(hears(PHONE, 6000)).isTrue();
    }

    @Test
    void whoGivesUpGivesUpAtAllOfThem() {
        bobCalls();
        says(PHONE, "180 Ringing");
        assertThat(told(board.fromFriend(fresh("CANCEL", BOB, ALL))))
                .containsExactly(BOB + " SIP/2.0 200 OK", PHONE + " CANCEL sip:" + PHONE);
        assertThat(told(says(OTHER_PHONE, "180 Ringing")))
                .as("only now it may be cancelled")
                .containsExactly(OTHER_PHONE + " CANCEL sip:" + OTHER_PHONE);
        says(PHONE, "487 Request Terminated");
        assertThat(told(says(OTHER_PHONE, "487 Request Terminated")))
                .containsExactly(OTHER_PHONE + " ACK sip:" + OTHER_PHONE, BOB + " SIP/2.0 487 Request Terminated");
        assertThat(told(board.fromFriend(fresh("ACK", BOB, ALL)))).isEmpty();
        assertThat(board.told.get(board.told.size() - 1).reason()).isEqualTo("the caller gave up");
        assertThat(board.pass(60)).isEmpty();
        assertThat(board.switchboard.isIdle()).isTrue();
    }

    @Test
    void theBestRefusalIsTheCallersAndIsRepeatedUntilItIsAcknowledged() {
        bobCalls();
        assertThat(told(says(PHONE, "486 Busy Here"))).containsExactly(PHONE + " ACK sip:" + PHONE);
        assertThat(told(says(OTHER_PHONE, "302 Moved Temporarily")))
                .containsExactly(OTHER_PHONE + " ACK sip:" + OTHER_PHONE, BOB + " SIP/2.0 302 Moved Temporarily");
        assertThat(told(board.pass(1))).containsExactly(BOB + " SIP/2.0 302 Moved Temporarily");
        assertThat(board.fromFriend(fresh("ACK", BOB, ALL))).isEmpty();
        assertThat(board.pass(30)).isEmpty();
        assertThat(told(says(PHONE, "486 Busy Here")))
                .as("its ACK was lost")
                .containsExactly(PHONE + " ACK sip:" + PHONE);
    }

    @Test
    void whoIsNotThereIsAskedAgainAndTheCallerIsTold() {
        bobCalls();
        assertThat(told(board.pass(1)))
                .containsExactly(PHONE + " INVITE sip:" + PHONE, OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        says(PHONE, "486 Busy Here");
        assertThat(told(board.pass(33))).contains(BOB + " SIP/2.0 486 Busy Here");
    }

    @Test
    void aCopyOfTheInviteRingsNothingTwice() {
        bobCalls();
        assertThat(told(bobCalls())).containsExactly(BOB + " SIP/2.0 100 Trying");
        says(PHONE, response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        assertThat(bobCalls()).isEmpty();
        assertThat(told(board.fromFriend(invite(BOB, ALL, 6000).cSeq(2))))
                .as("no other call under its Call-ID")
                .containsExactly(BOB + " SIP/2.0 482 Loop Detected");
        assertThat(told(board.fromFriend(invite(BOB, ALL, 6000).cSeq(0))))
                .as("nor an attempt that another has overtaken")
                .containsExactly(BOB + " SIP/2.0 481 Call/Transaction Does Not Exist");
    }

    @Test
    void aPhoneOfThisHomeRingsTheOthers() {
        List<Board.Sent> begun = board.take(
                Network.PHONES,
                PHONE,
                "10.1.1.0",
                invite(PHONE, "10.1.1.0", 6000).text());
        assertThat(told(begun))
                .containsExactly(PHONE + " SIP/2.0 100 Trying", OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        assertThat(begun.get(1).source()).isEqualTo("10.1.1.1");
        List<Board.Sent> answered = board.take(
                Network.PHONES,
                OTHER_PHONE,
                "10.1.1.1",
                response("200 OK", OTHER_PHONE, "10.1.1.1", 1, "INVITE")
                        .sdp(4000)
                        .text());
        assertThat(answered.get(0).source()).isEqualTo("10.1.1.0");
        assertThat(answered.get(0).destination()).isEqualTo(PHONE);
        assertThat(board.isOpen(Network.PHONES, PHONE, "10.1.1.0", 4000)).isTrue();
        assertThat(board.isOpen(Network.PHONES, OTHER_PHONE, "10.1.1.1", 6000)).isTrue();
    }

    @Test
    void whenQuietNoneOfThemRingsButForThoseAtHome() {
        board.quiet = "Not to be disturbed";
        assertThat(told(bobCalls())).containsExactly(BOB + " SIP/2.0 480 Not to be disturbed");
        assertThat(board.take(
                        Network.PHONES,
                        PHONE,
                        "10.1.1.0",
                        invite(PHONE, "10.1.1.0", 6000).text()))
                .hasSize(2);
    }

    @Test
    void aLineThatIsCutOffStopsTheRinging() {
        bobCalls();
        says(PHONE, "180 Ringing");
        board.switchboard.endLine(LineId.friend(2), board.now);
        assertThat(told(board.pass(1))).contains(PHONE + " CANCEL sip:" + PHONE);
    }

    @Test
    void whatRingsNothingIsAnsweredByTheExchange() {
        assertThat(told(board.fromFriend(fresh("OPTIONS", BOB, ALL)))).containsExactly(BOB + " SIP/2.0 200 OK");
        assertThat(told(board.fromFriend(fresh("MESSAGE", BOB, ALL).id("m"))))
                .containsExactly(BOB + " SIP/2.0 405 Method Not Allowed");
    }

    @Test
    void reliableProvisionalResponsesAreAcknowledgedToWhomTheyAreFrom() {
        bobCalls();
        says(
                PHONE,
                response("183 Session Progress", PHONE, BOBS_NUMBER, 1, "INVITE")
                        .with("Require: 100rel")
                        .with("RSeq: 1")
                        .sdp(4000));
        says(
                OTHER_PHONE,
                response("183 Session Progress", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE")
                        .with("Require: 100rel")
                        .with("RSeq: 1")
                        .sdp(4002));
        assertThat(told(board.fromFriend(
                        request("PRACK", BOB, ALL, 2).toTag("c").with("RAck: 1 1 INVITE"))))
                .containsExactly(OTHER_PHONE + " PRACK sip:" + OTHER_PHONE);
        assertThat(told(says(OTHER_PHONE, response("200 OK", OTHER_PHONE, BOBS_NUMBER, 2, "PRACK"))))
                .containsExactly(BOB + " SIP/2.0 200 OK");
        assertThat(told(board.fromFriend(
                        request("PRACK", BOB, ALL, 2).toTag("b").with("RAck: 1 1 INVITE"))))
                .containsExactly(PHONE + " PRACK sip:" + PHONE);
    }

    // ---- forwards ----

    private static Board forwarding(String... forwards) {
        Settings settings = Settings.DEFAULT;
        for (String forward : forwards) {
            settings = settings.with("forward", forward);
        }
        return new Board(SignallingBudget.DEFAULT, Board.state().with(settings));
    }

    private static List<Board.Sent> bobCalls(Board at) {
        return at.fromFriend(invite(BOB, Board.ALICE, 6000));
    }

    private static List<Board.Sent> answers(Board at, String phone, Wording message) {
        return at.take(Network.PHONES, phone, BOBS_NUMBER, message.toTag("c").text());
    }

    @Test
    void anotherPhoneRingsUnderTheNumberThatWasDialled() {
        Board at = forwarding("1 to 2");
        assertThat(told(bobCalls(at)))
                .containsExactly(BOB + " SIP/2.0 100 Trying", OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        List<Board.Sent> answered = answers(
                at,
                OTHER_PHONE,
                response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        assertThat(answered.get(0).source()).isEqualTo(Board.ALICE);
        assertThat(answered.get(0).text()).contains("c=IN IP4 " + Board.ALICE);
        assertThat(at.isOpen(Network.PHONES, OTHER_PHONE, BOBS_NUMBER, 6000)).isTrue();
        assertThat(told(at.fromFriend(request("BYE", BOB, Board.ALICE, 2).toTag("c"))))
                .containsExactly(OTHER_PHONE + " BYE sip:" + OTHER_PHONE);
    }

    @Test
    void anotherPhoneRingsInPlaceOfABusyOne() {
        Board at = forwarding("1 to 2 if busy");
        assertThat(told(bobCalls(at))).endsWith(PHONE + " INVITE sip:" + PHONE);
        assertThat(told(answers(at, PHONE, response("486 Busy Here", PHONE, BOBS_NUMBER, 1, "INVITE"))))
                .containsExactly(PHONE + " ACK sip:" + PHONE, OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
    }

    @Test
    void anotherPhoneRingsInPlaceOfOneThatIsNotAnswered() {
        Board at = forwarding("1 to 2 after 20s");
        bobCalls(at);
        answers(at, PHONE, response("180 Ringing", PHONE, BOBS_NUMBER, 1, "INVITE"));
        assertThat(at.pass(19)).isEmpty();
        List<Board.Sent> moved = at.pass(1);
        assertThat(told(moved))
                .containsExactly(OTHER_PHONE + " INVITE sip:" + OTHER_PHONE, PHONE + " CANCEL sip:" + PHONE);
        assertThat(moved.get(1).text()).as("it was missed there").doesNotContain("Reason");
    }

    @Test
    void phonesThatRingTogetherAreAGroupOfMyOwn() {
        Board at = forwarding("1 to 2 together");
        assertThat(told(bobCalls(at)))
                .containsExactly(
                        BOB + " SIP/2.0 100 Trying",
                        PHONE + " INVITE sip:" + PHONE,
                        OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
    }

    @Test
    void whoIsForwardedToIsPutThrough() {
        Board at = forwarding("1 to 2");
        assertThat(told(at.take(
                        Network.PHONES,
                        OTHER_PHONE,
                        "10.1.1.1",
                        invite(OTHER_PHONE, "10.1.1.1", 4000).text())))
                .containsExactly(PHONE + " INVITE sip:" + PHONE);
    }

    /** Two calls of one phone's to one number, which two phones took at one port. */
    @Test
    void whatIsSaidInOneCallNeverReachesThePhoneOfAnother() {
        Board at = forwarding("1 to 2 if busy");
        bobCalls(at);
        answers(at, PHONE, response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        at.fromFriend(invite(BOB, Board.ALICE, 6010).id("second"));
        answers(
                at,
                PHONE,
                response("486 Busy Here", PHONE, BOBS_NUMBER, 1, "INVITE").id("second"));
        answers(
                at,
                OTHER_PHONE,
                response("200 OK", OTHER_PHONE, BOBS_NUMBER, 1, "INVITE")
                        .id("second")
                        .sdp(4000));
        MediaFlow flow = Objects.requireNonNull(
                at.gate.leg(FRIENDS.number()).match(Board.address(BOB), Board.address(Board.ALICE), 4000));
        assertThat(NetUtil.intToIpAddress(flow.passage().translatedDestination()))
                .isEqualTo(PHONE);
        assertThat(at.isOpen(Network.PHONES, OTHER_PHONE, BOBS_NUMBER, 6010)).isTrue();
    }
}
