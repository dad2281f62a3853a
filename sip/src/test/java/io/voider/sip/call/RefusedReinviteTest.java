package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Letter.response;
import static io.voider.sip.call.Observed.PARTIES;
import static io.voider.sip.call.Observed.TO_PEER;
import static io.voider.sip.call.Observed.TO_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By RFC 5057 some refusals of a re-INVITE end the call; phones that go on talking have their voices back with the next one. */
class RefusedReinviteTest {
    private final Observed observed = new Observed().answered();

    private void refuse(int status) {
        Letter again = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        observed.all(again, again.answered(status));
        assertThat(observed.news()).containsExactly("Ended FORGOTTEN");
        assertThat(observed.open).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 408, 410, 480, 483, 501, 502, 604})
    void theNextOneThatIsAcceptedTakesTheCallUpAgain(int status) {
        refuse(status);
        long before = observed.only().id();
        observed.passSeconds(600);
        Letter third = request(PHONE, "INVITE", 3).sdp(PARTIES, 4200);
        observed.all(third);
        assertThat(observed.open).as("it may be refused as well").isEmpty();
        observed.all(third.answered(200).sdp(PARTIES, 6200), request(PHONE, "ACK", 3));
        assertThat(observed.news()).containsExactly("Began", "Answered");
        assertThat(observed.only().id()).isGreaterThan(before);
        observed.linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6200, TO_PEER + 6201, TO_PHONE + 4200, TO_PHONE + 4201);
        observed.all(request(TUNNEL, "BYE", 1).swapped());
        assertThat(observed.news()).containsExactly("Ended HUNG_UP");
    }

    @Test
    void soDoesTheOtherSidesAndAnUpdate() {
        refuse(480);
        Letter update = request(TUNNEL, "UPDATE", 7).swapped().sdp(PARTIES, 6300);
        observed.all(update, update.answered(200).sdp(PARTIES, 4300)).linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6300, TO_PEER + 6301, TO_PHONE + 4300, TO_PHONE + 4301);
    }

    @Test
    void oneThatIsRefusedDoesNot() {
        refuse(480);
        Letter third = request(PHONE, "INVITE", 3).sdp(PARTIES, 4200);
        observed.all(third, third.answered(183).sdp(PARTIES, 6200), third.answered(488));
        assertThat(observed.open).isEmpty();
        assertThat(observed.news()).isEmpty();
    }

    @Test
    void aCopyOfAnEarlierAnswerDoesNot() {
        Letter second = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        Letter accepted = second.answered(200).sdp(PARTIES, 6100);
        Letter third = request(PHONE, "INVITE", 3).sdp(PARTIES, 4200);
        observed.all(second, accepted, request(PHONE, "ACK", 2), third, third.answered(480));
        observed.take(accepted);
        observed.take(response(TUNNEL, 200, "INVITE", 1).sdp(PARTIES, 6000));
        assertThat(observed.open).isEmpty();
        assertThat(observed.news()).containsExactly("Ended FORGOTTEN");
    }

    @Test
    void whoDoesNotKnowTheDialogDoesNotTakeItUpAgain() {
        refuse(481);
        observed.take(request(PHONE, "INVITE", 3).sdp(PARTIES, 4200));
        observed.take(response(TUNNEL, 200, "INVITE", 3).sdp(PARTIES, 6200));
        assertThat(observed.open).isEmpty();
        observed.passSeconds(32);
        assertThat(observed.tracker.calls()).isEmpty();
    }

    /** RFC 3261 section 12.2.2. */
    @Test
    void aReinviteThatAnInfoOvertookHasMediaWhenItIsAccepted() {
        Letter late = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        observed.all(request(PHONE, "INFO", 3), late, late.answered(200).sdp(PARTIES, 6100), request(PHONE, "ACK", 2));
        assertThat(observed.linger().pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4100, TO_PHONE + 4101);
        assertThat(observed.take(late)).as("a copy").isEqualTo(Standing.OVERTAKEN);
        assertThat(observed.take(request(PHONE, "INFO", 3))).isEqualTo(Standing.REPEATED);
        assertThat(observed.take(request(PHONE, "INFO", 2))).isEqualTo(Standing.OVERTAKEN);
    }
}
