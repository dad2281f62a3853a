package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.CAROL;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.back;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.voider.cli.report.CallReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of calls while they go on, and what the calls do to the gate meanwhile. */
class CallReportsTest {
    private static final long SILENCE_SECONDS = 300;

    private final Board board = new Board();

    private List<String> states() {
        return board.told.stream().map(CallReport::state).toList();
    }

    private CallReport running() {
        List<CallReport> running = board.calls.running().join();
        assertThat(running).hasSize(1);
        return running.get(0);
    }

    private CallReport ended() {
        assertThat(board.calls.ended()).hasSize(1);
        return board.calls.ended().get(0);
    }

    private void hold() {
        Wording holding = request("INVITE", PHONE, BOBS_NUMBER, 2).sdp(4000);
        board.fromPhone(holding.body(holding.body() + "a=sendonly\r\n"));
        Wording held = response("200 OK", BOB, ALICE, 2, "INVITE").sdp(6000);
        board.fromFriend(held.body(held.body() + "a=recvonly\r\n"));
        board.fromPhone(request("ACK", PHONE, BOBS_NUMBER, 2));
    }

    private void takeBack() {
        board.fromPhone(request("INVITE", PHONE, BOBS_NUMBER, 3).sdp(4000));
        board.fromFriend(response("200 OK", BOB, ALICE, 3, "INVITE").sdp(6000));
        board.fromPhone(request("ACK", PHONE, BOBS_NUMBER, 3));
    }

    private List<Long> silentAfter(long seconds) {
        return board.gate.silent(board.now + seconds * Board.SECOND);
    }

    // ---- states ----

    @Test
    void eachStageOfACallIsTold() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.fromFriend(response("180 Ringing", BOB, ALICE, 1, "INVITE"));
        board.fromFriend(response("200 OK", BOB, ALICE, 1, "INVITE").sdp(6000));
        board.fromPhone(request("ACK", PHONE, BOBS_NUMBER, 1));
        board.fromPhone(request("BYE", PHONE, BOBS_NUMBER, 2));
        assertThat(states()).containsExactly("calling", "ringing", "answered", "ended");
        assertThat(board.told).extracting(CallReport::ladder).containsOnly(List.of());
    }

    @Test
    void aHeldCallIsToldAndIsNotSilent() {
        board.talkingToBob();
        hold();
        assertThat(running().state()).isEqualTo("held");
        assertThat(states()).endsWith("answered", "held");
        assertThat(silentAfter(10 * SILENCE_SECONDS)).isEmpty();

        board.now += 10 * SILENCE_SECONDS * Board.SECOND;
        takeBack();
        assertThat(running().state()).isEqualTo("answered");
        assertThat(states()).endsWith("held", "answered");
        assertThat(silentAfter(SILENCE_SECONDS)).isEmpty();
        assertThat(silentAfter(SILENCE_SECONDS + 1)).containsExactly(running().id());
    }

    @Test
    void aCallThatTheOtherSideHoldsIsHeldToo() {
        board.talkingToBob();
        Wording holding = back("INVITE", BOB, ALICE, 7).sdp(6000);
        board.fromFriend(holding.body(holding.body() + "a=sendonly\r\n"));
        Wording ok = new Wording(
                        "SIP/2.0 200 OK",
                        PHONE,
                        BOBS_NUMBER,
                        "<sip:10.1.2.1>;tag=b",
                        "<sip:172.16.0.1>;tag=a",
                        "call",
                        7,
                        "INVITE",
                        "",
                        "")
                .sdp(4000);
        board.fromPhone(ok.body(ok.body() + "a=recvonly\r\n"));
        assertThat(running().state()).isEqualTo("held");
    }

    /** Who lets it ring for four minutes has five to speak all the same. */
    @Test
    void silenceCountsFromTheAnswer() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.now += 240 * Board.SECOND;
        board.fromFriend(response("200 OK", BOB, ALICE, 1, "INVITE").sdp(6000));
        assertThat(silentAfter(SILENCE_SECONDS)).isEmpty();
        assertThat(silentAfter(SILENCE_SECONDS + 1)).containsExactly(running().id());
    }

    // ---- the ladder ----

    @Test
    void theLadderSaysWhenEachMessageCame() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.now += 1_250_000_000L;
        board.fromFriend(response("180 Ringing", BOB, ALICE, 1, "INVITE"));
        assertThat(running().withoutMessages().ladder())
                .containsExactly(
                        CallReport.LadderStep.of(0, true, "INVITE"),
                        CallReport.LadderStep.of(1250, false, "180 Ringing"));
    }

    @Test
    void theLadderHasWhatEachMessageSaid() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        assertThat(running().ladder().get(0).message())
                .startsWith("INVITE sip:10.1.2.1 SIP/2.0\n")
                .contains("m=audio 4000");
    }

    @Test
    void copiesOfAMessageAreOneStep() {
        for (int i = 0; i < 3; i++) {
            board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        }
        assertThat(running().ladder()).extracting(CallReport.LadderStep::what).containsExactly("INVITE ×3");
    }

    @Test
    void repairsStandAtTheirTimeAndAreBounded() {
        board.talkingToBob();
        board.now += 2 * Board.SECOND;
        for (int i = 0; i < 20; i++) {
            board.calls.repaired(LineId.friend(2), "sent twice " + i);
        }
        List<CallReport.LadderStep> repairs = running().ladder().stream()
                .filter(step -> step.what().startsWith("sent twice"))
                .toList();
        assertThat(repairs).hasSize(8);
        assertThat(repairs.get(7)).isEqualTo(CallReport.LadderStep.of(2000, true, "sent twice 7"));
    }

    // ---- ends ----

    @Test
    void whoHungUpIsSaid() {
        board.talkingToBob();
        board.fromPhone(request("BYE", PHONE, BOBS_NUMBER, 2));
        assertThat(ended().reason()).isEqualTo("this phone hung up");
        assertThat(ended().direction()).isEqualTo("out");
        assertThat(ended().line()).isEqualTo(BOBS_NUMBER);
        assertThat(ended().answeredAt()).isNotNull();
        assertThat(ended().endedAt()).isNotNull();
    }

    @Test
    void theOtherSideHungUp() {
        board.fromFriend(invite(BOB, ALICE, 6000));
        board.fromPhone(response("200 OK", PHONE, BOBS_NUMBER, 1, "INVITE").sdp(4000));
        board.fromFriend(request("ACK", BOB, ALICE, 1));
        board.fromFriend(request("BYE", BOB, ALICE, 2));
        assertThat(ended().reason()).isEqualTo("the other side hung up");
        assertThat(ended().direction()).isEqualTo("in");
    }

    @Test
    void whatWasRefusedSaysWithWhat() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.fromFriend(response("486 Busy Here", BOB, ALICE, 1, "INVITE"));
        assertThat(ended().reason()).isEqualTo("refused with 486");
        assertThat(ended().answeredAt()).isNull();
        assertThat(board.gate.calls()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "480 alice wants quiet until 07:00, refused with 480 alice wants quiet until 07:00",
        "486 BUSY here, refused with 486",
        "486, refused with 486",
        "480 Jörg wants \u202equiet\u2028, refused with 480 Jörg wants quiet",
    })
    void whatWasRefusedInWordsIsToldInThem(String answer, String reason) {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.fromFriend(response(answer, BOB, ALICE, 1, "INVITE"));
        assertThat(ended().reason()).isEqualTo(reason);
    }

    @Test
    void ofLongWordsTheBeginningIsTold() {
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        board.fromFriend(response("480 " + "x".repeat(5000), BOB, ALICE, 1, "INVITE"));
        assertThat(ended().reason()).isEqualTo("refused with 480 " + "x".repeat(80));
    }

    @Test
    void aCallWithoutMediaIsAmongThoseThatEnded() {
        board.fromPhone(Wording.fresh("INVITE", PHONE, BOBS_NUMBER));
        board.fromFriend(response("486 Busy Here", BOB, ALICE, 1, "INVITE"));
        assertThat(ended().reason()).isEqualTo("refused with 486");
        assertThat(ended().media()).isEmpty();
    }

    @Test
    void whatTheExchangeRefusesIsToldAndNamesTheLine() {
        board.unavailable.put(LineId.friend(2), "bob is not there");
        board.fromPhone(invite(PHONE, BOBS_NUMBER, 4000));
        assertThat(ended().name()).isEqualTo(LineId.friend(2).toString());
        assertThat(board.told).extracting(CallReport::reason).containsExactly("refused with 480 bob is not there");
    }

    @Test
    void aCallToNobodyNamesNobody() {
        board.fromPhone(invite(PHONE, "10.99.1.1", 4000));
        assertThat(ended().name()).isEmpty();
        assertThat(ended().ladder())
                .extracting(CallReport.LadderStep::outwards, CallReport.LadderStep::what)
                .containsExactly(tuple(true, "INVITE"), tuple(false, "404 Nobody has this number"));
    }

    @Test
    void whenTheNodeStopsWhatHasNotSettledIsKept() {
        board.talkingToBob();
        board.fromPhone(request("BYE", PHONE, BOBS_NUMBER, 2));
        assertThat(board.calls.isSettled()).isFalse();
        assertThat(board.kept).isEmpty();
        board.calls.close();
        assertThat(board.kept).containsExactly(ended().withoutMessages());
        assertThat(board.calls.isSettled()).isTrue();
    }

    @Test
    void anAnswerThatComesBehindTheEndIsOnTheLadderThatIsKept() {
        board.talkingToBob();
        board.fromPhone(request("BYE", PHONE, BOBS_NUMBER, 2));
        board.fromFriend(response("200 OK", BOB, ALICE, 2, "BYE"));
        board.calls.close();
        assertThat(board.kept.get(0).ladder().get(4).what()).isEqualTo("200 OK");
    }

    // ---- lines ----

    @Test
    void callsAreCountedByLine() {
        board.talkingToBob();
        board.fromFriend(invite(BOB, ALICE, 6100).id("another"));
        board.fromFriend(invite(CAROL, ALICE, 6200).id("carols"));
        assertThat(board.calls.running(LineId.friend(2))).isEqualTo(2);
        assertThat(board.calls.running(LineId.friend(3))).isEqualTo(1);
        assertThat(board.calls.running(LineId.friend(4))).isZero();
        assertThat(board.calls.busyLines()).containsExactlyInAnyOrder(LineId.friend(2), LineId.friend(3));
    }

    // ---- ports ----

    /** RFC 3264 section 8: what was on its way when the agreement came still arrives at the port that was. */
    @Test
    void aPortThatAnAgreementReplacesClosesAWhileLater() {
        board.talkingToBob();
        board.fromPhone(request("INVITE", PHONE, BOBS_NUMBER, 2).sdp(4100));
        board.fromFriend(response("200 OK", BOB, ALICE, 2, "INVITE").sdp(6000));
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4100)).isTrue();
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
        board.pass(60);
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4000)).isFalse();
        assertThat(board.isOpen(FRIENDS, BOB, ALICE, 4100)).isTrue();
    }
}
