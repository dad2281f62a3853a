package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.CAROL;
import static io.voider.cli.exchange.Board.DAVE;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
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
    private static final String BOBS_NUMBER = "10.1.2.1";
    private static final String CAROLS_NUMBER = "10.1.3.1";

    private final Board board = new Board();

    private List<Board.Sent> fromPhone(Wording message) {
        return board.take(Network.PHONES, PHONE, message.other(), message.text());
    }

    private List<Board.Sent> fromFriend(Wording message) {
        return board.take(FRIENDS, message.own(), message.other(), message.text());
    }

    private static String only(List<Board.Sent> sent) {
        assertThat(sent).hasSize(1);
        return sent.get(0).startLine();
    }

    /** The phone calls bob, who answers. */
    private void talkingToBob() {
        fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        fromFriend(response("200 OK", BOB, ALICE, 1, "INVITE").sdp(6000));
        fromPhone(request("ACK", PHONE, BOBS_NUMBER, 1));
        assertThat(board.isOpen(Network.PHONES, PHONE, BOBS_NUMBER, 6000)).isTrue();
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
    }

    // ---- passing ----

    @Test
    void aCallCrossesUnderTheNamesOfTheOtherSide() {
        Board.Sent out = fromPhone(invite(PHONE, BOBS_NUMBER, 4000)).get(0);
        assertThat(out.network()).isEqualTo(FRIENDS);
        assertThat(List.of(out.source(), out.destination())).containsExactly(ALICE, BOB);
        assertThat(out.startLine()).isEqualTo("INVITE sip:172.29.2.1 SIP/2.0");
        assertThat(out.text())
                .contains("c=IN IP4 172.29.1.1\r\n")
                .doesNotContain(PHONE)
                .doesNotContain(BOBS_NUMBER);
        Board.Sent back =
                fromFriend(response("180 Ringing", BOB, ALICE, 1, "INVITE")).get(0);
        assertThat(back.network()).isEqualTo(Network.PHONES);
        assertThat(List.of(back.source(), back.destination())).containsExactly(BOBS_NUMBER, PHONE);
        assertThat(board.count(ExchangeCounter.SIP_PASSED)).isEqualTo(2);
    }

    @Test
    void friendsWhoMayCallEachOtherCrossUnchanged() {
        Wording invite = invite(BOB, CAROL, 4000);
        Board.Sent out = fromFriend(invite).get(0);
        assertThat(out.network()).isEqualTo(FRIENDS);
        assertThat(out.text()).isEqualTo(invite.text());
        assertThat(fromFriend(invite(DAVE, CAROL, 4000)).get(0).startLine()).startsWith("SIP/2.0 404");
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

    // ---- the exchange's own answers ----

    @Test
    void whoDialsNobodyIsToldSo() {
        assertThat(only(fromPhone(invite(PHONE, "10.99.1.1", 4000)))).isEqualTo("SIP/2.0 404 Nobody has this number");
        assertThat(fromFriend(invite("172.29.77.1", ALICE, 4000))).isEmpty();
        assertThat(board.count(ExchangeCounter.DROPPED_NOBODY)).isEqualTo(1);
    }

    @Test
    void whoDialsALineThatIsDownIsToldWhy() {
        board.unavailable.put(LineId.friend(2), "bob is not there");
        assertThat(only(fromPhone(invite(PHONE, BOBS_NUMBER, 4000)))).isEqualTo("SIP/2.0 480 bob is not there");
        assertThat(only(fromPhone(fresh("OPTIONS", PHONE, BOBS_NUMBER)))).startsWith("SIP/2.0 480");
        assertThat(only(fromPhone(request("BYE", PHONE, BOBS_NUMBER, 2)))).startsWith("BYE sip:172.29.2.1");
    }

    @ParameterizedTest
    @CsvSource({"172.16.0.2", "10.1.1.1"})
    void theExchangeAnswersForItself(String exchange) {
        Board.Sent options = fromPhone(fresh("OPTIONS", PHONE, exchange)).get(0);
        assertThat(options.startLine()).isEqualTo("SIP/2.0 200 OK");
        assertThat(options.text()).contains("\r\nAllow: INVITE, ACK");
        assertThat(options.source()).isEqualTo(exchange);
        Board.Sent register = fromPhone(fresh("REGISTER", PHONE, exchange)).get(0);
        assertThat(register.startLine()).isEqualTo("SIP/2.0 405 Method Not Allowed");
        assertThat(register.text()).contains("\r\nAllow: INVITE, ACK");
    }

    @Test
    void theExchangeAnswersFriendsToo() {
        assertThat(only(fromFriend(fresh("OPTIONS", BOB, "172.29.0.1")))).isEqualTo("SIP/2.0 200 OK");
        assertThat(only(fromFriend(fresh("OPTIONS", BOB, "172.29.1.9")))).startsWith("SIP/2.0 404");
    }

    @Test
    void whatCrossesNeverIsAnsweredWithWhatDoes() {
        Board.Sent answer = fromPhone(fresh("PUBLISH", PHONE, BOBS_NUMBER)).get(0);
        assertThat(answer.startLine()).startsWith("SIP/2.0 405");
        assertThat(answer.text()).contains("\r\nAllow: INVITE");
    }

    @Test
    void anAnswerGoesToThePortInViaOrWhereRportAsks() {
        Wording options = fresh("OPTIONS", PHONE, "10.99.1.1");
        byte[] plain = options.text().getBytes(StandardCharsets.UTF_8);
        byte[] rport =
                options.id("other").text().replace(";branch", ";rport;branch").getBytes(StandardCharsets.UTF_8);
        assertThat(board.take(Network.PHONES, PHONE, 6500, "10.99.1.1", 5060, plain)
                        .get(0)
                        .destinationPort())
                .isEqualTo(5060);
        assertThat(board.take(Network.PHONES, PHONE, 6500, "10.99.1.1", 5060, rport)
                        .get(0)
                        .destinationPort())
                .isEqualTo(6500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 0|Content-Length: 7",
                "Content-Length: 0|Content-Length: 0\r\nContent-Length: 7",
                "Content-Length: 0|Content-Length: -1",
                "Content-Length: 0\r\n|Content-Length: 7\r\nVia : \0"
            })
    void whoeverSendsARequestThatCannotBeReadIsToldSoIfThatMuchCan(String damage) {
        String[] parts = damage.split("\\|", 2);
        String broken = fresh("OPTIONS", PHONE, BOBS_NUMBER).text().replace(parts[0], parts[1]);
        List<Board.Sent> sent = board.take(Network.PHONES, PHONE, BOBS_NUMBER, broken);
        assertThat(only(sent)).startsWith("SIP/2.0 400 ");
        assertThat(board.take(FRIENDS, "172.29.77.1", ALICE, broken)).isEmpty();
    }

    @Test
    void whatCouldNotComeBackAsItWasIsAnsweredWithTheReason() {
        String spelled = fresh("OPTIONS", PHONE, BOBS_NUMBER)
                .with("Contact: <sip:172.016.0.1>")
                .text();
        assertThat(only(board.take(Network.PHONES, PHONE, BOBS_NUMBER, spelled)))
                .isEqualTo("SIP/2.0 400 a mapped address with leading zeros");
        assertThat(board.count(ExchangeCounter.DROPPED_BY_REWRITER)).isEqualTo(1);
    }

    @Test
    void anInviteThatCannotBeTrackedIsAnsweredAndNotPassedOnWithoutMedia() {
        String other = invite(PHONE, BOBS_NUMBER, 4000).text().replace("1 INVITE", "1 UPDATE");
        assertThat(only(board.take(Network.PHONES, PHONE, BOBS_NUMBER, other)))
                .isEqualTo("SIP/2.0 400 Call-ID or CSeq cannot be read");
        assertThat(board.count(ExchangeCounter.DROPPED_NO_DIALOG)).isEqualTo(1);
    }

    @Test
    void aBrokenInviteIsAnsweredAgainUntilItsAckComes() {
        String broken = invite(PHONE, BOBS_NUMBER, 4000).text().replace("Content-Length: ", "Content-Length: 9");
        assertThat(only(board.take(Network.PHONES, PHONE, BOBS_NUMBER, broken))).startsWith("SIP/2.0 400");
        assertThat(board.pass(2)).isNotEmpty();
        assertThat(fromPhone(fresh("ACK", PHONE, BOBS_NUMBER))).isEmpty();
        assertThat(board.pass(30)).isEmpty();
        assertThat(board.count(ExchangeCounter.SIP_BROKEN)).isEqualTo(1);
    }

    @Test
    void keepAlivesEndHere() {
        assertThat(board.take(Network.PHONES, PHONE, BOBS_NUMBER, "\r\n\r\n")).isEmpty();
        assertThat(board.count(ExchangeCounter.SIP_KEEP_ALIVE)).isEqualTo(1);
    }

    // ---- a called phone that wants a password ----

    @ParameterizedTest
    @CsvSource({"401 Unauthorized, WWW-Authenticate", "407 Proxy Authentication Required, Proxy-Authenticate"})
    void whoCallsAPhoneThatAsksForAPasswordHearsSoAndThePhoneGetsItsAck(String status, String field) {
        fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        List<Board.Sent> sent =
                fromFriend(response(status, BOB, ALICE, 1, "INVITE").with(field + ": Digest realm=\"x\", nonce=\"y\""));
        assertThat(sent)
                .extracting(Board.Sent::startLine)
                .containsExactly("ACK sip:172.29.2.1 SIP/2.0", "SIP/2.0 403 a challenge to the phone's password");
        assertThat(sent.get(0).network()).isEqualTo(FRIENDS);
        assertThat(sent.get(0).text()).contains("CSeq: 1 ACK\r\n").contains("branch=z9hG4bKcallINVITE1");
        assertThat(sent.get(1).network()).isEqualTo(Network.PHONES);
        assertThat(sent.get(1).text()).doesNotContain("nonce").contains("To: <sip:10.1.2.1>;tag=b\r\n");
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        assertThat(board.calls.ended().get(0).reason()).isEqualTo("refused with 403");
    }

    @Test
    void challengesPassBetweenFriendsNeither() {
        fromFriend(invite(BOB, CAROL, 4000));
        List<Board.Sent> sent = fromFriend(
                response("401 Unauthorized", CAROL, BOB, 1, "INVITE").with("WWW-Authenticate: Digest nonce=\"y\""));
        assertThat(sent).extracting(Board.Sent::startLine).anyMatch(line -> line.startsWith("SIP/2.0 403"));
        assertThat(sent).extracting(Board.Sent::text).noneMatch(text -> text.contains("nonce"));
        assertThat(only(fromFriend(fresh("INVITE", BOB, CAROL).id("two").with("Authorization: Digest x"))))
                .startsWith("SIP/2.0 403");
        fromPhone(fresh("MESSAGE", PHONE, BOBS_NUMBER).id("three"));
        assertThat(only(fromFriend(response("401 x", BOB, ALICE, 1, "MESSAGE").id("three"))))
                .startsWith("SIP/2.0 403");
    }

    // ---- an answer that cannot be passed on ----

    /** A 200 of bob's that no exchange passes on: it has two lengths, its parts lie too deep in each other, or it asks for a password. */
    private static Wording unusable(String how) {
        Wording answer = response("200 OK", BOB, ALICE, 1, "INVITE").with("Contact: <sip:bob@172.29.2.1>");
        return switch (how) {
            case "two lengths" -> answer.with("l: 999");
            case "nested" -> nested(answer);
            default -> answer.with("WWW-Authenticate: Digest nonce=\"y\"");
        };
    }

    private static Wording nested(Wording message) {
        String body = "x";
        String type = "text/plain";
        for (int depth = 0; depth < 12; depth++) {
            body = "--b" + depth + "\r\nContent-Type: " + type + "\r\n\r\n" + body + "\r\n--b" + depth + "--";
            type = "multipart/mixed;boundary=b" + depth;
        }
        return message.with("Content-Type: " + type).body(body);
    }

    @ParameterizedTest
    @CsvSource({"two lengths, 502", "nested, 502", "challenge, 403"})
    void whoWaitsForAnAnswerThatCannotBePassedOnHearsSoAndWhoGaveItIsHungUpOn(String how, int status) {
        fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        List<Board.Sent> sent = fromFriend(unusable(how));
        assertThat(sent)
                .extracting(Board.Sent::startLine)
                .satisfiesExactly(
                        ack -> assertThat(ack).isEqualTo("ACK sip:bob@172.29.2.1 SIP/2.0"),
                        bye -> assertThat(bye).isEqualTo("BYE sip:bob@172.29.2.1 SIP/2.0"),
                        told -> assertThat(told).startsWith("SIP/2.0 " + status + " "));
        assertThat(sent).extracting(Board.Sent::network).containsExactly(FRIENDS, FRIENDS, Network.PHONES);
        assertThat(sent.get(1).text()).contains("CSeq: 2 BYE\r\n");
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        assertThat(board.calls.ended().get(0).reason()).isEqualTo("refused with " + status);
        assertThat(board.pass(2)).extracting(Board.Sent::startLine).allMatch(line -> line.startsWith("BYE "));
        String done = response("200 OK", BOB, ALICE, 2, "BYE").text().replace("callBYE2", "callINVITE1-bye");
        assertThat(board.take(FRIENDS, BOB, ALICE, done))
                .as("the answer to the exchange's own BYE")
                .isEmpty();
        assertThat(board.pass(40)).isEmpty();
        assertThat(board.count(ExchangeCounter.SIP_REPLACED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two lengths", "nested", "challenge"})
    void aReInviteWhoseAnswerCannotBePassedOnEndsTheCallForBoth(String how) {
        talkingToBob();
        fromPhone(request("INVITE", PHONE, BOBS_NUMBER, 2).sdp(4000));
        List<Board.Sent> sent = fromFriend(unusable(how).cSeq(2));
        assertThat(sent)
                .extracting(each -> each.startLine().replaceFirst("( [^ ]+) .*", "$1"))
                .containsExactly("ACK sip:bob@172.29.2.1", "BYE sip:bob@172.29.2.1", "SIP/2.0 481");
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        assertThat(board.calls.ended()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"UPDATE, 200 OK", "INFO, 200 OK", "INVITE, 488 Not Acceptable Here"})
    void whatElseIsAskedInACallFailsForItselfAlone(String method, String status) {
        talkingToBob();
        fromPhone(request(method, PHONE, BOBS_NUMBER, 2));
        List<Board.Sent> sent = fromFriend(nested(response(status, BOB, ALICE, 2, method)));
        assertThat(sent).extracting(Board.Sent::startLine).last().asString().startsWith("SIP/2.0 500 ");
        assertThat(sent).hasSize(method.equals("INVITE") ? 2 : 1);
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
        assertThat(board.calls.ended()).isEmpty();
    }

    @Test
    void aProvisionalResponseThatCannotBePassedOnIsNotMissed() {
        fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        assertThat(fromFriend(nested(response("183 x", BOB, ALICE, 1, "INVITE"))))
                .isEmpty();
        assertThat(only(fromFriend(response("200 OK", BOB, ALICE, 1, "INVITE").sdp(6000))))
                .isEqualTo("SIP/2.0 200 OK");
    }

    @Test
    void whoAnswersWhatNobodyAskedIsNotHungUpOn() {
        assertThat(fromFriend(nested(response("200 OK", BOB, ALICE, 1, "INVITE"))))
                .extracting(Board.Sent::network)
                .containsExactly(Network.PHONES);
        assertThat(board.take(
                        FRIENDS, "172.29.77.1", ALICE, unusable("two lengths").text()))
                .isEmpty();
        assertThat(board.pass(40)).isEmpty();
    }

    // ---- what crosses to a phone ----

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "CANCEL", "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY", "SUBSCRIBE"})
    void outsideACallThereIsNothingToEndMoveOrConfigure(String method) {
        assertThat(only(fromFriend(fresh(method, BOB, ALICE)))).startsWith("SIP/2.0 481");
        assertThat(only(fromFriend(request(method, BOB, ALICE, 7).id("none")))).startsWith("SIP/2.0 481");
        assertThat(board.count(ExchangeCounter.DROPPED_NO_DIALOG)).isEqualTo(2);
        assertThat(only(fromPhone(request(method, PHONE, BOBS_NUMBER, 7).id("own"))))
                .startsWith(method + " ");
    }

    @Test
    void aStrangersAckIsDroppedAndQuestionsPass() {
        assertThat(fromFriend(fresh("ACK", BOB, ALICE))).isEmpty();
        assertThat(only(fromFriend(fresh("OPTIONS", BOB, ALICE)))).startsWith("OPTIONS ");
        assertThat(only(fromFriend(fresh("MESSAGE", BOB, ALICE).id("m")))).startsWith("MESSAGE ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "INVITE", "CANCEL", "REFER", "UPDATE", "INFO"})
    void nobodyReachesIntoSomebodyElsesCall(String method) {
        fromPhone(invite(PHONE, CAROLS_NUMBER, 4000));
        fromFriend(response("200 OK", CAROL, ALICE, 1, "INVITE").sdp(6000));
        fromPhone(request("ACK", PHONE, CAROLS_NUMBER, 1));
        Wording forged = back(method, BOB, ALICE, 2);
        assertThat(only(fromFriend(forged))).startsWith("SIP/2.0 481");
        assertThat(board.isOpen(FRIENDS, CAROL, ALICE, 4000)).isTrue();
        assertThat(only(fromFriend(back(method.equals("CANCEL") ? "INFO" : method, CAROL, ALICE, 3))))
                .doesNotStartWith("SIP/2.0 481");
    }

    @Test
    void nobodyReplacesSomebodyElsesCall() {
        fromPhone(invite(PHONE, CAROLS_NUMBER, 4000));
        fromFriend(response("200 OK", CAROL, ALICE, 1, "INVITE").sdp(6000));
        Wording taking = invite(BOB, ALICE, 7000).id("taking").with("Replaces: call;to-tag=b;from-tag=a");
        assertThat(only(fromFriend(taking))).startsWith("SIP/2.0 481");
        assertThat(only(fromFriend(invite(BOB, ALICE, 7000).id("joining").with("Join: call;from-tag=a;to-tag=b"))))
                .startsWith("SIP/2.0 481");
        Wording own = invite(CAROL, ALICE, 7000).id("own").with("Replaces: call;to-tag=b;from-tag=a");
        assertThat(only(fromFriend(own))).startsWith("INVITE ");
        Wording transferred = taking.id("transferred").with("Referred-By: <sip:172.29.3.1>");
        assertThat(only(fromFriend(transferred))).startsWith("INVITE ");
        Wording unknown = invite(BOB, ALICE, 7000).id("unknown").with("Replaces: x;to-tag=b;from-tag=a");
        assertThat(only(fromFriend(unknown))).startsWith("INVITE ");
    }

    @Test
    void aCallOfAFriendsIsMadeOfAllThatBelongsToIt() {
        assertThat(only(fromFriend(invite(BOB, ALICE, 6000)))).startsWith("INVITE ");
        fromPhone(response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        assertThat(only(fromFriend(request("ACK", BOB, ALICE, 1)))).startsWith("ACK ");
        for (String method : List.of("INFO", "OPTIONS", "MESSAGE", "REFER", "SUBSCRIBE", "UPDATE", "INVITE")) {
            assertThat(only(fromFriend(request(method, BOB, ALICE, 10 + (int) (board.now / Board.SECOND)))))
                    .startsWith(method + " ");
            board.pass(1);
        }
        Wording bye = request("BYE", BOB, ALICE, 900);
        assertThat(only(fromFriend(bye))).startsWith("BYE ");
        assertThat(only(fromFriend(bye))).as("a copy").startsWith("BYE ");
        assertThat(only(fromFriend(request("BYE", BOB, ALICE, 901)))).startsWith("SIP/2.0 481");
    }

    @Test
    void aNotifyInACallIsOfEventsThatDoNoHarm() {
        talkingToBob();
        assertThat(only(fromFriend(back("NOTIFY", BOB, ALICE, 2).with("Event: refer;id=3"))))
                .startsWith("NOTIFY ");
        assertThat(only(fromFriend(back("NOTIFY", BOB, ALICE, 3).with("Event: check-sync;reboot=true"))))
                .startsWith("SIP/2.0 489");
        assertThat(only(fromFriend(back("NOTIFY", BOB, ALICE, 4)))).startsWith("SIP/2.0 489");
        assertThat(only(fromFriend(back("NOTIFY", BOB, ALICE, 5).with("o: talk"))))
                .startsWith("SIP/2.0 403");
    }

    @Test
    void anAutomaticAnswerIsForWhomTheOwnerAllowsItTo() {
        Wording intercom = invite(BOB, ALICE, 6000).with("Call-Info: <sip:x>;answer-after=0");
        assertThat(only(fromFriend(intercom))).isEqualTo("SIP/2.0 403 Automatic answer is not allowed");
        assertThat(only(fromPhone(invite(PHONE, BOBS_NUMBER, 1).id("mine").with("Answer-Mode: Auto"))))
                .as("for the friend's exchange to judge")
                .startsWith("INVITE ");
        Settings settings = Settings.DEFAULT.with("allow-auto-answer", "bob");
        board.switchboard.plan(new DialPlan(Board.state().with(settings)));
        assertThat(only(fromFriend(intercom.id("allowed")))).startsWith("INVITE ");
        assertThat(only(fromFriend(invite(CAROL, ALICE, 6000).id("c").with("Answer-Mode: Auto"))))
                .startsWith("SIP/2.0 403");
        board.switchboard.plan(new DialPlan(Board.state().with(settings.with("forbid-auto-answer", "bob"))));
        assertThat(only(fromFriend(intercom.id("again")))).startsWith("SIP/2.0 403");
    }

    @ParameterizedTest
    @CsvSource({
        "<sip:10.1.3.1>, true",
        "<sip:172.29.2.1>, true",
        "<sip:10.99.1.1>, false",
        "<sip:192.0.2.1>, false",
        "<sip:bob@example.com>, false",
        "<tel:+4912345>, false",
        "'<sip:10.1.3.1>, <sip:192.0.2.1>', false"
    })
    void aRedirectionLeadsOnlyToNumbersThatTheCallerMayDial(String contact, boolean passes) {
        fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        List<Board.Sent> sent =
                fromFriend(response("302 Moved", BOB, ALICE, 1, "INVITE").with("Contact: " + contact));
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
        fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        String contacts = "<sip:10.1.3.1>, ".repeat(numbers) + " ";
        List<Board.Sent> sent =
                fromFriend(response("302 Moved", BOB, ALICE, 1, "INVITE").with("Contact: " + contacts));
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
            assertThat(only(fromFriend(invite(CAROL, BOB, 6000).id("c" + i)))).startsWith("INVITE ");
        }
        assertThat(only(fromFriend(invite(CAROL, BOB, 6000).id("c16")))).startsWith("SIP/2.0 503");
        assertThat(only(fromFriend(invite(CAROL, ALICE, 6000).id("c17")))).startsWith("SIP/2.0 503");
        assertThat(only(fromFriend(invite(BOB, ALICE, 6000).id("b")))).startsWith("INVITE ");
        assertThat(only(fromFriend(invite(BOB, CAROL, 6000).id("bc")))).startsWith("INVITE ");
        assertThat(only(fromPhone(invite(PHONE, BOBS_NUMBER, 4000).id("own")))).startsWith("INVITE ");
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
        talkingToBob();
        fromPhone(request("BYE", PHONE, BOBS_NUMBER, 2));
        fromFriend(response("200 OK", BOB, ALICE, 2, "BYE"));
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
        fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        fromPhone(invite(PHONE, "10.99.1.1", 4000).id("nobody"));
        fromFriend(invite(CAROL, ALICE, 6000).id("auto").with("Answer-Mode: Auto"));
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
        talkingToBob();
        fromFriend(invite(BOB, CAROL, 6000).id("between"));
        board.switchboard.endLine(LineId.friend(3), board.now);
        assertThat(board.calls.ended()).hasSize(1);
        board.switchboard.endLine(LineId.friend(2), board.now);
        assertThat(board.calls.ended()).hasSize(2);
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
    }

    @Test
    void aSilentCallIsTakenUpAgainByAReInvite() {
        talkingToBob();
        long id = board.calls.running().join().get(0).id();
        board.switchboard.endSilent(id, board.now);
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        fromFriend(back("INVITE", BOB, ALICE, 5).sdp(6000));
        fromPhone(new Wording(
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
}
