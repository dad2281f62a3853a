package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Letter.invite;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Letter.response;
import static io.voider.sip.call.Observed.PARTIES;
import static io.voider.sip.call.Observed.TO_PEER;
import static io.voider.sip.call.Observed.TO_PHONE;
import static io.voider.sip.call.Standing.OVERTAKEN;
import static io.voider.sip.call.Standing.REPEATED;
import static io.voider.sip.call.Standing.STALE;
import static io.voider.sip.call.Standing.STRAY;
import static io.voider.sip.call.Standing.TRACKED;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.sdp.SdpRtpMap;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The course of a call: who may move it, and what each message makes of it. */
class CallTrackerTest {
    private final Observed observed = new Observed();

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
    void aCallSaysWhoWhenAndHow() {
        observed.now = 5;
        observed.answered();
        Call call = observed.only();
        assertThat(call.callId()).isEqualTo("call-1");
        assertThat(call.beganNanos()).isEqualTo(5);
        assertThat(call).hasToString("call 1 ANSWERED");
        assertThat(call.pinholes().get(0)).hasToString("TUNNEL to 172.29.5.1:4000 MEDIA");
        observed.all(request(PHONE, "BYE", 2));
        assertThat(call).hasToString("call 1 ENDED HUNG_UP");
    }

    @Test
    void aCallThatIsRedirectedIsRefused() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(300));
        assertThat(observed.only().reason()).isEqualTo(EndReason.REJECTED);
    }

    @Test
    void theLadderTellsTheStory() {
        observed.answered().all(request(PHONE, "BYE", 2), response(TUNNEL, 200, "BYE", 2));
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
    void aBranchThatSaysThatItIsOverLeavesTheOtherOneUp() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter again = request(PHONE, "INVITE", 2).toTag("c").sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(200).sdp(PARTIES, 7000),
                invite.answered(200).toTag("c").sdp(PARTIES, 8000),
                request(PHONE, "ACK", 1),
                request(PHONE, "ACK", 1).toTag("c"),
                again,
                again.answered(408));
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 8000).contains(TO_PEER + 7000);
        Letter last = request(PHONE, "INVITE", 3).sdp(PARTIES, 4000);
        observed.all(last, last.answered(408));
        assertThat(observed.news()).endsWith("Ended FORGOTTEN");
    }

    @Test
    void aCancelWithoutToTagIsOfTheBranchThatWasAsked() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(200).sdp(PARTIES, 7000),
                invite.answered(200).toTag("c").sdp(PARTIES, 8000),
                request(PHONE, "ACK", 1).toTag("c"),
                request(PHONE, "INVITE", 2).toTag("c").sdp(PARTIES, 4000),
                request(PHONE, "CANCEL", 2).toTag(""));
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
    void aCancelIsAnsweredBeforeAnyDialogIs() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter cancel = request(PHONE, "CANCEL", 1).toTag("");
        observed.all(invite, invite.answered(100), cancel, cancel.answered(200));
        assertThat(observed.take(request(PHONE, "INFO", 1).answered(200))).isEqualTo(STRAY);
    }

    @Test
    void anInviteWithinTheCallCanBeCancelledToo() {
        observed.answered();
        Letter again = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        observed.all(again, request(PHONE, "CANCEL", 2), again.answered(487), request(PHONE, "ACK", 2));
        assertThat(observed.take(request(PHONE, "CANCEL", 9))).isEqualTo(STRAY);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        observed.all(request(PHONE, "BYE", 3));
        assertThat(observed.take(request(PHONE, "CANCEL", 2)))
                .as("the phone says 200 (RFC 3261 section 9.2)")
                .isEqualTo(STALE);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelOfAReinviteWithoutToTagIsKnownAllTheSame(Side asker) {
        observed.answered();
        Letter dialogs = request(asker, "INVITE", 8);
        Letter again = (asker == PHONE ? dialogs : dialogs.swapped()).sdp(PARTIES, 4100);
        Letter cancel = request(asker, "CANCEL", 8).fromTag(asker == PHONE ? "a" : "b");
        assertThat(observed.take(cancel.toTag(""))).as("of nothing").isEqualTo(STRAY);
        observed.all(again, cancel.toTag(""), again.answered(487));
        assertThat(observed.take(cancel.toTag("").fromTag("x"))).isEqualTo(STRAY);
        assertThat(observed.take(cancel.toTag("").from(asker.other()))).isEqualTo(STRAY);
        assertThat(observed.take(cancel.toTag("x"))).isEqualTo(STRAY);
        assertThat(observed.take(cancel.toTag("").callId("other"))).isEqualTo(STRAY);
        assertThat(observed.take(request(asker, "INFO", 9)
                        .fromTag(asker == PHONE ? "a" : "b")
                        .toTag("")))
                .as("only CANCEL")
                .isEqualTo(STRAY);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        observed.all(request(PHONE, "BYE", 12));
        assertThat(observed.take(cancel.toTag(""))).isEqualTo(STALE);
    }

    @Test
    void anAckBeforeTheAnswerIsNobodys() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(183).sdp(PARTIES, 7000));
        assertThat(observed.take(request(PHONE, "ACK", 1))).isEqualTo(STRAY);
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

    /** Who rang beside it is hung up on by the caller, should they answer yet. */
    @Test
    void aForkThatAnsweredAndHasHungUpBeforeThatWasHeardEndsTheCall() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(180),
                invite.answered(180).toTag("c"),
                request(TUNNEL, "BYE", 1).swapped());
        assertThat(observed.take(invite.answered(200).sdp(PARTIES, 6000))).isEqualTo(STALE);
        assertThat(observed.only().reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(observed.pinholes()).isEmpty();
    }

    /** What becomes of those who never answered is not how a call ended that was. */
    @Test
    void aCallThatWasAnsweredEndsAsThatDidHoweverLongOthersRing() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(180).toTag("c"),
                invite.answered(200).sdp(PARTIES, 6000),
                request(PHONE, "ACK", 1),
                request(PHONE, "BYE", 2));
        assertThat(observed.only().reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(observed.only().endedBy()).isEqualTo(PHONE);
    }

    /** RFC 3261 section 8.2.2.2: a copy by another way has a transaction of its own, and what comes of that is nothing to the call. */
    @Test
    void aCopyByAnotherWayIsRefusedAndCancelledForItselfAlone() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter copy = invite.branch("z9hG4bKcopy");
        Letter cancel = request(PHONE, "CANCEL", 1).toTag("");
        Letter ack = request(PHONE, "ACK", 1).toTag("m");
        observed.all(invite, invite.answered(180));
        assertThat(observed.take(ack)).isEqualTo(STRAY);
        assertThat(observed.take(copy)).isEqualTo(REPEATED);
        assertThat(observed.take(invite)).isEqualTo(REPEATED);
        assertThat(observed.take(copy.answered(482).toTag("m"))).isEqualTo(REPEATED);
        assertThat(observed.take(ack.branch("z9hG4bKcopy"))).isEqualTo(REPEATED);
        assertThat(observed.take(ack.branch("z9hG4bKcopy").cSeq(2))).isEqualTo(STRAY);
        assertThat(observed.take(ack.branch("z9hG4bKcopy").from(TUNNEL))).isEqualTo(STRAY);
        assertThat(observed.take(cancel.branch("z9hG4bKcopy"))).isEqualTo(REPEATED);
        assertThat(observed.take(cancel.branch("z9hG4bKcopy").from(TUNNEL))).isEqualTo(STRAY);
        assertThat(observed.take(cancel.branch("z9hG4bKother"))).isEqualTo(STRAY);
        observed.all(invite.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 1));
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        assertThat(observed.pinholes()).hasSize(4);
    }

    /** RFC 3261 section 17.1.3. */
    @Test
    void aRefusalCountsByItsBranchUnlessItHasNone() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(486), request(PHONE, "ACK", 1));
        Letter again = invite.branch("z9hG4bKagain");
        observed.all(again);
        assertThat(observed.take(invite.answered(486))).as("of the call before").isEqualTo(REPEATED);
        assertThat(observed.only().state()).isEqualTo(CallState.TRYING);
        observed.all(again.branch("").answered(486));
        assertThat(observed.only().state()).isEqualTo(CallState.ENDED);
    }

    /** Each attempt has its own copies. */
    @Test
    void theCopyOfAnEarlierAttemptIsNoneOfTheNext() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter cancel = request(PHONE, "CANCEL", 2).toTag("").branch("z9hG4bKcopy");
        observed.all(invite);
        observed.take(invite.branch("z9hG4bKcopy"));
        observed.all(invite.answered(407), invite(PHONE, 2).sdp(PARTIES, 4000));
        assertThat(observed.take(cancel)).isEqualTo(STRAY);
    }

    @Test
    void aLateAnswerDoesNotBringAnEndedCallBack() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.now = Duration.ofHours(1).toNanos();
        observed.answered().all(request(PHONE, "BYE", 2));
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

    /** RFC 3261 section 17.2.3: another branch is another transaction. Scripts number and tag each call alike. */
    @Test
    void aCallLikeTheOneBeforeIsANewOneWhenThatIsOver() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(486), request(PHONE, "ACK", 1));
        assertThat(observed.take(invite)).as("a copy").isEqualTo(REPEATED);
        assertThat(observed.pinholes()).isEmpty();
        Letter again = invite.branch("z9hG4bKanew");
        observed.all(again, again.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 1));
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        assertThat(observed.pinholes()).hasSize(4);
        assertThat(observed.take(invite.branch("z9hG4bKmerged"))).isEqualTo(REPEATED);
    }

    /** RFC 3261 section 12: a dialog is its Call-ID and both tags; section 8.2.2.2 refuses only what has the same From tag. */
    @Test
    void aCallIdMayServeForMoreCallsWhichAreToldApartByWhoCallsAndWithWhichTag() {
        Letter first = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter second = invite(PHONE, 1).fromTag("x").sdp(PARTIES, 4100);
        Letter back = invite(TUNNEL, 1).sdp(PARTIES, 6200);
        observed.all(first, second, back);
        assertThat(observed.tracker.calls()).hasSize(3);
        observed.all(
                first.answered(486),
                second.answered(200).sdp(PARTIES, 6100),
                request(PHONE, "ACK", 1).fromTag("x"),
                back.answered(200).sdp(PARTIES, 4200),
                request(TUNNEL, "ACK", 1));
        assertThat(observed.tracker.calls())
                .extracting(Call::state)
                .containsExactly(CallState.ENDED, CallState.ANSWERED, CallState.ANSWERED);
        assertThat(observed.pinholes())
                .contains(TO_PHONE + 4100, TO_PEER + 6100, TO_PHONE + 4200, TO_PEER + 6200)
                .hasSize(8);
        observed.all(request(TUNNEL, "BYE", 1).fromTag("b").toTag("x"));
        assertThat(observed.pinholes())
                .contains(TO_PHONE + 4200, TO_PEER + 6200)
                .hasSize(4);
        observed.all(request(PHONE, "BYE", 1).fromTag("b").toTag("a"));
        assertThat(observed.pinholes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {420, 422})
    void whoTriesAgainMayHaveAnotherTag(int status) {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(status));
        Letter better = invite(PHONE, 1).fromTag("x").sdp(PARTIES, 4100);
        observed.all(
                better,
                request(PHONE, "ACK", 1),
                better.answered(200).sdp(PARTIES, 6000),
                request(PHONE, "ACK", 1).fromTag("x"));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4100, TO_PHONE + 4101);
        observed.passSeconds(32);
        observed.passSeconds(32);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
    }

    /** The 487 takes a while, and nobody waits for it to dial again. */
    @Test
    void whoRedialsBeforeTheCancelledAttemptHasItsAnswerIsHeard() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter cancel = request(PHONE, "CANCEL", 1).toTag("");
        Letter again = invite(PHONE, 2).sdp(PARTIES, 4100);
        observed.all(invite, invite.answered(183).sdp(PARTIES, 7000), cancel, again);
        assertThat(observed.only().state()).isEqualTo(CallState.TRYING);
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4100, TO_PHONE + 4101);
        assertThat(observed.take(cancel)).isEqualTo(STALE);
        assertThat(observed.take(cancel.answered(200))).isEqualTo(STRAY);
        assertThat(observed.take(invite.answered(487))).isEqualTo(STALE);
        observed.all(request(PHONE, "ACK", 1), again.answered(180));
        observed.all(
                again.answered(200).toTag("c").sdp(PARTIES, 6000),
                request(PHONE, "ACK", 2).toTag("c"));
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        assertThat(observed.news()).containsExactly("Began", "Rang", "Rang", "Answered");
    }

    /** RFC 3261 section 9.1. */
    @Test
    void anAnswerToTheCancelledAttemptIsHungUpBesideTheNext() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter again = invite(PHONE, 2).sdp(PARTIES, 4100);
        observed.all(invite, request(PHONE, "CANCEL", 1).toTag(""), again);
        assertThat(observed.take(invite.answered(180).toTag("late").sdp(PARTIES, 6000)))
                .isEqualTo(STALE);
        assertThat(observed.take(request(PHONE, "BYE", 3).toTag("late"))).isEqualTo(STRAY);
        assertThat(observed.take(invite.answered(200).toTag("late").sdp(PARTIES, 6000)))
                .isEqualTo(STALE);
        observed.all(request(PHONE, "ACK", 1).toTag("late"));
        assertThat(observed.take(request(PHONE, "BYE", 3).toTag("late"))).isEqualTo(STALE);
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4100, TO_PHONE + 4101);
        observed.all(again.answered(200).sdp(PARTIES, 6000));
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
    }

    /** A hostile callee keeps no place in the books by it for ever. */
    @Test
    void anAnswerToTheEarlierAttemptUnderTheTagOfThisOneChangesNothing() {
        Letter refused = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter invite = invite(PHONE, 2).sdp(PARTIES, 4000);
        observed.all(refused, refused.answered(407), request(PHONE, "ACK", 1));
        observed.all(invite, invite.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 2));
        observed.linger();
        assertThat(observed.take(refused.answered(200).sdp(PARTIES, 6002))).isEqualTo(STALE);
        assertThat(observed.pinholes()).contains(TO_PHONE + 4000, TO_PEER + 6000);
        observed.pass(CallLimits.DEFAULT.silentNanos());
        assertThat(observed.only().reason()).isEqualTo(EndReason.SILENT);
    }

    @Test
    void aChallengedCallerTriesAgainWithinTheSameCall() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(183).sdp(PARTIES, 7000), invite.answered(401), request(PHONE, "ACK", 1));
        assertThat(observed.pinholes()).isEmpty();
        assertThat(observed.only().state()).isEqualTo(CallState.CHALLENGED);
        Letter better = invite(PHONE, 2).sdp(PARTIES, 4100);
        observed.all(better);
        observed.passSeconds(31);
        observed.all(better.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 2));
        assertThat(observed.news()).containsExactly("Began", "Rang", "Answered");
        assertThat(observed.pinholes()).contains(TO_PHONE + 4100);
        assertThat(observed.take(invite)).isEqualTo(STALE);
    }

    @Test
    void whoKnowsNothingOfTheCallEndsIt() {
        observed.answered();
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
        observed.answered().all(request(PHONE, "REFER", 2).with("Refer-To: <sip:10.3.1.1>"));
        assertThat(observed.news()).containsExactly("TransferRequested by PHONE to <sip:10.3.1.1>");
        assertThat(observed.take(request(PHONE, "REFER", 2).with("Refer-To: <sip:10.3.1.1>")))
                .isEqualTo(REPEATED);
        assertThat(observed.news()).isEmpty();
    }

    @Test
    void strangersChangeNothing() {
        observed.answered();
        var before = observed.pinholes();
        assertThat(observed.take(request(PHONE, "BYE", 9).callId("other"))).isEqualTo(STRAY);
        assertThat(observed.take(request(PHONE, "BYE", 9).fromTag("x"))).isEqualTo(STRAY);
        assertThat(observed.take(request(PHONE, "BYE", 9).toTag("x"))).isEqualTo(STRAY);
        assertThat(observed.take(request(PHONE, "BYE", 9).swapped())).isEqualTo(STRAY);
        assertThat(observed.take(request(TUNNEL, "BYE", 9))).isEqualTo(STRAY);
        assertThat(observed.take(invite(PHONE, 9).sdp(PARTIES, 9000))).isEqualTo(STRAY);
        assertThat(observed.take(response(TUNNEL, 481, "UPDATE", 9))).isEqualTo(STRAY);
        assertThat(observed.openings).isEqualTo(4);
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
        observed.answered();
        Parties other = new Parties(6, PARTIES.phone(), PARTIES.me(), Sdp.address("10.3.1.1"), PARTIES.peer());
        assertThat(observed.take(other, request(PHONE, "BYE", 9))).isEqualTo(STRAY);
        assertThat(observed.take(other, invite(TUNNEL, 1).sdp(other, 9000))).isEqualTo(TRACKED);
        assertThat(observed.tracker.calls()).hasSize(2);
        assertThat(observed.take(other, request(TUNNEL, "BYE", 2))).isEqualTo(STRAY);
        observed.all(request(PHONE, "BYE", 2));
        assertThat(observed.pinholes()).containsExactly("line 6 PHONE>10.3.1.1:9000", "line 6 PHONE>10.3.1.1:9001");
    }

    @Test
    void theOwnerCanEndACallOrAWholeLine() {
        observed.answered();
        Parties other = new Parties(6, PARTIES.phone(), PARTIES.me(), PARTIES.dialled(), PARTIES.peer());
        observed.take(other, invite(PHONE, 1).sdp(PARTIES, 4000));
        observed.news();
        observed.tracker.endLine(5, 11, observed);
        assertThat(observed.news()).containsExactly("Ended CUT_OFF");
        assertThat(observed.open).hasSize(2);
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
        observed.answered();
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
        assertThat(observed.take(request(PHONE, "OPTIONS", 4))).isEqualTo(OVERTAKEN);
    }

    @Test
    void aNewOfferMayGivePayloadTypesAnotherMeaning() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter same = request(PHONE, "INVITE", 2).sdp(PARTIES, 4000);
        Letter other = request(PHONE, "INVITE", 3)
                .sdp(Sdp.head(PARTIES.own(PHONE)) + "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n");
        observed.all(
                invite,
                invite.answered(200).sdp(PARTIES, 6000),
                same,
                same.answered(200).sdp(PARTIES, 6000));
        assertThat(observed.news()).doesNotContain("Redescribed");
        observed.all(other, other.answered(200).sdp(PARTIES, 6000));
        assertThat(observed.news()).containsExactly("Redescribed", "Redescribed");
        assertThat(observed.only().pinholes())
                .filteredOn(pinhole -> pinhole.port() == 4000)
                .flatExtracting(Pinhole::rtpMaps)
                .containsExactly(new SdpRtpMap(96, "opus", 48_000));
    }

    private List<String> kinds() {
        return observed.only().pinholes().stream()
                .filter(pinhole -> pinhole.purpose() == Pinhole.Purpose.MEDIA)
                .map(pinhole -> pinhole.port() + " " + pinhole.medium())
                .toList();
    }

    @Test
    void aPortThatGoesOverToFaxAndBackIsDescribedAnew() {
        observed.answered();
        Letter fax = request(PHONE, "INVITE", 2).sdp(Sdp.head(PARTIES.own(PHONE)) + "m=image 4000 udptl t38\r\n");
        observed.all(fax);
        assertThat(kinds()).containsExactlyInAnyOrder("6000 AUDIO", "4000 FAX");
        observed.all(fax.answered(488), request(PHONE, "ACK", 2));
        assertThat(kinds()).containsExactlyInAnyOrder("6000 AUDIO", "4000 AUDIO");
        assertThat(observed.news()).endsWith("Redescribed", "Redescribed");
    }

    @Test
    void bundledMediaMayComeAsTheFastestOfThem() {
        String both = "m=audio 4000 RTP/AVP 0\r\nm=video 4000 RTP/AVP 96\r\n";
        observed.all(invite(PHONE, 1).sdp(Sdp.head(PARTIES.own(PHONE)) + both));
        assertThat(kinds()).containsExactly("4000 VIDEO");
    }

    @Test
    void whatIsBundledOnlyComesWhereTheFirstMediumDoes() {
        String both = "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only\r\n";
        observed.all(invite(PHONE, 1).sdp(Sdp.head(PARTIES.own(PHONE)) + both));
        assertThat(kinds()).containsExactly("4000 VIDEO");
        String removed = "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\n";
        observed.all(invite(PHONE, 1).callId("other").sdp(Sdp.head(PARTIES.own(PHONE)) + removed));
        assertThat(List.copyOf(observed.tracker.calls()).get(1).pinholes().stream()
                        .map(Pinhole::medium))
                .containsOnly(Pinhole.Medium.AUDIO);
    }

    @Test
    void whatIsNoOfferIsNoteworthyForItsMethodAlone() {
        observed.answered().all(request(PHONE, "MESSAGE", 2).sdp(PARTIES, 4100));
        assertThat(observed.only().ladder())
                .last()
                .satisfies(entry ->
                        assertThat(entry.withoutText()).isEqualTo(new LadderEntry(0, PHONE, "MESSAGE", false, 1, "")));
    }

    /** RFC 3261 section 12.2.2: the INVITE's number counts in the dialog that it makes. */
    @Test
    void anOfferOlderThanTheInviteChangesNothing() {
        Letter invite = invite(PHONE, 5).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 5));
        assertThat(observed.take(request(PHONE, "UPDATE", 4).sdp(PARTIES, 4100)))
                .isEqualTo(OVERTAKEN);
        assertThat(observed.pinholes()).hasSize(4);
    }

    // ---- odd orders ----

    /** RFC 3261 section 12.1.2: as RFC 2543 has it. */
    @Test
    void aCalleeWithoutTagHasItsCallToo() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter again = invite(PHONE, 2).sdp(PARTIES, 4100);
        observed.all(
                invite,
                invite.answered(200).toTag("").sdp(PARTIES, 6000),
                request(PHONE, "ACK", 1).toTag(""),
                again,
                again.answered(200).toTag("").sdp(PARTIES, 6100),
                request(PHONE, "ACK", 2).toTag(""));
        assertThat(observed.linger().pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4100, TO_PHONE + 4101);
        assertThat(observed.take(invite)).as("a copy of the first").isEqualTo(OVERTAKEN);
        observed.all(request(PHONE, "BYE", 3).toTag(""));
        assertThat(observed.pinholes()).isEmpty();
        assertThat(observed.take(again)).as("a copy").isEqualTo(STRAY);
        Letter next = invite(PHONE, 4).sdp(PARTIES, 4000);
        observed.all(next, next.answered(180).toTag(""));
        assertThat(observed.take(next)).isEqualTo(REPEATED);
    }

    @Test
    void whoHangsUpIsGoneWhateverTheNumber() {
        for (long number : List.of(1L, 0L)) {
            Letter bye = request(PHONE, "BYE", number).callId("n" + number);
            Letter invite = invite(PHONE, 1).callId("n" + number).sdp(PARTIES, 4000);
            observed.all(
                    invite,
                    invite.answered(200).sdp(PARTIES, 6000),
                    request(PHONE, "ACK", 1).callId("n" + number));
            assertThat(observed.pinholes()).isNotEmpty();
            assertThat(observed.take(bye)).isEqualTo(TRACKED);
            assertThat(observed.pinholes()).isEmpty();
            assertThat(observed.take(bye.answered(200))).isEqualTo(TRACKED);
        }
        assertThat(observed.news()).filteredOn("Ended HUNG_UP"::equals).hasSize(2);
    }

    @Test
    void aPrackAnswersWhatAReliableResponseToAReInviteOffers() {
        observed.answered();
        Letter again = request(PHONE, "INVITE", 2);
        observed.all(again, again.answered(183).sdp(PARTIES, 6200));
        observed.all(request(PHONE, "PRACK", 3).sdp(PARTIES, 4200));
        Letter done = response(TUNNEL, 200, "INVITE", 2);
        observed.all(response(TUNNEL, 200, "PRACK", 3), done, request(PHONE, "ACK", 2));
        observed.linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6200, TO_PEER + 6201, TO_PHONE + 4200, TO_PHONE + 4201);
    }
}
