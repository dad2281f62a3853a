package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.CAROL;
import static io.voider.cli.exchange.Board.DAVE;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Board.only;
import static io.voider.cli.exchange.Wording.back;
import static io.voider.cli.exchange.Wording.fresh;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.CallReport;
import io.voider.cli.state.Settings;
import io.voider.nat.limit.Rate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a message, outcome by outcome. */
class SwitchboardTest {
    private static final String CAROLS_NUMBER = "10.1.3.1";

    private final Board board = new Board();

    // ---- passing ----

    @Test
    void aCallCrossesUnderTheNamesOfTheOtherSide() {
        Board.Sent out = board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000)).get(0);
        assertThat(out.network()).isEqualTo(FRIENDS);
        assertThat(List.of(out.source(), out.destination())).containsExactly(ALICE, BOB);
        assertThat(out.startLine()).isEqualTo("INVITE sip:172.29.2.1 SIP/2.0");
        assertThat(out.text())
                .contains("c=IN IP4 172.29.1.1\r\n")
                .doesNotContain(PHONE)
                .doesNotContain(BOBS_NUMBER);
        Board.Sent back = board.fromFriend(response("180 Ringing", BOB, ALICE, 1, "INVITE"))
                .get(0);
        assertThat(back.network()).isEqualTo(Network.PHONES);
        assertThat(List.of(back.source(), back.destination())).containsExactly(BOBS_NUMBER, PHONE);
        assertThat(board.count(ExchangeCounter.SIP_PASSED)).isEqualTo(2);
    }

    @Test
    void friendsWhoMayCallEachOtherCrossUnchanged() {
        Wording invite = invite(BOB, CAROL, 4000);
        Board.Sent out = board.fromFriend(invite).get(0);
        assertThat(out.network()).isEqualTo(FRIENDS);
        assertThat(out.text()).isEqualTo(invite.text());
        assertThat(board.fromFriend(invite(DAVE, CAROL, 4000)).get(0).startLine())
                .startsWith("SIP/2.0 404");
    }

    @Test
    void twoPhonesOfThisHomeCallEachOther() {
        Board.Sent out = board.take(
                        Network.PHONES,
                        OTHER_PHONE,
                        "10.1.1.1",
                        invite(OTHER_PHONE, "10.1.1.1", 4000).text())
                .get(0);
        assertThat(out.network()).isEqualTo(Network.PHONES);
        assertThat(List.of(out.source(), out.destination())).containsExactly("10.1.1.2", PHONE);
    }

    // ---- what crosses to a phone ----

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "CANCEL", "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY", "SUBSCRIBE"})
    void outsideACallThereIsNothingToEndMoveOrConfigure(String method) {
        assertThat(only(board.fromFriend(fresh(method, BOB, ALICE)))).startsWith("SIP/2.0 481");
        assertThat(only(board.fromFriend(request(method, BOB, ALICE, 7).id("none"))))
                .startsWith("SIP/2.0 481");
        assertThat(board.count(ExchangeCounter.DROPPED_NO_DIALOG)).isEqualTo(2);
        assertThat(only(board.fromPhone(request(method, PHONE, BOBS_NUMBER, 7).id("own"))))
                .startsWith(method + " ");
    }

    private static String again(Wording invite, String tag, int cSeq) {
        return invite.text()
                .replace(";tag=a", ";tag=" + tag)
                .replace("INVITE1", "again" + tag + cSeq)
                .replace("CSeq: 1", "CSeq: " + cSeq);
    }

    /** It would be a call without media. */
    @Test
    void aCallThatIsTheSameAsAnotherButForItsNumberIsRefused() {
        Wording invite = invite(PHONE, BOBS_NUMBER, 4000);
        Wording friends = invite(CAROL, ALICE, 6000);
        board.fromPhone(invite);
        board.fromFriend(friends);
        assertThat(only(board.take(Network.PHONES, PHONE, BOBS_NUMBER, again(invite, "a", 2))))
                .startsWith("SIP/2.0 482");
        assertThat(only(board.take(FRIENDS, CAROL, ALICE, again(friends, "a", 2))))
                .startsWith("SIP/2.0 482");
        assertThat(only(board.fromPhone(invite))).startsWith("INVITE ");
        board.fromFriend(response("486 Busy Here", BOB, ALICE, 1, "INVITE"));
        assertThat(only(board.take(Network.PHONES, PHONE, BOBS_NUMBER, again(invite, "a", 3))))
                .startsWith("INVITE ");
    }

    /** RFC 3261 section 8.2.2.2: only what has the same From tag may be merged. */
    @Test
    void aCallIdMayServeForMoreCalls() {
        Wording invite = invite(PHONE, BOBS_NUMBER, 4000);
        Wording friends = invite(CAROL, ALICE, 6000);
        board.fromPhone(invite);
        board.fromFriend(friends);
        assertThat(only(board.take(Network.PHONES, PHONE, BOBS_NUMBER, again(invite, "z", 1))))
                .startsWith("INVITE ");
        assertThat(only(board.take(FRIENDS, CAROL, ALICE, again(friends, "z", 1))))
                .startsWith("INVITE ");
        board.fromFriend(response("422 Session Interval Too Small", BOB, ALICE, 1, "INVITE"));
        assertThat(only(board.take(Network.PHONES, PHONE, BOBS_NUMBER, again(invite, "y", 1))))
                .startsWith("INVITE ");
    }

    /** The 487 takes a while. */
    @Test
    void whoRedialsBehindACancelIsHeard() {
        Wording friends = invite(CAROL, ALICE, 6000);
        Wording cancel = request("CANCEL", CAROL, ALICE, 1).toTag("");
        board.fromFriend(friends);
        assertThat(only(board.fromFriend(cancel))).startsWith("CANCEL ");
        assertThat(only(board.take(FRIENDS, CAROL, ALICE, again(friends, "a", 2))))
                .startsWith("INVITE ");
        assertThat(only(board.fromFriend(cancel))).startsWith("CANCEL ");
        assertThat(only(board.fromPhone(response("487 Request Terminated", PHONE, CAROLS_NUMBER, 1, "INVITE"))))
                .startsWith("SIP/2.0 487 ");
        assertThat(only(board.fromFriend(request("ACK", CAROL, ALICE, 1)))).startsWith("ACK ");
    }

    /** RFC 3261 section 9.2. */
    @Test
    void aCancelBehindTheFinalAnswerIsThePhonesToAnswer() {
        board.fromFriend(invite(CAROL, ALICE, 6000));
        board.fromPhone(response("486 Busy Here", PHONE, CAROLS_NUMBER, 1, "INVITE"));
        assertThat(only(board.fromFriend(request("CANCEL", CAROL, ALICE, 1).toTag(""))))
                .startsWith("CANCEL ");
    }

    @Test
    void aStrangersAckIsDroppedAndQuestionsPass() {
        assertThat(board.fromFriend(fresh("ACK", BOB, ALICE))).isEmpty();
        assertThat(only(board.fromFriend(fresh("OPTIONS", BOB, ALICE)))).startsWith("OPTIONS ");
        assertThat(only(board.fromFriend(fresh("MESSAGE", BOB, ALICE).id("m")))).startsWith("MESSAGE ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "INVITE", "CANCEL", "REFER", "UPDATE", "INFO"})
    void nobodyReachesIntoSomebodyElsesCall(String method) {
        board.fromPhone(invite(PHONE, CAROLS_NUMBER, 4000));
        board.fromFriend(response("200 OK", CAROL, ALICE, 1, "INVITE").sdp(6000));
        board.fromPhone(request("ACK", PHONE, CAROLS_NUMBER, 1));
        Wording forged = back(method, BOB, ALICE, 2);
        assertThat(only(board.fromFriend(forged))).startsWith("SIP/2.0 481");
        assertThat(board.isOpen(FRIENDS, CAROL, ALICE, 4000)).isTrue();
        assertThat(only(board.fromFriend(back(method.equals("CANCEL") ? "INFO" : method, CAROL, ALICE, 3))))
                .doesNotStartWith("SIP/2.0 481");
    }

    @Test
    void nobodyReplacesSomebodyElsesCall() {
        board.fromPhone(invite(PHONE, CAROLS_NUMBER, 4000));
        board.fromFriend(response("200 OK", CAROL, ALICE, 1, "INVITE").sdp(6000));
        Wording taking = invite(BOB, ALICE, 7000).id("taking").with("Replaces: call;to-tag=b;from-tag=a");
        assertThat(only(board.fromFriend(taking))).startsWith("SIP/2.0 481");
        assertThat(only(board.fromFriend(
                        invite(BOB, ALICE, 7000).id("joining").with("Join: call;from-tag=a;to-tag=b"))))
                .startsWith("SIP/2.0 481");
        Wording own = invite(CAROL, ALICE, 7000).id("own").with("Replaces: call;to-tag=b;from-tag=a");
        assertThat(only(board.fromFriend(own))).startsWith("INVITE ");
        Wording transferred = taking.id("transferred").with("Referred-By: <sip:172.29.3.1>");
        assertThat(only(board.fromFriend(transferred))).startsWith("INVITE ");
        Wording unknown = invite(BOB, ALICE, 7000).id("unknown").with("Replaces: x;to-tag=b;from-tag=a");
        assertThat(only(board.fromFriend(unknown))).startsWith("INVITE ");
    }

    @Test
    void aCallOfAFriendsIsMadeOfAllThatBelongsToIt() {
        assertThat(only(board.fromFriend(invite(BOB, ALICE, 6000)))).startsWith("INVITE ");
        board.fromPhone(response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        assertThat(only(board.fromFriend(request("ACK", BOB, ALICE, 1)))).startsWith("ACK ");
        for (String method : List.of("INFO", "OPTIONS", "MESSAGE", "REFER", "SUBSCRIBE", "UPDATE", "INVITE")) {
            assertThat(only(board.fromFriend(request(method, BOB, ALICE, 10 + (int) (board.now / Board.SECOND)))))
                    .startsWith(method + " ");
            board.pass(1);
        }
        Wording bye = request("BYE", BOB, ALICE, 900);
        assertThat(only(board.fromFriend(bye))).startsWith("BYE ");
        assertThat(only(board.fromFriend(bye))).as("a copy").startsWith("BYE ");
        assertThat(only(board.fromFriend(request("UPDATE", BOB, ALICE, 901)))).startsWith("SIP/2.0 481");
        assertThat(only(board.fromFriend(request("BYE", BOB, ALICE, 902))))
                .as("the phone knows best whether it is over")
                .startsWith("BYE ");
    }

    @Test
    void aNotifyInACallIsOfEventsThatDoNoHarm() {
        board.talkingToBob();
        assertThat(only(board.fromFriend(back("NOTIFY", BOB, ALICE, 2).with("Event: refer;id=3"))))
                .startsWith("NOTIFY ");
        assertThat(only(board.fromFriend(back("NOTIFY", BOB, ALICE, 3).with("Event: check-sync;reboot=true"))))
                .startsWith("SIP/2.0 489");
        assertThat(only(board.fromFriend(back("NOTIFY", BOB, ALICE, 4)))).startsWith("SIP/2.0 489");
        assertThat(only(board.fromFriend(back("NOTIFY", BOB, ALICE, 5).with("o: talk"))))
                .startsWith("SIP/2.0 403");
    }

    @Test
    void anAutomaticAnswerIsForWhomTheOwnerAllowsItTo() {
        Wording intercom = invite(BOB, ALICE, 6000).with("Call-Info: <sip:x>;answer-after=0");
        assertThat(only(board.fromFriend(intercom))).isEqualTo("SIP/2.0 403 Automatic answer is not allowed");
        assertThat(only(board.fromPhone(invite(PHONE, BOBS_NUMBER, 1).id("mine").with("Answer-Mode: Auto"))))
                .as("for the friend's exchange to judge")
                .startsWith("INVITE ");
        Settings settings = Settings.DEFAULT.with("allow-auto-answer", "bob");
        board.switchboard.plan(new DialPlan(Board.state().with(settings)));
        assertThat(only(board.fromFriend(intercom.id("allowed")))).startsWith("INVITE ");
        assertThat(only(board.fromFriend(invite(CAROL, ALICE, 6000).id("c").with("Answer-Mode: Auto"))))
                .startsWith("SIP/2.0 403");
        board.switchboard.plan(new DialPlan(Board.state().with(settings.with("forbid-auto-answer", "bob"))));
        assertThat(only(board.fromFriend(intercom.id("again")))).startsWith("SIP/2.0 403");
    }

    @ParameterizedTest
    @CsvSource({
        "<sip:172.29.3.1>, true",
        "<sip:172.29.2.1>, true",
        "<sip:10.1.3.1>, false",
        "<sip:10.99.1.1>, false",
        "<sip:192.0.2.1>, false",
        "<sip:bob@example.com>, false",
        "<tel:+4912345>, false",
        "'<sip:172.29.3.1>, <sip:192.0.2.1>', false"
    })
    void aRedirectionLeadsOnlyToNumbersThatTheCallerMayDial(String contact, boolean passes) {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        List<Board.Sent> sent =
                board.fromFriend(response("302 Moved", BOB, ALICE, 1, "INVITE").with("Contact: " + contact));
        assertThat(sent).extracting(Board.Sent::startLine).anyMatch(line -> line.startsWith("SIP/2.0 302") == passes);
        if (!passes) {
            assertThat(sent)
                    .extracting(Board.Sent::startLine)
                    .containsExactly(
                            "ACK sip:172.29.2.1 SIP/2.0", "SIP/2.0 480 Redirected to where this phone may not call");
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 302", "33, 480"})
    void aRedirectionLeadsToSoManyNumbersOnly(int numbers, int status) {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        String contacts = "<sip:172.29.3.1>, ".repeat(numbers) + " ";
        List<Board.Sent> sent =
                board.fromFriend(response("302 Moved", BOB, ALICE, 1, "INVITE").with("Contact: " + contacts));
        assertThat(sent).extracting(Board.Sent::startLine).last().asString().startsWith("SIP/2.0 " + status);
    }

    @Test
    void whatOnlyLooksLikeSipReachesNoOtherPortOfAPhone() {
        byte[] options = fresh("OPTIONS", BOB, ALICE).text().getBytes(StandardCharsets.UTF_8);
        for (int port : new int[] {69, 80, 1024, 5059, 7000, 10_000}) {
            assertThat(board.take(FRIENDS, BOB, 40_000, ALICE, port, options)).isEmpty();
        }
        assertThat(board.take(FRIENDS, BOB, 40_000, ALICE, 5080, options)).hasSize(1);
        byte[] own = fresh("OPTIONS", PHONE, BOBS_NUMBER).id("own").text().getBytes(StandardCharsets.UTF_8);
        board.take(Network.PHONES, PHONE, 10_000, BOBS_NUMBER, 5060, own);
        assertThat(board.take(FRIENDS, BOB, 40_000, ALICE, 10_000, options)).hasSize(1);
    }

    // ---- bounds ----

    @Test
    void aFriendWhoFloodsIsToldOnceAndThenIgnored() {
        SignallingBudget budget =
                new SignallingBudget(new Rate(1, 5), new Rate(1 << 20, 1 << 20), new Rate(1, 100), 8, 7);
        Board small = new Board(budget, Board.state());
        int answered = 0;
        for (int i = 0; i < 50; i++) {
            List<Board.Sent> sent = small.take(
                    FRIENDS,
                    BOB,
                    ALICE,
                    fresh("OPTIONS", BOB, ALICE).id("i" + i).text());
            if (i >= 5 && !sent.isEmpty()) {
                answered++;
                assertThat(only(sent)).startsWith("SIP/2.0 503");
                assertThat(sent.get(0).text()).contains("Retry-After: 7\r\n");
            }
        }
        assertThat(answered).isEqualTo(1);
        assertThat(small.count(ExchangeCounter.DROPPED_OVER_BUDGET)).isEqualTo(45);
        assertThat(only(small.take(
                        FRIENDS, CAROL, ALICE, fresh("OPTIONS", CAROL, ALICE).text())))
                .startsWith("OPTIONS ");
        small.now += 10 * Board.SECOND;
        assertThat(only(small.take(
                        FRIENDS,
                        BOB,
                        ALICE,
                        fresh("OPTIONS", BOB, ALICE).id("rested").text())))
                .startsWith("OPTIONS ");
    }

    @Test
    void aFriendWhoCallsTooOftenMayStillDoAllElse() {
        SignallingBudget budget =
                new SignallingBudget(new Rate(100, 500), new Rate(1 << 20, 1 << 20), new Rate(1, 3), 8, 30);
        Board small = new Board(budget, Board.state());
        for (int i = 0; i < 3; i++) {
            assertThat(only(small.take(
                            FRIENDS,
                            BOB,
                            ALICE,
                            invite(BOB, ALICE, 6000).id("i" + i).text())))
                    .startsWith("INVITE ");
        }
        assertThat(only(small.take(
                        FRIENDS, BOB, ALICE, invite(BOB, ALICE, 6000).id("i0").text())))
                .as("a copy is no new call")
                .startsWith("INVITE ");
        assertThat(only(small.take(
                        FRIENDS, BOB, ALICE, invite(BOB, ALICE, 6000).id("i3").text())))
                .startsWith("SIP/2.0 503");
        assertThat(small.take(
                        FRIENDS, BOB, ALICE, invite(BOB, ALICE, 6000).id("i4").text()))
                .isEmpty();
        assertThat(only(small.take(
                        FRIENDS,
                        BOB,
                        ALICE,
                        fresh("OPTIONS", BOB, ALICE).id("o").text())))
                .startsWith("OPTIONS ");
    }

    @Test
    void aCallIsBookedOnWhoPlacedIt() {
        for (int i = 0; i < 16; i++) {
            assertThat(only(board.fromFriend(invite(CAROL, BOB, 6000).id("c" + i))))
                    .startsWith("INVITE ");
        }
        assertThat(only(board.fromFriend(invite(CAROL, BOB, 6000).id("c16")))).startsWith("SIP/2.0 503");
        assertThat(only(board.fromFriend(invite(CAROL, ALICE, 6000).id("c17")))).startsWith("SIP/2.0 503");
        assertThat(only(board.fromFriend(invite(BOB, ALICE, 6000).id("b")))).startsWith("INVITE ");
        assertThat(only(board.fromFriend(invite(BOB, CAROL, 6000).id("bc")))).startsWith("INVITE ");
        assertThat(only(board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000).id("own"))))
                .startsWith("INVITE ");
        Network erins = Network.tunnel(2);
        for (int i = 0; i < 16; i++) {
            board.take(
                    erins,
                    "172.29.5.1",
                    "172.29.9.1",
                    invite("172.29.5.1", "172.29.9.1", 6000).id("e" + i).text());
        }
        assertThat(only(board.take(
                        erins,
                        "172.29.1.1",
                        "172.29.9.1",
                        invite("172.29.1.1", "172.29.9.1", 6000).id("e").text())))
                .as("another subscriber of a joined exchange")
                .startsWith("INVITE ");
    }

    // ---- ends ----

    @Test
    void theAnswerToAByeIsOnTheLadder() {
        board.talkingToBob();
        board.fromPhone(request("BYE", PHONE, BOBS_NUMBER, 2));
        board.fromFriend(response("200 OK", BOB, ALICE, 2, "BYE"));
        assertThat(board.calls.ended().get(0).ladder())
                .extracting(CallReport.LadderStep::what)
                .containsExactly("INVITE", "200 OK", "ACK", "BYE", "200 OK");
        assertThat(board.kept).isEmpty();
        board.pass(4);
        assertThat(board.kept).hasSize(1);
        assertThat(board.kept.get(0).ladder()).hasSize(5);
    }

    @Test
    void callsThatWereRefusedAreAmongTheCalls() {
        board.unavailable.put(LineId.friend(2), "bob is not there");
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.fromPhone(invite(PHONE, "10.99.1.1", 4000).id("nobody"));
        board.fromFriend(invite(CAROL, ALICE, 6000).id("auto").with("Answer-Mode: Auto"));
        assertThat(board.calls.ended())
                .extracting(CallReport::direction, CallReport::line, CallReport::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "in", CAROLS_NUMBER, "refused with 403 Automatic answer is not allowed"),
                        org.assertj.core.groups.Tuple.tuple(
                                "out", "10.99.1.1", "refused with 404 Nobody has this number"),
                        org.assertj.core.groups.Tuple.tuple("out", BOBS_NUMBER, "refused with 480 bob is not there"));
        assertThat(board.calls.ended()).extracting(CallReport::id).containsExactly(3L, 2L, 1L);
        assertThat(board.switchboard.isIdle()).isFalse();
        board.pass(120);
        assertThat(board.switchboard.isIdle()).isTrue();
        assertThat(board.kept).hasSize(3);
    }

    @Test
    void aLineThatIsCutOffEndsItsCalls() {
        board.talkingToBob();
        board.fromFriend(invite(BOB, CAROL, 6000).id("between"));
        board.switchboard.endLine(LineId.friend(3), board.now);
        assertThat(board.calls.ended()).hasSize(1);
        assertThat(board.isOpen(FRIENDS, BOB, CAROL, 6000) || board.isOpen(FRIENDS, CAROL, BOB, 6000))
                .as("the call in which carol takes part")
                .isFalse();
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
        board.switchboard.endLine(LineId.friend(2), board.now);
        assertThat(board.calls.ended()).hasSize(2);
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
    }

    @Test
    void anExchangeThatIsLeftEndsTheCallsWithAllItsSubscribers() {
        Network erins = Network.tunnel(2);
        for (String caller : List.of("172.29.1.1", "172.29.5.1")) {
            board.take(
                    erins,
                    caller,
                    "172.29.9.1",
                    invite(caller, "172.29.9.1", 6000).id(caller).text());
        }
        board.fromFriend(invite(BOB, ALICE, 6000));
        board.switchboard.endLine(LineId.joined(2), board.now);
        assertThat(board.calls.ended()).extracting(CallReport::line).containsExactlyInAnyOrder("10.2.1.1", "10.2.5.1");
    }

    @Test
    void aSilentCallIsTakenUpAgainByAReInvite() {
        board.talkingToBob();
        long id = board.calls.running().join().get(0).id();
        board.switchboard.endSilent(id, board.now);
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        board.fromFriend(back("INVITE", BOB, ALICE, 5).sdp(6000));
        board.fromPhone(new Wording(
                        "SIP/2.0 200 OK",
                        PHONE,
                        BOBS_NUMBER,
                        "<sip:10.1.2.1>;tag=b",
                        "<sip:172.16.0.1>;tag=a",
                        "call",
                        5,
                        "INVITE",
                        "",
                        "")
                .sdp(4000));
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
        assertThat(board.calls.running().join()).hasSize(1);
    }

    /** RFC 3261 section 20.20: phones read as a name what no line vouches for. */
    @Test
    void aFriendsFromIsOneAddress() {
        for (String from : new String[] {"\"Mum\"<\" <", "\"Mum<\\\" <", "\"Mum\"<> \" <"}) {
            Board fresh = new Board();
            String invite = Wording.invite(Board.BOB, Board.ALICE, 6000).text().replace("From: <", "From: " + from);
            List<Board.Sent> sent = fresh.take(Board.FRIENDS, Board.BOB, Board.ALICE, invite);
            assertThat(Board.only(sent)).startsWith("SIP/2.0 400 ");
        }
    }

    /** RFC 3261 section 16.3: whoever is called so by the phone that called can hang up. */
    @ParameterizedTest
    @ValueSource(strings = {"BYE", "PRACK", "INFO"})
    void whoEndsACallNeedNotBeCalledByOneAddress(String method) {
        String odd = "\"Bob\"<\" <sip:" + Board.BOB + ">;tag=b";
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.fromFriend(response("200 OK", BOB, ALICE, 1, "INVITE").sdp(6000));
        board.fromPhone(request("ACK", PHONE, BOBS_NUMBER, 1));
        String text = back(method, BOB, ALICE, 1).text().replaceFirst("From: [^\r]*", "From: " + odd);
        assertThat(only(board.take(FRIENDS, BOB, ALICE, text)))
                .startsWith(method.equals("INFO") ? "SIP/2.0 400 " : method + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bob, the Builder <sip:172.29.1.2>",
                "Bob; or Rob & Co <sip:172.29.1.2>",
                "\"Bob \\\"B\\\" B\" <sip:172.29.1.2>",
                "\"Bob <sip:172.29.1.2>",
                "<Bob> <sip:172.29.1.2>",
                "sip:bob@172.29.1.2",
                "<sip:bob@172.29.1.2",
                "anonymous <sip:anonymous@anonymous.invalid>"
            })
    void namesThatPhonesBendAreOneAddress(String from) {
        String text = invite(BOB, ALICE, 6000).text().replaceFirst("From: [^\r]*", "From: " + from + ";tag=a");
        assertThat(only(board.take(FRIENDS, BOB, ALICE, text))).startsWith("INVITE ");
    }
}
