package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Observed.PARTIES;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Parties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A call for which two phones ring under the one number that was dialled. */
class ForkedCallTest {
    private static final Parties FIRST = PARTIES;
    private static final Parties SECOND =
            new Parties(PARTIES.line(), Sdp.address("172.16.0.5"), PARTIES.me(), PARTIES.dialled(), PARTIES.peer());
    private static final Letter INVITE = Letter.invite(TUNNEL, 1).sdp(FIRST, 6000);
    private static final Letter BY_FIRST = INVITE.answered(180).toTag("b");
    private static final Letter BY_SECOND = INVITE.answered(180).toTag("c");

    private static final List<String> FIRST_HEARS = List.of("172.16.0.1>10.2.1.1:6000", "172.16.0.1>10.2.1.1:6001");
    private static final List<String> SECOND_HEARS = List.of("172.16.0.5>10.2.1.1:6000", "172.16.0.5>10.2.1.1:6001");

    private final CallTracker tracker = new CallTracker(CallLimits.DEFAULT);
    private final List<CallAction> actions = new ArrayList<>();
    private long now;

    private void take(Parties parties, Letter letter) {
        tracker.onMessage(parties, letter.from(), letter.message(), now, actions::add);
    }

    private Call call() {
        assertThat(tracker.calls()).hasSize(1);
        return tracker.calls().iterator().next();
    }

    /** Bob calls, and both phones have the INVITE. */
    private void bobCalls() {
        take(FIRST, INVITE);
        take(FIRST, INVITE.answered(100));
        tracker.fork(FIRST, call(), now, actions::add);
        tracker.fork(SECOND, call(), now, actions::add);
    }

    /** Who may send to where, and between whom that is. */
    private List<String> open() {
        return call().pinholes().stream()
                .map(each -> Sdp.dotted(each.parties().own(each.sender())) + ">" + Sdp.dotted(each.address()) + ":"
                        + each.port())
                .sorted()
                .toList();
    }

    /** Which phone gets what comes from the friend at a port. */
    private List<String> phonesAt(int port) {
        return call().pinholes().stream()
                .filter(each -> each.sender() == TUNNEL && each.port() == port)
                .map(each -> Sdp.dotted(each.parties().phone()))
                .toList();
    }

    @Test
    void thePhoneThatRingsAloneMaySpeakAtOnceButTwoOnlyWhenTheyHaveSaidWhereTheyListen() {
        take(FIRST, INVITE);
        assertThat(open()).containsExactlyElementsOf(FIRST_HEARS);
        tracker.fork(FIRST, call(), now, actions::add);
        assertThat(open()).as("no other phone").containsExactlyElementsOf(FIRST_HEARS);
        tracker.fork(SECOND, call(), now, actions::add);
        assertThat(open()).isEmpty();
        assertThat(actions).last().isInstanceOf(CallAction.Closed.class);
        take(FIRST, BY_FIRST);
        take(SECOND, BY_SECOND);
        assertThat(open()).isEmpty();
        take(SECOND, INVITE.answered(183).toTag("c").sdp(SECOND, 4010));
        assertThat(open()).containsAll(SECOND_HEARS).doesNotContainAnyElementsOf(FIRST_HEARS);
        assertThat(phonesAt(4010)).containsExactly("172.16.0.5");
        take(FIRST, INVITE.answered(183).toTag("b").sdp(FIRST, 4000));
        assertThat(open()).containsAll(FIRST_HEARS).containsAll(SECOND_HEARS);
        assertThat(phonesAt(4000)).containsExactly("172.16.0.1");
    }

    @Test
    void whatComesAtOnePortOfBothGoesToTheOneThatNamedItFirstUntilThatRingsNoMore() {
        bobCalls();
        take(FIRST, INVITE.answered(183).toTag("b").sdp(FIRST, 4000));
        take(SECOND, INVITE.answered(183).toTag("c").sdp(SECOND, 4000));
        assertThat(phonesAt(4000)).containsExactly("172.16.0.1");
        assertThat(open()).containsAll(FIRST_HEARS).containsAll(SECOND_HEARS);
        actions.clear();
        tracker.ringsNoMore(FIRST, call(), now, actions::add);
        assertThat(phonesAt(4000)).containsExactly("172.16.0.5");
        assertThat(open()).doesNotContainAnyElementsOf(FIRST_HEARS).containsAll(SECOND_HEARS);
        assertThat(actions).hasSize(2);
        assertThat(((CallAction.Closed) actions.get(0)).pinholes())
                .allSatisfy(each -> assertThat(each.parties()).isEqualTo(FIRST));
        assertThat(((CallAction.Opened) actions.get(1)).pinholes())
                .allSatisfy(each -> assertThat(each.parties()).isEqualTo(SECOND));
    }

    @Test
    void whatComesAtOnePortOfBothGoesToTheOneThatAnswersAsSoonAsThatDoes() {
        bobCalls();
        take(FIRST, INVITE.answered(183).toTag("b").sdp(FIRST, 4000));
        take(SECOND, INVITE.answered(183).toTag("c").sdp(SECOND, 4000));
        take(SECOND, INVITE.answered(200).toTag("c").sdp(SECOND, 4000));
        assertThat(phonesAt(4000)).containsExactly("172.16.0.5");
        assertThat(open()).doesNotContainAnyElementsOf(FIRST_HEARS).containsAll(SECOND_HEARS);
    }

    @Test
    void theCallIsBetweenThoseWhoTalk() {
        bobCalls();
        take(FIRST, BY_FIRST);
        assertThat(call().parties()).isEqualTo(FIRST);
        take(SECOND, INVITE.answered(200).toTag("c").sdp(SECOND, 4000));
        assertThat(call().parties()).isEqualTo(SECOND);
        assertThat(open()).containsAll(SECOND_HEARS).doesNotContainAnyElementsOf(FIRST_HEARS);
        assertThat(tracker.partiesOf("call-1", "a", "c")).isEqualTo(SECOND);
        assertThat(tracker.partiesOf("call-1", "a", "b")).as("it rings still").isEqualTo(FIRST);
        tracker.ringsNoMore(FIRST, call(), now, actions::add);
        assertThat(tracker.partiesOf("call-1", "a", "b")).isNull();
        tracker.ringsNoMore(SECOND, call(), now, actions::add);
        assertThat(tracker.partiesOf("call-1", "a", "c"))
                .as("what was answered stays")
                .isEqualTo(SECOND);
        assertThat(open()).containsAll(SECOND_HEARS);
    }

    @Test
    void noPhoneSpeaksInTheDialogOfAnother() {
        bobCalls();
        take(FIRST, INVITE.answered(200).toTag("b").sdp(FIRST, 4000));
        Letter bye = Letter.request(PHONE, "BYE", 9).swapped();
        take(SECOND, bye);
        assertThat(call().state()).isEqualTo(CallState.ANSWERED);
        take(FIRST, bye);
        assertThat(call().state()).isEqualTo(CallState.ENDED);
    }

    /** Whoever answered has hung up before the other phone has said that it rings no more. */
    @Test
    void whenWhoAnsweredHasHungUpTheCallIsOverAsSoonAsNoOtherRings() {
        bobCalls();
        take(FIRST, BY_FIRST);
        take(SECOND, BY_SECOND);
        take(FIRST, INVITE.answered(200).toTag("b").sdp(FIRST, 4000));
        take(FIRST, Letter.request(TUNNEL, "ACK", 1).toTag("b"));
        take(FIRST, Letter.request(TUNNEL, "BYE", 2).toTag("b"));
        tracker.ringsNoMore(SECOND, call(), now, actions::add);
        assertThat(call().state()).isEqualTo(CallState.ENDED);
        assertThat(call().reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(call().endedBy()).isEqualTo(TUNNEL);
    }

    /** To the caller's exchange all phones there are one party, whose tags alone differ. */
    private void bothRingAndTheSecondAnswers() {
        take(FIRST, INVITE);
        take(FIRST, BY_FIRST);
        take(FIRST, INVITE.answered(180).toTag("c"));
        take(FIRST, INVITE.answered(200).toTag("c").sdp(FIRST, 4000));
        take(FIRST, Letter.request(TUNNEL, "ACK", 1).toTag("c"));
    }

    @Test
    void whoHangsUpWaitsForNoPhoneThatRang() {
        bothRingAndTheSecondAnswers();
        assertThat(call().state()).isEqualTo(CallState.ANSWERED);
        now = 1_000_000_000L;
        take(FIRST, Letter.request(TUNNEL, "BYE", 2).toTag("c"));
        assertThat(call().state()).isEqualTo(CallState.ENDED);
        assertThat(call().reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(call().endedBy()).isEqualTo(TUNNEL);
        assertThat(call().endedNanos()).isEqualTo(now);
        assertThat(open()).isEmpty();
    }

    @Test
    void oneThatAnswersAllTheSameOpensNothingAndIsHungUpOn() {
        bothRingAndTheSecondAnswers();
        take(FIRST, Letter.request(TUNNEL, "BYE", 2).toTag("c"));
        actions.clear();
        Letter late = INVITE.answered(200).toTag("b").sdp(FIRST, 4010);
        assertThat(tracker.onMessage(FIRST, PHONE, late.message(), now, actions::add))
                .isEqualTo(Standing.STALE);
        for (Letter last : List.of(Letter.request(TUNNEL, "ACK", 1), Letter.request(TUNNEL, "BYE", 2))) {
            assertThat(tracker.onMessage(FIRST, TUNNEL, last.toTag("b").message(), now, actions::add))
                    .as("goes on: %s", last)
                    .isIn(Standing.STALE, Standing.REPEATED);
        }
        assertThat(open()).isEmpty();
        assertThat(actions).noneMatch(CallAction.Opened.class::isInstance);
    }

    @Test
    void aCallGoesOnWhileAnotherWhoAnsweredIsThere() {
        bothRingAndTheSecondAnswers();
        take(FIRST, INVITE.answered(200).toTag("b").sdp(FIRST, 4010));
        take(FIRST, Letter.request(TUNNEL, "ACK", 1).toTag("b"));
        take(FIRST, Letter.request(TUNNEL, "BYE", 2).toTag("c"));
        assertThat(call().state()).isEqualTo(CallState.ANSWERED);
        take(FIRST, Letter.request(TUNNEL, "BYE", 2).toTag("b"));
        assertThat(call().state()).isEqualTo(CallState.ENDED);
    }

    @Test
    void anotherAttemptRingsOnePhoneAgainUntilItIsForked() {
        bobCalls();
        take(FIRST, INVITE.answered(401));
        take(FIRST, Letter.request(TUNNEL, "ACK", 1));
        take(FIRST, Letter.invite(TUNNEL, 2).sdp(FIRST, 6000));
        assertThat(open()).containsExactlyElementsOf(FIRST_HEARS);
    }

    @Test
    void aCallIsFoundByWhatWasSaidInItAndByNothingElse() {
        assertThat(tracker.find(FIRST, TUNNEL, INVITE.message())).isNull();
        bobCalls();
        Call call = call();
        assertThat(tracker.find(FIRST, TUNNEL, INVITE.message())).isSameAs(call);
        assertThat(tracker.find(SECOND, PHONE, BY_SECOND.message())).isSameAs(call);
        assertThat(tracker.find(FIRST, TUNNEL, INVITE.callId("other").message()))
                .isNull();
        String broken = INVITE.text().replace("CSeq: 1", "CSeq: one");
        assertThat(tracker.find(FIRST, TUNNEL, Letter.decoded(broken))).isNull();
    }

    @Test
    void noOtherCallIsForkedOrForgottenWithIt() {
        bobCalls();
        Call forked = call();
        CallTracker others = new CallTracker(CallLimits.DEFAULT);
        Letter invite = INVITE.callId("other");
        others.onMessage(FIRST, TUNNEL, INVITE.callId("before").message(), now, actions::add);
        others.onMessage(FIRST, TUNNEL, invite.message(), now, actions::add);
        Call other = Objects.requireNonNull(others.find(FIRST, TUNNEL, invite.message()));
        others.fork(SECOND, other, now, actions::add);
        assertThat(other.pinholes()).isEmpty();
        assertThat(others.calls())
                .filteredOn(call -> !call.pinholes().isEmpty())
                .hasSize(1);
        actions.clear();
        new CallTracker(CallLimits.DEFAULT).fork(SECOND, forked, now, actions::add);
        new CallTracker(CallLimits.DEFAULT).ringsNoMore(SECOND, forked, now, actions::add);
        assertThat(actions).isEmpty();
    }
}
