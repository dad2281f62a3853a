package io.voider.sip.call;

import static io.voider.sip.call.Letter.invite;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Letter.response;
import static io.voider.sip.call.Observed.PARTIES;
import static io.voider.sip.call.Side.PHONE;
import static io.voider.sip.call.Side.TUNNEL;
import static io.voider.sip.call.Verdict.FULL;
import static io.voider.sip.call.Verdict.OVERSIZED;
import static io.voider.sip.call.Verdict.REPEATED;
import static io.voider.sip.call.Verdict.STALE;
import static io.voider.sip.call.Verdict.STRAY;
import static io.voider.sip.call.Verdict.TRACKED;
import static io.voider.sip.call.Verdict.UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallTrackerTest {
    private static final String TO_PHONE = "TUNNEL>172.29.5.1:";
    private static final String TO_PEER = "PHONE>10.2.1.1:";

    private final Observed observed = new Observed();

    private Observed answered() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(180), invite.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 1));
        observed.news();
        return observed;
    }

    @Test
    void aCallOpensWhatBothSidesListenOnAndClosesItWithTheBye() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite);
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
        observed.all(invite.answered(100), invite.answered(180));
        assertThat(observed.only().state()).isEqualTo(CallState.RINGING);
        observed.now = 7;
        observed.all(invite.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 1));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4000, TO_PHONE + 4001);
        assertThat(observed.only().answeredNanos()).isEqualTo(7);
        observed.now = 9;
        observed.all(request(TUNNEL, "BYE", 1).swapped());
        assertThat(observed.pinholes()).isEmpty();
        assertThat(observed.news()).containsExactly("Began", "Rang", "Answered", "Ended HUNG_UP");
        assertThat(observed.only().endedBy()).isEqualTo(TUNNEL);
        assertThat(observed.only().endedNanos()).isEqualTo(9);
        observed.all(response(PHONE, 200, "BYE", 1).swapped());
    }

    @Test
    void theLadderTellsTheStory() {
        answered().all(request(PHONE, "BYE", 2), response(TUNNEL, 200, "BYE", 2));
        assertThat(observed.only().ladder().stream()
                        .map(e -> e.from() + " " + e.label() + (e.described() ? " sdp" : "")))
                .containsExactly(
                        "PHONE INVITE sdp",
                        "TUNNEL 180 Ringing",
                        "TUNNEL 200 OK sdp",
                        "PHONE ACK",
                        "PHONE BYE",
                        "TUNNEL 200 OK");
    }

    @Test
    void anOfferInTheAnswerIsAnsweredInTheAck() {
        Letter invite = invite(TUNNEL, 1);
        observed.all(invite, invite.answered(200).sdp(PARTIES, 4000));
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
        observed.all(request(TUNNEL, "ACK", 1).sdp(PARTIES, 6000));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void earlyMediaFlowsBothWaysBeforeTheAnswer() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(183).sdp(PARTIES, 7000));
        assertThat(observed.pinholes()).contains(TO_PEER + 7000, TO_PHONE + 4000);
        observed.all(invite.answered(200).sdp(PARTIES, 7002));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 7002, TO_PEER + 7003, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void eachBranchOfAForkListensForItselfAndTheBeatenOnesGoAway() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(183).sdp(PARTIES, 7000),
                invite.answered(183).toTag("c").sdp(PARTIES, 8000),
                invite.answered(200).toTag("c").sdp(PARTIES, 8000),
                request(PHONE, "ACK", 1).toTag("c"));
        assertThat(observed.pinholes()).contains(TO_PEER + 7000, TO_PEER + 8000);
        observed.passSeconds(32);
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 8000, TO_PEER + 8001, TO_PHONE + 4000, TO_PHONE + 4001);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
    }

    @Test
    void twoAnsweredBranchesNeedTwoByes() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(200).sdp(PARTIES, 7000),
                invite.answered(200).toTag("c").sdp(PARTIES, 8000),
                request(PHONE, "ACK", 1),
                request(PHONE, "ACK", 1).toTag("c"),
                request(PHONE, "BYE", 2).toTag("c"));
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 8000).contains(TO_PEER + 7000);
        observed.all(request(PHONE, "BYE", 2));
        assertThat(observed.news()).endsWith("Ended HUNG_UP");
    }

    @Test
    void aReinviteMovesThePortsWhenItIsAnswered() {
        answered();
        Letter again = request(TUNNEL, "INVITE", 1).swapped().sdp(PARTIES, 6100);
        observed.all(again);
        assertThat(observed.pinholes()).contains(TO_PEER + 6000, TO_PEER + 6100);
        observed.all(
                again.answered(200).sdp(PARTIES, 4000),
                request(TUNNEL, "ACK", 1).swapped());
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void aRefusedReinviteChangesNothing() {
        answered();
        Letter again = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        observed.all(again, again.answered(488), request(PHONE, "ACK", 2));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4000, TO_PHONE + 4001);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
    }

    @Test
    void updateNegotiatesBeforeTheAnswerAndTheAnswerDoesNotUndoIt() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter update = request(PHONE, "UPDATE", 2).sdp(PARTIES, 4100);
        observed.all(
                invite,
                invite.answered(183).sdp(PARTIES, 7000),
                update,
                update.answered(200).sdp(PARTIES, 7100),
                invite.answered(200).sdp(PARTIES, 7000));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 7100, TO_PEER + 7101, TO_PHONE + 4100, TO_PHONE + 4101);
    }

    @Test
    void anOfferInAReliableProvisionalResponseIsAnsweredInPrack() {
        Letter invite = invite(PHONE, 1);
        Letter prack = request(PHONE, "PRACK", 2).with("RAck: 1 1 INVITE").sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(183).with("RSeq: 1").sdp(PARTIES, 7000),
                prack,
                prack.answered(200),
                invite.answered(200).sdp(PARTIES, 7000),
                request(PHONE, "ACK", 1));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 7000, TO_PEER + 7001, TO_PHONE + 4000, TO_PHONE + 4001);
        Letter again = request(PHONE, "INVITE", 3).sdp(PARTIES, 4000);
        observed.all(again, again.answered(200).sdp(PARTIES, 7200));
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 7000).contains(TO_PEER + 7200);
    }

    @Test
    void aPrackMayMakeAnOfferOfItsOwn() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter prack = request(PHONE, "PRACK", 2).with("RAck: 1 1 INVITE").sdp(PARTIES, 4100);
        observed.all(
                invite,
                invite.answered(183).sdp(PARTIES, 7000),
                prack,
                prack.answered(200).sdp(PARTIES, 7100));
        assertThat(observed.pinholes())
                .contains(TO_PEER + 7100, TO_PHONE + 4100)
                .doesNotContain(TO_PEER + 7000);
    }

    @Test
    void holdIsToldByWhom() {
        answered();
        String hold = Sdp.head(PARTIES.phone()) + "m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n";
        String held = Sdp.head(PARTIES.peer()) + "m=audio 6000 RTP/AVP 0\r\na=recvonly\r\n";
        Letter again = request(PHONE, "INVITE", 2).sdp(hold);
        observed.all(again);
        assertThat(observed.news()).isEmpty();
        observed.all(again.answered(200).sdp(held), request(PHONE, "ACK", 2));
        assertThat(observed.news()).containsExactly("Held by PHONE");
        assertThat(observed.only().isHeldBy(PHONE)).isTrue();
        assertThat(observed.only().isHeldBy(TUNNEL)).isFalse();
        assertThat(observed.pinholes()).contains(TO_PHONE + 4000, TO_PEER + 6000);
        Letter both = request(TUNNEL, "INVITE", 1)
                .swapped()
                .sdp(Sdp.head(PARTIES.peer()) + "m=audio 6000 RTP/AVP 0\r\na=inactive\r\n");
        observed.all(both, both.answered(200).sdp(hold.replace("sendonly", "inactive")));
        assertThat(observed.news()).containsExactly("Held by TUNNEL");
        assertThat(observed.only().isHeldBy(PHONE)).isTrue();
        Letter back = request(PHONE, "INVITE", 3).sdp(PARTIES, 4000);
        observed.all(back, back.answered(200).sdp(PARTIES, 6000));
        assertThat(observed.news()).containsExactly("Resumed by PHONE", "Resumed by TUNNEL");
    }

    @Test
    void theOldWayToHoldClosesThePinholes() {
        answered();
        Letter again = request(TUNNEL, "INVITE", 1).swapped().sdp(Sdp.head(0) + "m=audio 6000 RTP/AVP 0\r\n");
        observed.all(again, again.answered(200).sdp(PARTIES, 4000));
        assertThat(observed.news()).containsExactly("Held by TUNNEL");
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void cancelAndItsFinalResponse() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter cancel = request(PHONE, "CANCEL", 1).toTag("");
        observed.all(
                invite,
                invite.answered(180),
                cancel,
                cancel.answered(200),
                invite.answered(487),
                request(PHONE, "ACK", 1));
        assertThat(observed.news()).containsExactly("Began", "Rang", "Ended CANCELLED");
        assertThat(observed.only().endedBy()).isEqualTo(PHONE);
        assertThat(observed.only().status()).isEqualTo(487);
        assertThat(observed.pinholes()).isEmpty();
    }

    @Test
    void anAnswerThatCrossesTheCancelWins() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter cancel = request(PHONE, "CANCEL", 1).toTag("");
        observed.all(invite, invite.answered(180), cancel);
        assertThat(observed.take(cancel)).isEqualTo(REPEATED);
        assertThat(observed.only().state()).isEqualTo(CallState.CANCELLING);
        observed.all(invite.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 1), request(PHONE, "BYE", 2));
        assertThat(observed.news()).containsExactly("Began", "Rang", "Answered", "Ended HUNG_UP");
        assertThat(observed.take(cancel)).isEqualTo(STALE);
    }

    @Test
    void onlyTheCallersOwnCancelCounts() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter cancel = request(PHONE, "CANCEL", 1).toTag("");
        observed.all(invite, invite.answered(180));
        assertThat(observed.take(cancel.branch("z9hG4bKother"))).isEqualTo(STRAY);
        assertThat(observed.take(cancel.from(TUNNEL))).isEqualTo(STRAY);
        assertThat(observed.take(cancel.fromTag("x"))).isEqualTo(STRAY);
        assertThat(observed.only().state()).isEqualTo(CallState.RINGING);
    }

    @Test
    void aByeThatOvertakesTheAnswerIsNotForgotten() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, request(TUNNEL, "BYE", 1).swapped());
        assertThat(observed.take(invite.answered(200).sdp(PARTIES, 6000))).isEqualTo(STALE);
        assertThat(observed.news()).containsExactly("Began", "Ended HUNG_UP");
        assertThat(observed.pinholes()).isEmpty();
    }

    @Test
    void aCalleeThatHangsUpWhileItsAnswerIsLostDoesNotLeaveTheCallRinging() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(180), request(TUNNEL, "BYE", 1).swapped());
        observed.passSeconds(31);
        assertThat(observed.pinholes()).isNotEmpty();
        observed.passSeconds(1);
        assertThat(observed.news()).containsExactly("Began", "Rang", "Ended NO_ANSWER");
    }

    @Test
    void aForkThatHangsUpLeavesTheOthersRinging() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(180),
                invite.answered(180).toTag("c"),
                request(TUNNEL, "BYE", 1).swapped());
        observed.passSeconds(60);
        assertThat(observed.only().state()).isEqualTo(CallState.RINGING);
    }

    @Test
    void aLateAnswerDoesNotBringAnEndedCallBack() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        answered().all(request(PHONE, "BYE", 2));
        assertThat(observed.take(invite)).isEqualTo(REPEATED);
        assertThat(observed.take(invite.answered(180))).isEqualTo(STALE);
        assertThat(observed.take(invite.answered(200).sdp(PARTIES, 6000))).isEqualTo(STALE);
        assertThat(observed.take(request(PHONE, "ACK", 1))).isEqualTo(STALE);
        assertThat(observed.take(request(PHONE, "INVITE", 3).sdp(PARTIES, 4200)))
                .isEqualTo(STALE);
        assertThat(observed.pinholes()).isEmpty();
        observed.passSeconds(31);
        assertThat(observed.tracker.calls()).hasSize(1);
        observed.passSeconds(1);
        assertThat(observed.tracker.calls()).isEmpty();
        assertThat(observed.take(invite.answered(200).sdp(PARTIES, 6000))).isEqualTo(STRAY);
    }

    @Test
    void theSameCallIdMayStartAnewWhenTheFirstCallIsOver() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(486), request(PHONE, "ACK", 1));
        assertThat(observed.only().reason()).isEqualTo(EndReason.REJECTED);
        assertThat(observed.only().endedBy()).isEqualTo(TUNNEL);
        long first = observed.only().id();
        observed.all(invite(PHONE, 2).sdp(PARTIES, 4000));
        assertThat(observed.only().id()).isGreaterThan(first);
        assertThat(observed.only().state()).isEqualTo(CallState.TRYING);
    }

    @Test
    void aChallengedCallerTriesAgainWithinTheSameCall() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(401), request(PHONE, "ACK", 1));
        assertThat(observed.pinholes()).isEmpty();
        assertThat(observed.only().state()).isEqualTo(CallState.CHALLENGED);
        Letter better = invite(PHONE, 2).sdp(PARTIES, 4100);
        observed.all(better, better.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 2));
        assertThat(observed.news()).containsExactly("Began", "Answered");
        assertThat(observed.pinholes()).contains(TO_PHONE + 4100);
        assertThat(observed.take(invite)).isEqualTo(STALE);
    }

    @Test
    void aChallengeThatNobodyAnswersEndsTheCall() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(407));
        observed.passSeconds(31);
        assertThat(observed.news()).containsExactly("Began");
        observed.passSeconds(1);
        assertThat(observed.news()).containsExactly("Ended REJECTED");
        assertThat(observed.only().status()).isEqualTo(407);
    }

    @Test
    void timeEndsWhatNobodyAnswers() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite);
        observed.passSeconds(31);
        assertThat(observed.pinholes()).isNotEmpty();
        observed.passSeconds(1);
        assertThat(observed.news()).containsExactly("Began", "Ended NO_ANSWER");
    }

    @Test
    void aRingingPhoneHasTenMinutesFromItsLastWord() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(100));
        observed.passSeconds(599);
        observed.all(invite.answered(180));
        observed.passSeconds(599);
        assertThat(observed.only().state()).isEqualTo(CallState.RINGING);
        observed.passSeconds(1);
        assertThat(observed.only().reason()).isEqualTo(EndReason.NO_ANSWER);
    }

    @Test
    void aCancelThatIsNeverConfirmedEndsTheCallAllTheSame() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(180), request(PHONE, "CANCEL", 1).toTag(""));
        observed.passSeconds(20);
        observed.all(invite.answered(180));
        observed.passSeconds(12);
        assertThat(observed.news()).endsWith("Ended CANCELLED");
    }

    @Test
    void anAnswerThatIsNeverAcknowledgedEnds() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(200).sdp(PARTIES, 6000));
        observed.passSeconds(63);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        observed.passSeconds(1);
        assertThat(observed.only().reason()).isEqualTo(EndReason.NOT_ACKNOWLEDGED);
    }

    @Test
    void aSessionTimerEndsACallThatIsNotRefreshed() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(200).with("Session-Expires: 100;refresher=uac").sdp(PARTIES, 6000),
                request(PHONE, "ACK", 1));
        observed.passSeconds(99);
        observed.all(request(PHONE, "INFO", 2));
        Letter refresh = request(PHONE, "UPDATE", 3).with("Session-Expires: 100;refresher=uac");
        observed.all(refresh, refresh.answered(200).with("Session-Expires: 100;refresher=uac"));
        observed.passSeconds(131);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        observed.passSeconds(1);
        assertThat(observed.only().reason()).isEqualTo(EndReason.EXPIRED);
    }

    @Test
    void aSessionTimerIsNeverShorterThanTheRfcAllows() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(200).with("Session-Expires: 1"), request(PHONE, "ACK", 1));
        observed.passSeconds(121);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        observed.passSeconds(1);
        assertThat(observed.only().reason()).isEqualTo(EndReason.EXPIRED);
    }

    @Test
    void withoutSessionTimerOnlyADayOfSilenceEndsACall() {
        answered();
        observed.pass(Duration.ofHours(23).toNanos());
        observed.all(request(TUNNEL, "OPTIONS", 1).swapped());
        observed.pass(Duration.ofHours(23).toNanos());
        observed.all(response(PHONE, 200, "OPTIONS", 1).swapped());
        observed.pass(Duration.ofHours(24).toNanos() - 1);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        observed.pass(1);
        assertThat(observed.only().reason()).isEqualTo(EndReason.SILENT);
    }

    @Test
    void whoKnowsNothingOfTheCallEndsIt() {
        answered();
        Letter update = request(PHONE, "UPDATE", 2).sdp(PARTIES, 4000);
        observed.all(update, update.answered(481));
        assertThat(observed.news()).containsExactly("Ended FORGOTTEN");
    }

    @Test
    void aPrackThatMatchesNothingDoesNot() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter prack = request(PHONE, "PRACK", 2);
        observed.all(invite, invite.answered(183).sdp(PARTIES, 7000), prack, prack.answered(481));
        assertThat(observed.pinholes()).contains(TO_PEER + 7000);
    }

    @Test
    void aTransferIsTold() {
        answered().all(request(PHONE, "REFER", 2).with("Refer-To: <sip:10.3.1.1>"));
        assertThat(observed.news()).containsExactly("TransferRequested by PHONE to <sip:10.3.1.1>");
        assertThat(observed.take(request(PHONE, "REFER", 2).with("Refer-To: <sip:10.3.1.1>")))
                .isEqualTo(REPEATED);
        assertThat(observed.news()).isEmpty();
    }

    @Test
    void strangersChangeNothing() {
        answered();
        var before = observed.pinholes();
        assertThat(observed.take(request(PHONE, "BYE", 9).callId("other"))).isEqualTo(STRAY);
        assertThat(observed.take(request(PHONE, "BYE", 9).fromTag("x"))).isEqualTo(STRAY);
        assertThat(observed.take(request(PHONE, "BYE", 9).toTag("x"))).isEqualTo(STRAY);
        assertThat(observed.take(request(PHONE, "BYE", 9).swapped())).isEqualTo(STRAY);
        assertThat(observed.take(request(TUNNEL, "BYE", 9))).isEqualTo(STRAY);
        assertThat(observed.take(invite(TUNNEL, 9).sdp(PARTIES, 9000))).isEqualTo(STRAY);
        assertThat(observed.take(invite(PHONE, 9).fromTag("x").sdp(PARTIES, 9000)))
                .isEqualTo(STRAY);
        assertThat(observed.take(invite(PHONE, 9).sdp(PARTIES, 9000))).isEqualTo(STRAY);
        assertThat(observed.take(response(TUNNEL, 481, "UPDATE", 9))).isEqualTo(STRAY);
        assertThat(observed.take(response(TUNNEL, 200, "INVITE", 9).sdp(PARTIES, 9000)))
                .isEqualTo(STRAY);
        assertThat(observed.take(request(PHONE, "ACK", 9).sdp(PARTIES, 9000))).isEqualTo(STRAY);
        assertThat(observed.take(request(PHONE, "OPTIONS", 1).toTag("").callId("o")))
                .isEqualTo(STRAY);
        assertThat(observed.pinholes()).isEqualTo(before);
        assertThat(observed.news()).isEmpty();
    }

    @Test
    void theSameCallIdOverAnotherLineIsAnotherCall() {
        answered();
        Parties other = new Parties(6, PARTIES.phone(), PARTIES.me(), PARTIES.peer(), Sdp.address("10.3.1.1"));
        assertThat(observed.take(other, request(PHONE, "BYE", 9))).isEqualTo(STRAY);
        assertThat(observed.take(other, invite(TUNNEL, 1).sdp(other, 9000))).isEqualTo(TRACKED);
        assertThat(observed.tracker.calls()).hasSize(2);
        assertThat(observed.take(other, request(TUNNEL, "BYE", 2))).isEqualTo(STRAY);
        observed.all(request(PHONE, "BYE", 2));
        assertThat(observed.pinholes()).containsExactly("line 6 PHONE>10.3.1.1:9000", "line 6 PHONE>10.3.1.1:9001");
    }

    @Test
    void aPortThatTwoCallsUseClosesWithTheSecond() {
        answered();
        observed.all(invite(PHONE, 1).callId("call-2").sdp(PARTIES, 4000), request(PHONE, "BYE", 2));
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
        observed.all(invite(PHONE, 1).callId("call-2").answered(486));
        assertThat(observed.pinholes()).isEmpty();
    }

    @Test
    void mediaForAnyoneElseIsIgnoredAndTold() {
        observed.all(invite(TUNNEL, 1).sdp(Sdp.head(Sdp.address("8.8.8.8")) + "m=audio 9000 RTP/AVP 0\r\n"));
        assertThat(observed.pinholes()).isEmpty();
        assertThat(observed.news()).containsExactly("Began", "MediaIgnored of TUNNEL FOREIGN_ADDRESS");
    }

    @Test
    void pinholesOfACallAreBounded() {
        int[] ports = new int[40];
        java.util.Arrays.setAll(ports, i -> 4000 + 2 * i);
        Letter invite = invite(PHONE, 1).sdp(PARTIES, ports);
        observed.all(invite);
        assertThat(observed.only().pinholes()).hasSize(64);
        assertThat(observed.news()).containsExactly("Began", "MediaIgnored of PHONE TOO_MANY");
        observed.all(invite.answered(183).sdp(PARTIES, 7000));
        assertThat(observed.only().pinholes()).hasSize(64);
    }

    @Test
    void callsOfALineAreBoundedAndOldOnesGiveWay() {
        for (int i = 0; i < 16; i++) {
            observed.all(invite(TUNNEL, 1).callId("flood-" + i));
        }
        assertThat(observed.take(invite(TUNNEL, 1).callId("one-more"))).isEqualTo(FULL);
        observed.all(
                invite(TUNNEL, 1).callId("flood-3").answered(486),
                invite(TUNNEL, 1).callId("one-more"));
        assertThat(observed.tracker.calls()).hasSize(16);
        Parties other = new Parties(6, PARTIES.phone(), PARTIES.me(), PARTIES.peer(), PARTIES.dialled());
        assertThat(observed.take(other, invite(TUNNEL, 1))).isEqualTo(TRACKED);
    }

    @Test
    void callsInAllAreBounded() {
        Observed small = new Observed(new CallLimits(2, 2, 8, 64, 4, 1000, 2000, 3000));
        Parties other = new Parties(6, PARTIES.phone(), PARTIES.me(), PARTIES.peer(), PARTIES.dialled());
        small.all(invite(TUNNEL, 1).callId("one"), invite(TUNNEL, 1).callId("two"));
        assertThat(small.take(other, invite(TUNNEL, 1))).isEqualTo(FULL);
        small.all(invite(TUNNEL, 1).callId("one").answered(603));
        assertThat(small.take(other, invite(TUNNEL, 1))).isEqualTo(TRACKED);
        assertThat(small.tracker.calls()).hasSize(2);
        small.pass(1000);
        small.pass(1000);
        assertThat(small.tracker.calls()).isEmpty();
        assertThat(small.take(other, invite(TUNNEL, 1))).isEqualTo(TRACKED);
    }

    @Test
    void branchesAreBounded() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite);
        for (int i = 0; i < 8; i++) {
            observed.all(invite.answered(183).toTag("t" + i).sdp(PARTIES, 7000 + 2 * i));
        }
        assertThat(observed.take(invite.answered(183).toTag("t8").sdp(PARTIES, 9000)))
                .isEqualTo(STALE);
        assertThat(observed.take(invite.answered(200).toTag("t9").sdp(PARTIES, 9000)))
                .isEqualTo(STALE);
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 9000);
    }

    @Test
    void whatCannotBeRememberedOrReadIsNotTracked() {
        assertThat(observed.take(invite(PHONE, 1).callId("x".repeat(257)))).isEqualTo(OVERSIZED);
        assertThat(observed.take(invite(PHONE, 1).callId("x".repeat(256)))).isEqualTo(TRACKED);
        assertThat(observed.take(invite(PHONE, 1).fromTag("x".repeat(257)))).isEqualTo(OVERSIZED);
        assertThat(observed.take(invite(PHONE, 1).branch("x".repeat(257)))).isEqualTo(OVERSIZED);
        assertThat(observed.take(request(PHONE, "BYE", 1).toTag("x".repeat(257))))
                .isEqualTo(OVERSIZED);
        Letter liar = new Letter(PHONE, "BYE sip:b SIP/2.0", "INVITE", "call-1", "a", "", 1, "z9hG4bK1", "", "");
        assertThat(observed.take(liar)).isEqualTo(UNREADABLE);
    }

    @Test
    void brokenDescriptionsDescribeNothing() {
        observed.all(invite(PHONE, 1).sdp("v=0\r\nm=audio x RTP/AVP 0\r\n"));
        assertThat(observed.pinholes()).isEmpty();
        assertThat(observed.only().ladder().get(0).described()).isFalse();
    }

    @Test
    void theOwnerCanEndACallOrAWholeLine() {
        answered();
        Parties other = new Parties(6, PARTIES.phone(), PARTIES.me(), PARTIES.peer(), PARTIES.dialled());
        observed.take(other, invite(PHONE, 1).sdp(PARTIES, 4000));
        observed.news();
        observed.tracker.endLine(5, 11, observed);
        assertThat(observed.news()).containsExactly("Ended CUT_OFF");
        assertThat(observed.tracker.openPinholes()).isEqualTo(2);
        Call second = observed.tracker.calls().stream()
                .filter(call -> call.parties().line() == 6)
                .findFirst()
                .orElseThrow();
        observed.tracker.end(second.id(), EndReason.SILENT, 12, observed);
        assertThat(observed.news()).containsExactly("Ended SILENT");
        assertThat(second.endedNanos()).isEqualTo(12);
        observed.tracker.end(second.id(), EndReason.SILENT, 13, observed);
        assertThat(observed.news()).isEmpty();
    }

    @Test
    void copiesAreCountedAndChangeNothing() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        answered();
        assertThat(observed.take(invite)).isEqualTo(REPEATED);
        assertThat(observed.take(invite.answered(200).sdp(PARTIES, 6000))).isEqualTo(REPEATED);
        assertThat(observed.take(request(PHONE, "ACK", 1))).isEqualTo(REPEATED);
        assertThat(observed.take(invite.answered(180))).isEqualTo(STALE);
        assertThat(observed.take(invite.answered(486))).isEqualTo(STALE);
        assertThat(observed.only().ladder().get(0).times()).isEqualTo(2);
        assertThat(observed.only().ladder().get(2).times()).isEqualTo(2);
        assertThat(observed.news()).isEmpty();
        Letter info = request(PHONE, "INFO", 5);
        observed.all(info);
        assertThat(observed.take(request(PHONE, "UPDATE", 4).sdp(PARTIES, 4400)))
                .isEqualTo(STALE);
        assertThat(observed.pinholes()).doesNotContain(TO_PHONE + 4400);
    }

    @Test
    void theLadderKeepsTheBeginningAndTheEnd() {
        Observed small = new Observed(new CallLimits(2, 2, 8, 64, 8, 1000, 2000, 3_000_000));
        Letter invite = invite(PHONE, 1);
        small.all(invite, invite.answered(200), request(PHONE, "ACK", 1));
        for (int i = 2; i < 22; i++) {
            small.all(request(PHONE, i == 21 ? "BYE" : "INFO", i));
        }
        Call call = small.only();
        assertThat(call.ladder()).hasSize(8);
        assertThat(call.omitted()).isEqualTo(15);
        assertThat(call.ladder().stream().map(LadderEntry::label))
                .containsExactly("INVITE", "200 OK", "INFO", "INFO", "INFO", "INFO", "INFO", "BYE");
    }
}
