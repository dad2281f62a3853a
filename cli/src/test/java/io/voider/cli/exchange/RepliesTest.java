package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.CAROL;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Board.only;
import static io.voider.cli.exchange.Wording.fresh;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the exchange says itself: answers of its own, and what is said in place of a message that cannot be passed on. */
class RepliesTest {
    private final Board board = new Board();

    // ---- the exchange's own answers ----

    @Test
    void whoDialsNobodyIsToldSo() {
        assertThat(only(board.fromPhone(invite(PHONE, "10.99.1.1", 4000))))
                .isEqualTo("SIP/2.0 404 Nobody has this number");
        assertThat(board.fromFriend(invite("172.29.77.1", ALICE, 4000))).isEmpty();
        assertThat(board.count(ExchangeCounter.DROPPED_NOBODY)).isEqualTo(1);
    }

    /** RFC 3261 section 9.2. */
    @Test
    void aCancelOfNothingIsToldSo() {
        for (String nobody : new String[] {"10.99.1.1", "172.16.0.2"}) {
            assertThat(only(board.fromPhone(fresh("CANCEL", PHONE, nobody)))).startsWith("SIP/2.0 481 ");
        }
    }

    /** RFC 3261 section 21.5.6. */
    @Test
    void anotherVersionIsRefusedAsThat() {
        String invite = invite(PHONE, BOBS_NUMBER, 4000).text().replace("SIP/2.0\r\nVia", "SIP/3.0\r\nVia");
        assertThat(only(board.take(Network.PHONES, PHONE, BOBS_NUMBER, invite)))
                .isEqualTo("SIP/2.0 505 Version Not Supported");
    }

    @Test
    void whoDialsALineThatIsDownIsToldWhy() {
        board.unavailable.put(LineId.friend(2), "bob is not there");
        assertThat(only(board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000)))).isEqualTo("SIP/2.0 480 bob is not there");
        assertThat(only(board.fromPhone(fresh("OPTIONS", PHONE, BOBS_NUMBER)))).startsWith("SIP/2.0 480");
        assertThat(only(board.fromPhone(request("BYE", PHONE, BOBS_NUMBER, 2)))).startsWith("BYE sip:172.29.2.1");
    }

    @ParameterizedTest
    @CsvSource({"172.16.0.2", "10.1.1.1"})
    void theExchangeAnswersForItself(String exchange) {
        Board.Sent options = board.fromPhone(fresh("OPTIONS", PHONE, exchange)).get(0);
        assertThat(options.startLine()).isEqualTo("SIP/2.0 200 OK");
        assertThat(options.text()).contains("\r\nAllow: INVITE, ACK");
        assertThat(options.source()).isEqualTo(exchange);
        Board.Sent register =
                board.fromPhone(fresh("REGISTER", PHONE, exchange)).get(0);
        assertThat(register.startLine()).isEqualTo("SIP/2.0 405 Method Not Allowed");
        assertThat(register.text()).contains("\r\nAllow: INVITE, ACK");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.1.1, 486 This is your own number",
        "172.16.0.2, 404 Nobody has this number",
    })
    void whoCallsTheExchangeOrItselfHearsSo(String number, String answer) {
        assertThat(only(board.fromPhone(invite(PHONE, number, 4000)))).isEqualTo("SIP/2.0 " + answer);
        assertThat(board.calls.ended().get(0).reason()).isEqualTo("refused with " + answer);
    }

    @Test
    void whoCallsAllPhonesWhereThereIsNoneHearsSo() {
        State state = Board.state();
        Board lonely = new Board(
                SignallingBudget.DEFAULT, state.with(List.of(state.phones().get(0))));
        assertThat(only(lonely.fromPhone(invite(PHONE, "10.1.1.0", 4000))))
                .isEqualTo("SIP/2.0 480 There is no other phone at home");
    }

    @Test
    void theExchangeAnswersFriendsToo() {
        assertThat(only(board.fromFriend(fresh("OPTIONS", BOB, "172.29.0.1")))).isEqualTo("SIP/2.0 200 OK");
        assertThat(only(board.fromFriend(fresh("OPTIONS", BOB, "172.29.1.9")))).startsWith("SIP/2.0 404");
    }

    @Test
    void whatCrossesNeverIsAnsweredWithWhatDoes() {
        Board.Sent answer =
                board.fromPhone(fresh("PUBLISH", PHONE, BOBS_NUMBER)).get(0);
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
    void whoAnswersACallThatEightOthersHaveAnsweredIsHungUpOn() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        Wording answer = response("200 OK", BOB, ALICE, 1, "INVITE").sdp(6000);
        for (int branch = 0; branch < 8; branch++) {
            assertThat(only(board.fromFriend(answer.toTag("b" + branch)))).isEqualTo("SIP/2.0 200 OK");
        }
        List<Board.Sent> sent = board.fromFriend(answer.toTag("b8"));
        assertThat(sent).extracting(Board.Sent::network).containsOnly(FRIENDS);
        assertThat(sent)
                .extracting(Board.Sent::startLine)
                .satisfiesExactly(
                        ack -> assertThat(ack).startsWith("ACK "),
                        bye -> assertThat(bye).startsWith("BYE "));
        assertThat(board.count(ExchangeCounter.DROPPED_BRANCH)).isEqualTo(1);
        assertThat(board.calls.running().join()).hasSize(1);
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
        assertThat(board.fromPhone(fresh("ACK", PHONE, BOBS_NUMBER))).isEmpty();
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
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        List<Board.Sent> sent = board.fromFriend(
                response(status, BOB, ALICE, 1, "INVITE").with(field + ": Digest realm=\"x\", nonce=\"y\""));
        assertThat(sent)
                .extracting(Board.Sent::startLine)
                .containsExactly("ACK sip:172.29.2.1 SIP/2.0", "SIP/2.0 403 a challenge to the phone's password");
        assertThat(sent.get(0).network()).isEqualTo(FRIENDS);
        assertThat(sent.get(0).text()).contains("CSeq: 1 ACK\r\n").contains("branch=z9hG4bKcallINVITE1");
        assertThat(sent.get(1).network()).isEqualTo(Network.PHONES);
        assertThat(sent.get(1).text()).doesNotContain("nonce").contains("To: <sip:10.1.2.1>;tag=b\r\n");
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        assertThat(board.calls.ended().get(0).reason())
                .isEqualTo("refused with 403 a challenge to the phone's password");
    }

    @Test
    void challengesPassBetweenFriendsNeither() {
        board.fromFriend(invite(BOB, CAROL, 4000));
        List<Board.Sent> sent = board.fromFriend(
                response("401 Unauthorized", CAROL, BOB, 1, "INVITE").with("WWW-Authenticate: Digest nonce=\"y\""));
        assertThat(sent).extracting(Board.Sent::startLine).anyMatch(line -> line.startsWith("SIP/2.0 403"));
        assertThat(sent).extracting(Board.Sent::text).noneMatch(text -> text.contains("nonce"));
        assertThat(only(board.fromFriend(fresh("INVITE", BOB, CAROL).id("two").with("Authorization: Digest x"))))
                .startsWith("SIP/2.0 403");
        board.fromPhone(fresh("MESSAGE", PHONE, BOBS_NUMBER).id("three"));
        assertThat(only(board.fromFriend(
                        response("401 x", BOB, ALICE, 1, "MESSAGE").id("three"))))
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
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        List<Board.Sent> sent = board.fromFriend(unusable(how));
        assertThat(sent)
                .extracting(Board.Sent::startLine)
                .satisfiesExactly(
                        ack -> assertThat(ack).isEqualTo("ACK sip:bob@172.29.2.1 SIP/2.0"),
                        bye -> assertThat(bye).isEqualTo("BYE sip:bob@172.29.2.1 SIP/2.0"),
                        told -> assertThat(told).startsWith("SIP/2.0 " + status + " "));
        assertThat(sent).extracting(Board.Sent::network).containsExactly(FRIENDS, FRIENDS, Network.PHONES);
        assertThat(sent.get(1).text()).contains("CSeq: 2 BYE\r\n");
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        assertThat(board.calls.ended().get(0).reason()).startsWith("refused with " + status + " ");
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
        board.talkingToBob();
        board.fromPhone(request("INVITE", PHONE, BOBS_NUMBER, 2).sdp(4000));
        List<Board.Sent> sent = board.fromFriend(unusable(how).cSeq(2));
        assertThat(sent)
                .extracting(each -> each.startLine().replaceFirst("( [^ ]+) .*", "$1"))
                .containsExactly("ACK sip:bob@172.29.2.1", "BYE sip:bob@172.29.2.1", "SIP/2.0 481");
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        assertThat(board.calls.ended()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two lengths", "nested", "challenge"})
    void aDamagedCopyOfAnAnswerThatPassedIsDroppedAndEndsNothing(String how) {
        board.talkingToBob();
        assertThat(board.fromFriend(unusable(how))).isEmpty();
        board.fromPhone(request("INVITE", PHONE, BOBS_NUMBER, 2).sdp(4000));
        board.fromFriend(response("200 OK", BOB, ALICE, 2, "INVITE").sdp(6000));
        assertThat(board.fromFriend(unusable(how).cSeq(2)))
                .as("of a re-INVITE's")
                .isEmpty();
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
        assertThat(board.calls.ended()).isEmpty();
        assertThat(board.count(ExchangeCounter.SIP_REPLACED)).isZero();
        long dropped = board.count(ExchangeCounter.DROPPED_NOT_SIP)
                + board.count(ExchangeCounter.DROPPED_BY_REWRITER)
                + board.count(ExchangeCounter.DROPPED_BY_POLICY);
        assertThat(dropped).isEqualTo(2);
    }

    @Test
    void aDamagedCopyOfAnAnswerThatDidNotPassIsAcknowledgedAgain() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.fromFriend(unusable("nested"));
        assertThat(board.fromFriend(unusable("nested")))
                .extracting(Board.Sent::startLine)
                .first()
                .asString()
                .startsWith("ACK ");
    }

    @ParameterizedTest
    @CsvSource({"UPDATE, 200 OK", "INFO, 200 OK", "INVITE, 488 Not Acceptable Here"})
    void whatElseIsAskedInACallFailsForItselfAlone(String method, String status) {
        board.talkingToBob();
        board.fromPhone(request(method, PHONE, BOBS_NUMBER, 2));
        List<Board.Sent> sent = board.fromFriend(nested(response(status, BOB, ALICE, 2, method)));
        assertThat(sent).extracting(Board.Sent::startLine).last().asString().startsWith("SIP/2.0 500 ");
        assertThat(sent).hasSize(method.equals("INVITE") ? 2 : 1);
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
        assertThat(board.calls.ended()).isEmpty();
    }

    @Test
    void aProvisionalResponseThatCannotBePassedOnIsNotMissed() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        assertThat(board.fromFriend(nested(response("183 x", BOB, ALICE, 1, "INVITE"))))
                .isEmpty();
        assertThat(only(board.fromFriend(
                        response("200 OK", BOB, ALICE, 1, "INVITE").sdp(6000))))
                .isEqualTo("SIP/2.0 200 OK");
    }

    @Test
    void whoAnswersWhatNobodyAskedIsNotHungUpOn() {
        assertThat(board.fromFriend(nested(response("200 OK", BOB, ALICE, 1, "INVITE"))))
                .extracting(Board.Sent::network)
                .containsExactly(Network.PHONES);
        assertThat(board.take(
                        FRIENDS, "172.29.77.1", ALICE, unusable("two lengths").text()))
                .isEmpty();
        assertThat(board.pass(40)).isEmpty();
    }
}
