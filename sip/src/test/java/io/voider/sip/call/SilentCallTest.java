package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Letter.response;
import static io.voider.sip.call.Observed.PARTIES;
import static io.voider.sip.call.Observed.TO_PEER;
import static io.voider.sip.call.Observed.TO_PHONE;
import static io.voider.sip.call.Standing.REPEATED;
import static io.voider.sip.call.Standing.STALE;
import static io.voider.sip.call.Standing.TRACKED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call that was ended for silence, while its phones may still think of it as one. */
class SilentCallTest {
    private final Observed observed = new Observed();

    private Call silenced() {
        observed.answered();
        Call call = observed.only();
        observed.tracker.end(call.id(), EndReason.SILENT, observed.now, observed);
        assertThat(observed.news()).containsExactly("Ended SILENT");
        assertThat(observed.open).isEmpty();
        return call;
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    void isTakenUpAgainByANewOffer(String method) {
        Call before = silenced();
        observed.passSeconds(7200);
        Letter offer = request(TUNNEL, method, 1).swapped().sdp(PARTIES, 6100);
        observed.all(offer, offer.answered(200).sdp(PARTIES, 4100));
        assertThat(observed.news()).containsExactly("Began", "Answered");
        Call after = observed.only();
        assertThat(after.id()).isGreaterThan(before.id());
        assertThat(after.caller()).isEqualTo(PHONE);
        assertThat(after.state()).isEqualTo(CallState.ANSWERED);
        observed.linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4100, TO_PHONE + 4101);
        assertThat(after.ladder().get(0).label()).isEqualTo(method);
        observed.all(request(PHONE, "BYE", 2));
        assertThat(observed.news()).containsExactly("Ended HUNG_UP");
    }

    @Test
    void opensNothingByAnythingElse() {
        silenced();
        observed.all(request(PHONE, "INFO", 2), response(TUNNEL, 200, "INFO", 2));
        assertThat(observed.open).isEmpty();
        assertThat(observed.lateNotes).isEqualTo(2);
        assertThat(observed.news()).isEmpty();
    }

    @Test
    void isHungUpAsAnyOther() {
        Call call = silenced();
        observed.passSeconds(3600);
        observed.all(request(PHONE, "BYE", 2), response(TUNNEL, 200, "BYE", 2));
        assertThat(call.ladder()).extracting(LadderEntry::label).endsWith("BYE", "200 OK");
        assertThat(observed.take(request(PHONE, "INVITE", 3).sdp(PARTIES, 4000)))
                .isEqualTo(STALE);
        assertThat(observed.open).isEmpty();
        observed.passSeconds(33);
        assertThat(observed.tracker.calls()).isEmpty();
    }

    @Test
    void isForgottenAfterADay() {
        silenced();
        observed.passSeconds(86_399);
        assertThat(observed.tracker.calls()).hasSize(1);
        observed.passSeconds(2);
        observed.passSeconds(1);
        assertThat(observed.tracker.calls()).isEmpty();
        assertThat(observed.news()).isEmpty();
    }

    @Test
    void isOverAtOnceIfNobodyHadAnsweredIt() {
        Letter invite = Letter.invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(183).sdp(PARTIES, 6000));
        observed.tracker.end(observed.only().id(), EndReason.SILENT, 0, observed);
        assertThat(observed.take(request(PHONE, "UPDATE", 2).sdp(PARTIES, 4000)))
                .isEqualTo(STALE);
        observed.passSeconds(33);
        assertThat(observed.tracker.calls()).isEmpty();
    }

    @Test
    void makesRoomForANewCall() {
        CallLimits one = new CallLimits(1, 1, 8, 64, 16, 1000, 2000, 1L << 60);
        Observed small = new Observed(one).answered();
        small.tracker.end(small.only().id(), EndReason.SILENT, 0, small);
        assertThat(small.take(Letter.invite(TUNNEL, 1).callId("new"))).isEqualTo(TRACKED);
        assertThat(small.tracker.calls()).hasSize(1);
    }

    @Test
    void aRepeatedByeIsKnownAsACopy() {
        observed.answered();
        Letter bye = request(PHONE, "BYE", 2);
        observed.all(bye);
        assertThat(observed.take(bye)).isEqualTo(REPEATED);
        assertThat(observed.take(request(PHONE, "BYE", 3))).isEqualTo(STALE);
    }
}
