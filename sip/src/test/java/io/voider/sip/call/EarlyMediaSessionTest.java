package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Letter.invite;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Observed.PARTIES;
import static io.voider.sip.call.Observed.TO_PEER;
import static io.voider.sip.call.Observed.TO_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 3959: media before the answer may be negotiated by themselves, beside the session, and end with the answer. */
class EarlyMediaSessionTest {
    private final Observed observed = new Observed();

    /** @param early ports of an early session; 0 for a stream that is refused */
    private static Letter described(Letter letter, int session, int... early) {
        StringBuilder body = new StringBuilder();
        if (session > 0) {
            body.append(part("session", letter.sdp(PARTIES, session).body()));
        }
        body.append(part("early-session", letter.sdp(PARTIES, early).body())).append("--b--\r\n");
        return letter.with("Content-Type: multipart/mixed;boundary=b").sdp(body.toString());
    }

    private static String part(String disposition, String description) {
        return "--b\r\nContent-Type: application/sdp\r\nContent-Disposition: " + disposition + "\r\n\r\n" + description
                + "\r\n";
    }

    @Test
    void bothListenThereUntilTheAnswer() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, described(invite.answered(183).with("RSeq: 1"), 6000, 6100));
        assertThat(observed.pinholes()).contains(TO_PEER + 6000, TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4000);
        Letter prack = described(request(PHONE, "PRACK", 2), 0, 4100);
        observed.all(prack, prack.answered(200));
        assertThat(observed.pinholes())
                .contains(TO_PEER + 6000, TO_PEER + 6100, TO_PHONE + 4000, TO_PHONE + 4100)
                .hasSize(8);
        observed.all(invite.answered(200).sdp(PARTIES, 6000));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4000, TO_PHONE + 4001);
        assertThat(observed.only().ladder().get(2).withoutText())
                .isEqualTo(new LadderEntry(0, PHONE, "PRACK", true, 1, ""));
    }

    @Test
    void theInviteMayOfferOne() {
        Letter invite = described(invite(TUNNEL, 1), 6000, 6100);
        observed.all(invite);
        assertThat(observed.pinholes()).containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PEER + 6100, TO_PEER + 6101);
        observed.all(described(invite.answered(183), 0, 4100));
        assertThat(observed.pinholes()).contains(TO_PEER + 6000, TO_PEER + 6100, TO_PHONE + 4100);
        observed.all(invite.answered(200).sdp(PARTIES, 4000), request(TUNNEL, "ACK", 1));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void aStreamThatTheOtherSideRefusesIsNotListenedAt() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter prack = described(request(PHONE, "PRACK", 2), 0, 4100, 0);
        observed.all(invite, described(invite.answered(183), 0, 6100, 6200));
        assertThat(observed.pinholes()).contains(TO_PEER + 6100, TO_PEER + 6200);
        observed.all(prack);
        assertThat(observed.pinholes())
                .contains(TO_PEER + 6100, TO_PHONE + 4100)
                .doesNotContain(TO_PEER + 6200);
    }

    @Test
    void itIsOverWithItsCallAndWithItsAttempt() {
        Letter invite = described(invite(PHONE, 1), 4000, 4100);
        observed.all(invite, described(invite.answered(183), 0, 6100), invite.answered(401));
        assertThat(observed.pinholes()).isEmpty();
        Letter better = invite(PHONE, 2).sdp(PARTIES, 4200);
        observed.all(better);
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4200, TO_PHONE + 4201);
        observed.all(better.answered(486));
        assertThat(observed.pinholes()).isEmpty();
    }

    @Test
    void whatIsSaidOfOneBehindTheAnswerIsNothing() {
        observed.answered();
        Letter update = described(request(TUNNEL, "UPDATE", 1).swapped(), 0, 6100);
        observed.all(update);
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void copiesOfAnInviteAndStrangersOfferNone() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite);
        observed.take(described(invite, 4000, 4100));
        observed.take(described(request(TUNNEL, "UPDATE", 1).swapped(), 0, 6100));
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
    }
}
