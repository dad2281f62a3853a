package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Board.only;
import static io.voider.cli.exchange.Wording.back;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of third parties: whom one phone asks the other to call instead (RFC 3515; RFC 3261 section 8.1.3.4). */
class ThirdPartyTest {
    private static final Network ERINS = Network.tunnel(2);
    private static final String ERINS_NUMBER = "10.2.1.1";
    private static final String ERIN = "172.29.1.1";
    private static final String ALICE_AT_ERINS = "172.29.9.1";
    private static final String SOMEBODY_ELSE = "SIP/2.0 403 That number is somebody else's at the other home";

    private final Board board = new Board();

    private static String target(List<Board.Sent> sent) {
        only(sent);
        return sent.get(0)
                .text()
                .lines()
                .filter(line -> line.startsWith("Refer-To: ") || line.startsWith("Contact: "))
                .findFirst()
                .orElseThrow()
                .replaceFirst("^[^ ]* ", "");
    }

    private void talkingToErin() {
        board.fromPhone(invite(PHONE, ERINS_NUMBER, 4000));
        Wording answer = response("200 OK", ERIN, ALICE_AT_ERINS, 1, "INVITE").sdp(6000);
        board.take(ERINS, ERIN, ALICE_AT_ERINS, answer.text());
        board.fromPhone(request("ACK", PHONE, ERINS_NUMBER, 1));
    }

    private List<Board.Sent> referred(String other, String target) {
        return board.fromPhone(request("REFER", PHONE, other, 2).with("Refer-To: <sip:" + target + ">"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.3.1, 172.29.3.1",
        "carol@10.1.3.1;transport=udp, carol@172.29.3.1;transport=udp",
        "10.1.3.1?Replaces=x%3Bto-tag%3Db%3Bfrom-tag%3Da, 172.29.3.1?Replaces=x%3Bto-tag%3Db%3Bfrom-tag%3Da",
        "10.1.1.2, 172.29.1.2",
        "10.1.2.1, 172.29.2.1",
    })
    void aNumberInTheExchangeOfTheLineIsSaidAsTheTunnelHasIt(String number, String inTunnel) {
        board.talkingToBob();
        assertThat(target(referred(BOBS_NUMBER, number))).isEqualTo("<sip:" + inTunnel + ">");
        board.fromFriend(response("202 Accepted", BOB, ALICE, 2, "REFER"));
        assertThat(target(board.fromFriend(back("REFER", BOB, ALICE, 7).with("Refer-To: <sip:" + inTunnel + ">"))))
                .isEqualTo("<sip:" + number + ">");
    }

    @Test
    void soItIsInAnExchangeThatWasJoined() {
        talkingToErin();
        assertThat(target(referred(ERINS_NUMBER, "10.2.5.3"))).isEqualTo("<sip:172.29.5.3>");
        Wording refer = back("REFER", ERIN, ALICE_AT_ERINS, 7).with("Refer-To: <sip:172.29.5.3>");
        assertThat(target(board.take(ERINS, ERIN, ALICE_AT_ERINS, refer.text())))
                .isEqualTo("<sip:10.2.5.3>");
    }

    /** A friend of this home, another phone of it, what nobody dials here, and what only some phones take for a number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.3.1",
                "10.1.1.2",
                "10.2.9.1",
                "172.29.5.1",
                "10.1.3.1.",
                "10.01.3.1",
                "10.66305",
                "example.com;maddr=10.1.3.1"
            })
    void aNumberThatIsSomebodyElsesThereIsRefusedInWords(String number) {
        talkingToErin();
        assertThat(only(referred(ERINS_NUMBER, number))).isEqualTo(SOMEBODY_ELSE);
        assertThat(board.count(ExchangeCounter.DROPPED_BY_POLICY)).isEqualTo(1);
        assertThat(board.isOpen(ERINS, ERIN, ALICE_AT_ERINS, 4000)).isTrue();
    }

    /** An exchange of an earlier version does not say it as the tunnel has it. */
    @Test
    void aFriendsNumberOfHisOwnExchangeIsRefusedHere() {
        board.talkingToBob();
        Wording refer = back("REFER", BOB, ALICE, 7).with("Refer-To: <sip:10.1.3.1>");
        assertThat(only(board.fromFriend(refer))).isEqualTo(SOMEBODY_ELSE);
        talkingToErin();
        Wording erins = back("REFER", ERIN, ALICE_AT_ERINS, 7).with("Refer-To: <sip:10.1.3.1>");
        assertThat(only(board.take(ERINS, ERIN, ALICE_AT_ERINS, erins.text()))).isEqualTo(SOMEBODY_ELSE);
    }

    /** As both may have joined it: so the number means what it means at the home that it is sent to. */
    @ParameterizedTest
    @ValueSource(strings = {"10.3.1.1", "10.2.1.1", "carol@example.com", "192.0.2.1"})
    void whatIsInNoExchangeOfTheTwoIsKept(String target) {
        board.talkingToBob();
        assertThat(target(referred(BOBS_NUMBER, target))).isEqualTo("<sip:" + target + ">");
        board.fromFriend(response("202 Accepted", BOB, ALICE, 2, "REFER"));
        assertThat(target(board.fromFriend(back("REFER", BOB, ALICE, 7).with("Refer-To: <sip:" + target + ">"))))
                .isEqualTo("<sip:" + target + ">");
    }

    @Test
    void aRedirectionIsSaidLikewise() {
        board.fromFriend(invite(BOB, ALICE, 6000));
        Wording moved = response("302 Moved", PHONE, BOBS_NUMBER, 1, "INVITE").with("Contact: <sip:10.1.3.1>");
        assertThat(target(board.fromPhone(moved))).isEqualTo("<sip:172.29.3.1>");
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000).id("out"));
        Wording back = response("302 Moved", BOB, ALICE, 1, "INVITE").id("out").with("Contact: <sip:172.29.3.1>");
        assertThat(target(board.fromFriend(back))).isEqualTo("<sip:10.1.3.1>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.3.1", "10.1.1.2"})
    void whoIsRedirectedToSomebodyElseHearsSoAndThePhoneGetsItsAck(String number) {
        board.take(
                ERINS, ERIN, ALICE_AT_ERINS, invite(ERIN, ALICE_AT_ERINS, 6000).text());
        Wording moved = response("302 Moved", PHONE, ERINS_NUMBER, 1, "INVITE").with("Contact: <sip:" + number + ">");
        List<Board.Sent> sent = board.fromPhone(moved);
        assertThat(sent)
                .extracting(Board.Sent::startLine)
                .containsExactly(
                        "ACK sip:172.16.0.1 SIP/2.0",
                        "SIP/2.0 480 Redirected to a number that is somebody else's here");
        assertThat(sent).extracting(Board.Sent::network).containsExactly(Network.PHONES, ERINS);
        assertThat(board.calls.ended().get(0).reason())
                .isEqualTo("refused with 480 Redirected to a number that is somebody else's here");
    }

    @Test
    void twoPhonesOfOneHomeHaveTheSameNumbers() {
        String number = "10.1.1.2";
        board.fromPhone(invite(PHONE, number, 4000));
        Wording answer =
                response("200 OK", Board.OTHER_PHONE, "10.1.1.1", 1, "INVITE").sdp(6000);
        board.take(Network.PHONES, Board.OTHER_PHONE, "10.1.1.1", answer.text());
        assertThat(target(referred(number, "10.1.3.1"))).isEqualTo("<sip:10.1.3.1>");
    }

    @Test
    void friendsOfOneExchangeHaveItsAddresses() {
        board.fromFriend(invite(BOB, Board.CAROL, 6000));
        board.fromFriend(response("200 OK", Board.CAROL, BOB, 1, "INVITE").sdp(7000));
        Wording refer = request("REFER", BOB, Board.CAROL, 2).with("Refer-To: <sip:172.29.4.1>");
        assertThat(target(board.fromFriend(refer))).isEqualTo("<sip:172.29.4.1>");
        assertThat(only(board.fromFriend(request("REFER", BOB, Board.CAROL, 3).with("Refer-To: <sip:10.1.4.1>"))))
                .isEqualTo(SOMEBODY_ELSE);
        assertThat(board.isOpen(FRIENDS, BOB, Board.CAROL, 7000)).isTrue();
    }

    /** What a phone here would dial at its own gateway is its own phone book's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:22@172.16.0.2",
                "sip:22@voider",
                "sip:carol@Gateway.home.arpa.",
                "sip:900@172.16.0.2",
                "sip:x@example.org;maddr=172.16.0.2",
                "tel:22"
            })
    void aFriendSendsNobodyToThisHomesGateway(String target) {
        board.talkingToBob();
        List<Board.Sent> sent = board.fromFriend(back("REFER", BOB, ALICE, 7).with("Refer-To: <" + target + ">"));
        assertThat(only(sent)).isEqualTo(SOMEBODY_ELSE);
    }
}
