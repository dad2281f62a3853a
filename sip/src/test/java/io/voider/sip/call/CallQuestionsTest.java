package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Letter.invite;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Letter.response;
import static io.voider.sip.call.Observed.PARTIES;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the exchange asks the tracker about a call before it decides. */
class CallQuestionsTest {
    private static final Parties OTHERS =
            new Parties(6, PARTIES.phone(), PARTIES.me(), PARTIES.dialled(), PARTIES.peer());

    private final Observed observed = new Observed();
    private final CallTracker tracker = observed.tracker;

    private boolean hasAccepted(Side from, Letter response) {
        return tracker.hasAccepted(PARTIES, from, response.message());
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 300})
    void aCallIsKnownByItsIdentifierBetweenItsParties(int length) {
        String id = "x".repeat(length);
        Letter invite = invite(PHONE, 1).callId(id).sdp(PARTIES, 4000);
        Letter busy = invite.answered(486);
        assertThat(tracker.knows(PARTIES, TUNNEL, busy.message())).isFalse();
        observed.all(invite);
        assertThat(tracker.knows(PARTIES, TUNNEL, busy.message())).isTrue();
        assertThat(tracker.knows(PARTIES, PHONE, invite.message())).isTrue();
        assertThat(tracker.knows(OTHERS, TUNNEL, busy.message())).isFalse();
        assertThat(tracker.knows(PARTIES, PHONE, busy.message())).isFalse();
        assertThat(tracker.knows(PARTIES, TUNNEL, busy.callId(id + "y").message()))
                .isFalse();
        assertThat(tracker.knows(PARTIES, TUNNEL, busy.fromTag("x").message())).isFalse();
    }

    @Test
    void aCallIsAnsweredFromItsAnswerOnUntilItIsForgotten() {
        SipMessage info = request(TUNNEL, "INFO", 7).swapped().message();
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        assertThat(tracker.isAnswered(PARTIES, TUNNEL, info)).isFalse();
        observed.all(invite, invite.answered(180));
        assertThat(tracker.isAnswered(PARTIES, TUNNEL, info)).isFalse();
        observed.all(invite.answered(200).sdp(PARTIES, 6000), request(PHONE, "ACK", 1));
        assertThat(tracker.isAnswered(PARTIES, TUNNEL, info)).isTrue();
        assertThat(tracker.isAnswered(OTHERS, TUNNEL, info)).isFalse();
        observed.all(request(PHONE, "BYE", 2));
        assertThat(tracker.isAnswered(PARTIES, TUNNEL, info)).isTrue();
        observed.passSeconds(33);
        assertThat(tracker.isAnswered(PARTIES, TUNNEL, info)).isFalse();
    }

    @Test
    void aCopyOfAnAnswerIsToldFromTheFirst() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter answer = invite.answered(200).sdp(PARTIES, 6000);
        observed.all(invite, invite.answered(180));
        assertThat(hasAccepted(TUNNEL, answer)).isFalse();
        observed.all(answer);
        assertThat(hasAccepted(TUNNEL, answer)).isTrue();
        assertThat(hasAccepted(PHONE, answer)).as("from who asked").isFalse();
        assertThat(hasAccepted(TUNNEL, answer.toTag("c")))
                .as("of another branch")
                .isFalse();
        assertThat(hasAccepted(TUNNEL, answer.callId("other")))
                .as("of another call")
                .isFalse();
        assertThat(hasAccepted(TUNNEL, invite.answered(486))).as("no 2xx").isFalse();
        assertThat(tracker.hasAccepted(OTHERS, TUNNEL, answer.message())).isFalse();
    }

    @Test
    void aCopyOfTheAnswerToAReInviteIsToldFromTheFirst() {
        observed.answered();
        Letter again = request(TUNNEL, "INVITE", 5).swapped().sdp(PARTIES, 6002);
        Letter answer = again.answered(200).sdp(PARTIES, 4002);
        observed.all(again);
        assertThat(hasAccepted(PHONE, answer)).isFalse();
        observed.all(answer);
        assertThat(hasAccepted(PHONE, answer)).isTrue();
        Letter info = request(TUNNEL, "INFO", 6).swapped();
        observed.all(info, info.answered(200));
        assertThat(hasAccepted(PHONE, info.answered(200)))
                .as("not to an INVITE")
                .isFalse();
        Letter update = request(TUNNEL, "UPDATE", 7).swapped().sdp(PARTIES, 6004);
        Letter next = request(TUNNEL, "INVITE", 8).swapped().sdp(PARTIES, 6006);
        observed.all(update, update.answered(200).sdp(PARTIES, 4004), next);
        assertThat(hasAccepted(PHONE, next.answered(200))).as("only UPDATE was").isFalse();
        observed.all(next.answered(180));
        assertThat(hasAccepted(PHONE, next.answered(200))).as("it only rings").isFalse();
    }

    private boolean begins(Letter request) {
        return tracker.isBegunBy(PARTIES, request.from(), request.message());
    }

    @Test
    void aCallIsBegunByAnInviteThatIsNoCopyAndNoNextAttempt() {
        Letter invite = invite(PHONE, 2).sdp(PARTIES, 4000);
        Letter challenged = invite(PHONE, 3).sdp(PARTIES, 4000);
        Letter next = invite(PHONE, 4).sdp(PARTIES, 4000);
        assertThat(begins(invite)).isTrue();
        assertThat(begins(request(PHONE, "INVITE", 2))).as("within a dialog").isFalse();
        assertThat(begins(request(PHONE, "BYE", 2))).isFalse();
        observed.all(invite, invite.answered(180));
        assertThat(begins(invite)).as("a copy").isFalse();
        assertThat(begins(invite.branch("z9hG4bKother"))).as("by another way").isTrue();
        assertThat(begins(invite.fromTag("x"))).as("another call").isTrue();
        assertThat(begins(invite(PHONE, 1))).as("a late one").isFalse();
        assertThat(begins(challenged)).as("before the first has its answer").isTrue();
        observed.all(invite.answered(401));
        assertThat(begins(challenged)).as("which it waits for").isFalse();
        observed.all(challenged, challenged.answered(486));
        assertThat(begins(challenged)).as("it is over").isTrue();
        assertThat(begins(next)).isTrue();
        String broken = next.text().replace("CSeq: 4", "CSeq: four");
        assertThat(tracker.isBegunBy(PARTIES, PHONE, Letter.decoded(broken))).isTrue();
    }

    @Test
    void whatCannotBeReadIsNoCopy() {
        observed.answered();
        String broken = response(TUNNEL, 200, "INVITE", 1).text().replace("CSeq: 1 INVITE", "CSeq: one");
        assertThat(tracker.hasAccepted(PARTIES, TUNNEL, Letter.decoded(broken))).isFalse();
        assertThat(tracker.knows(PARTIES, TUNNEL, Letter.decoded(broken))).isFalse();
        assertThat(tracker.isAnswered(PARTIES, TUNNEL, Letter.decoded(broken))).isFalse();
    }

    @Test
    void whoseDialogItIsIsFoundByBothTagsInEitherOrder() {
        observed.answered();
        assertThat(tracker.partiesOf("call-1", "a", "b")).isEqualTo(PARTIES);
        assertThat(tracker.partiesOf("call-1", "b", "a")).isEqualTo(PARTIES);
        assertThat(tracker.partiesOf("call-1", "a", "a")).isNull();
        assertThat(tracker.partiesOf("call-1", "b", "b")).isNull();
        assertThat(tracker.partiesOf("call-1", "a", "")).isNull();
        assertThat(tracker.partiesOf("call-2", "a", "b")).isNull();
        observed.all(request(PHONE, "BYE", 2));
        assertThat(tracker.partiesOf("call-1", "a", "b")).as("it is over").isNull();
    }
}
