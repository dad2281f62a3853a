package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Letter.invite;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Letter.response;
import static io.voider.sip.call.Observed.PARTIES;
import static io.voider.sip.call.Observed.TO_PEER;
import static io.voider.sip.call.Standing.FULL;
import static io.voider.sip.call.Standing.REPEATED;
import static io.voider.sip.call.Standing.STALE;
import static io.voider.sip.call.Standing.STRAY;
import static io.voider.sip.call.Standing.TRACKED;
import static io.voider.sip.call.Standing.UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.sip.Parties;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends by time alone, and what there may be at most. */
class CallBoundsTest {
    private final Observed observed = new Observed();

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
        Letter info = request(PHONE, "INFO", 4);
        observed.all(info, info.answered(200));
        observed.passSeconds(90);
        observed.take(refresh.answered(200).with("Session-Expires: 100;refresher=uac"));
        observed.passSeconds(41);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        observed.passSeconds(1);
        assertThat(observed.only().reason()).isEqualTo(EndReason.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 90})
    void aSessionTimerIsNeverShorterThanTheRfcAllows(int seconds) {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(200).with("Session-Expires: " + seconds), request(PHONE, "ACK", 1));
        observed.passSeconds(121);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
        observed.passSeconds(1);
        assertThat(observed.only().reason()).isEqualTo(EndReason.EXPIRED);
    }

    @Test
    void withoutSessionTimerOnlyADayOfSilenceEndsACall() {
        observed.answered();
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
    void pinholesOfACallAreBounded() {
        int[] ports = IntStream.range(0, 40).map(i -> 4000 + 2 * i).toArray();
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
        Parties other = new Parties(6, PARTIES.phone(), PARTIES.me(), PARTIES.dialled(), PARTIES.peer());
        assertThat(observed.take(other, invite(TUNNEL, 1))).isEqualTo(TRACKED);
    }

    @Test
    void callsInAllAreBounded() {
        Observed small = new Observed(new CallLimits(2, 2, 8, 64, 4, 1000, 2000, 3000));
        Parties other = new Parties(6, PARTIES.phone(), PARTIES.me(), PARTIES.dialled(), PARTIES.peer());
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
    void aLineHasRoomAgainForEachCallThatIsForgotten() {
        for (int i = 0; i < 20; i++) {
            Letter invite = invite(TUNNEL, i + 1).callId("again");
            observed.all(invite, invite.answered(486));
        }
        assertThat(observed.tracker.calls()).hasSize(1);
        fill("first", 16);
        observed.passSeconds(32);
        observed.passSeconds(32);
        assertThat(observed.tracker.calls()).isEmpty();
        fill("second", 16);
    }

    /** Brings so many calls, all that the line then has room for. */
    private void fill(String name, int calls) {
        for (int i = 0; i < calls; i++) {
            observed.all(invite(TUNNEL, 1).callId(name + "-" + i));
        }
        assertThat(observed.take(invite(TUNNEL, 1).callId("one-more"))).isEqualTo(FULL);
    }

    @Test
    void morePinholesThanACallMayHaveAreToldOnce() {
        int[] ports = IntStream.range(0, 20).map(i -> 4000 + 2 * i).toArray();
        Letter invite = invite(PHONE, 1).sdp(PARTIES, ports);
        observed.all(invite, invite.answered(183).sdp(PARTIES, ports));
        assertThat(observed.only().pinholes()).hasSize(64);
        assertThat(observed.news()).containsExactly("Began", "MediaIgnored of PHONE TOO_MANY", "Rang");
        observed.all(invite.answered(200).sdp(PARTIES, ports), request(PHONE, "ACK", 1));
        assertThat(observed.news()).containsExactly("Answered");
    }

    @Test
    void everyLimitIsAtLeastOne() {
        String[] names = {
            "calls",
            "callsPerLine",
            "dialogsPerCall",
            "pinholesPerCall",
            "ladderEntries",
            "transactionNanos",
            "ringingNanos",
            "silentNanos"
        };
        for (int i = 0; i < names.length; i++) {
            int[] v = {1, 1, 1, 1, 1, 1, 1, 1};
            v[i] = 0;
            assertThatThrownBy(() -> new CallLimits(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]))
                    .hasMessage(names[i] + " is 0, must be at least 1");
        }
        assertThat(new CallLimits(1, 1, 1, 1, 1, 1, 1, 1).calls()).isEqualTo(1);
    }

    @Test
    void aCalleeThatHangsUpBeforeItsFirstWordHasThirtyTwoSecondsToAnswer() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(100), request(TUNNEL, "BYE", 1).swapped());
        observed.passSeconds(31);
        assertThat(observed.only().reason()).isNull();
        observed.passSeconds(1);
        assertThat(observed.only().reason()).isEqualTo(EndReason.NO_ANSWER);
    }

    @Test
    void aBeatenBranchHasThirtyTwoSecondsToAnswerToo() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.passSeconds(100);
        observed.all(
                invite,
                invite.answered(183).toTag("c").sdp(PARTIES, 7000),
                invite.answered(200).sdp(PARTIES, 6000),
                request(PHONE, "ACK", 1));
        observed.passSeconds(31);
        assertThat(observed.pinholes()).contains(TO_PEER + 7000);
        observed.passSeconds(1);
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 7000);
    }

    @Test
    void aCallerThatTriesAgainHasNewBranches() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite);
        for (int i = 0; i < 8; i++) {
            observed.all(invite.answered(180).toTag("t" + i));
        }
        Letter better = invite(PHONE, 2).sdp(PARTIES, 4000);
        observed.all(invite.answered(401), better, better.answered(183).sdp(PARTIES, 7000));
        assertThat(observed.pinholes()).contains(TO_PEER + 7000);
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
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 9000).contains(TO_PEER + 7000);
        // Who answers takes the place of the branch that has rung longest.
        assertThat(observed.take(invite.answered(200).toTag("t9").sdp(PARTIES, 9000)))
                .isEqualTo(TRACKED);
        assertThat(observed.pinholes()).contains(TO_PEER + 9000).doesNotContain(TO_PEER + 7000);
        assertThat(observed.take(request(PHONE, "ACK", 1).toTag("t9"))).isEqualTo(TRACKED);
    }

    @Test
    void aBranchThatAnsweredGivesWayToNobody() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite);
        observed.all(invite.answered(200).toTag("t0").sdp(PARTIES, 7000));
        Letter beaten = invite.answered(183);
        assertThat(observed.take(beaten.toTag("t1"))).isEqualTo(STALE);
        for (int i = 1; i < 8; i++) {
            observed.all(invite.answered(200).toTag("t" + i).sdp(PARTIES, 7000 + 2 * i));
        }
        assertThat(observed.take(invite.answered(200).toTag("t8").sdp(PARTIES, 9000)))
                .isEqualTo(FULL);
        assertThat(observed.take(invite.answered(200).toTag("t7").sdp(PARTIES, 7014)))
                .as("a copy")
                .isEqualTo(REPEATED);
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 9000).contains(TO_PEER + 7000, TO_PEER + 7014);
    }

    @Test
    void ofBranchesOneThatRingsGivesWayAndNotOneThatAnswered() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite);
        for (int i = 0; i < 8; i++) {
            observed.all(invite.answered(183).toTag("t" + i).sdp(PARTIES, 7000 + 2 * i));
        }
        observed.all(invite.answered(200).toTag("t0").sdp(PARTIES, 7000));
        observed.all(invite.answered(200).toTag("t9").sdp(PARTIES, 9000));
        assertThat(observed.pinholes()).contains(TO_PEER + 7000, TO_PEER + 9000).doesNotContain(TO_PEER + 7002);
    }

    @Test
    void whatComesBehindTheEndIsNotedOnceOfEachKindAndNotForEver() {
        Observed small = new Observed(new CallLimits(2, 2, 8, 64, 4, 1000, 2000, 3_000_000));
        Letter invite = invite(PHONE, 1);
        Letter bye = request(PHONE, "BYE", 2);
        small.all(invite, invite.answered(200), request(PHONE, "ACK", 1), bye, bye.answered(200), bye.answered(200));
        assertThat(small.lateNotes).isEqualTo(1);
        assertThat(small.only().ladder().get(3).times()).isEqualTo(2);
        small.all(bye.answered(480), bye.answered(481), bye.answered(500), bye.answered(503));
        assertThat(small.lateNotes).isEqualTo(4);
        assertThat(small.only().ladder()).hasSize(4);
    }

    @Test
    void whatIsKeptForPeopleToSeeIsKeptWholeUpToABound() {
        Letter invite = invite(PHONE, 1).callId("x".repeat(256));
        observed.all(invite);
        assertThat(observed.only().callId()).isEqualTo("x".repeat(256));
        observed.all(invite.answered(200), request(PHONE, "ACK", 1).callId("x".repeat(256)));
        observed.news();
        Letter refer = request(PHONE, "REFER", 2).callId("x".repeat(256));
        String target = "sip:" + "y".repeat(1020);
        observed.all(refer.with("Refer-To: " + target));
        assertThat(observed.news()).containsExactly("TransferRequested by PHONE to " + target);
        Letter longer = request(PHONE, "REFER", 3).callId("x".repeat(256));
        observed.all(longer.with("Refer-To: " + target + "z"));
        assertThat(observed.news()).containsExactly("TransferRequested by PHONE to " + target + "…");
        for (String method : List.of("A".repeat(24), "B".repeat(25))) {
            observed.all(request(PHONE, method, 4 + method.length()).callId("x".repeat(256)));
        }
        assertThat(observed.only().ladder().stream().map(LadderEntry::label))
                .endsWith("A".repeat(24), "B".repeat(24) + "…");
    }

    /** Kamailio with hidden topology, and some carriers, write such. */
    @Test
    void identifiersOfAnyLengthAreRememberedInLittleSpace() {
        String longest = "x".repeat(256);
        String longer = "x".repeat(9_000);
        for (String each : new String[] {longest, longer}) {
            Letter invite = invite(PHONE, 1).callId(each).fromTag(each).branch(each);
            assertThat(observed.take(invite)).isEqualTo(TRACKED);
            assertThat(observed.take(invite)).isEqualTo(REPEATED);
            assertThat(observed.take(invite.answered(180).toTag(each))).isEqualTo(TRACKED);
            assertThat(observed.take(invite.answered(180).toTag(each + "y"))).isEqualTo(TRACKED);
            assertThat(observed.take(invite.answered(200).toTag(each).sdp(PARTIES, 9000)))
                    .isEqualTo(TRACKED);
            Letter bye = request(PHONE, "BYE", 2).callId(each).fromTag(each);
            assertThat(observed.take(bye.toTag(each + "z"))).isEqualTo(STRAY);
            assertThat(observed.take(bye.callId(each + "z").toTag(each))).isEqualTo(STRAY);
            assertThat(observed.take(bye.toTag(each))).isEqualTo(TRACKED);
        }
        assertThat(observed.tracker.calls()).allMatch(call -> call.callId().length() <= 256);
    }

    @Test
    void whatCannotBeReadIsNotTracked() {
        Letter liar = new Letter(PHONE, "BYE sip:b SIP/2.0", "INVITE", "call-1", "a", "", 1, "z9hG4bK1", "", "");
        assertThat(observed.take(liar)).isEqualTo(UNREADABLE);
        String noVia = invite(PHONE, 1).text().replaceFirst("Via: .*", "Via:");
        assertThat(observed.take(PARTIES, PHONE, Letter.decoded(noVia))).isEqualTo(TRACKED);
        assertThat(observed.take(request(PHONE, "CANCEL", 1).toTag(""))).isEqualTo(STRAY);
    }

    @Test
    void theCallsOfEachAccountAreBoundedByThemselves() {
        CallLimits limits = new CallLimits(100, 2, 8, 64, 4, 1000, 2000, 3000);
        CallTracker tracker = new CallTracker(limits, (parties, caller) -> caller == PHONE ? 0 : 1);
        CallListener nobody = action -> {};
        for (String id : List.of("one", "two")) {
            assertThat(tracker.onMessage(
                            PARTIES, TUNNEL, invite(TUNNEL, 1).callId(id).message(), 0, nobody))
                    .isEqualTo(TRACKED);
        }
        assertThat(tracker.onMessage(
                        PARTIES, TUNNEL, invite(TUNNEL, 1).callId("more").message(), 0, nobody))
                .isEqualTo(FULL);
        assertThat(tracker.onMessage(
                        PARTIES, PHONE, invite(PHONE, 1).callId("mine").message(), 0, nobody))
                .isEqualTo(TRACKED);
        tracker.end(1, EndReason.CUT_OFF, 10, nobody);
        assertThat(tracker.onMessage(
                        PARTIES, TUNNEL, invite(TUNNEL, 1).callId("more").message(), 10, nobody))
                .isEqualTo(TRACKED);
        assertThat(tracker.onMessage(
                        PARTIES, TUNNEL, invite(TUNNEL, 1).callId("again").message(), 10, nobody))
                .isEqualTo(FULL);
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
