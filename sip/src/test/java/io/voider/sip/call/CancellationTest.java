package io.voider.sip.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.sip.Side;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private static final String INVITE = Letter.invite(Side.PHONE, 7)
            .with("Route: <sip:p1.example.org;lr>")
            .with("Route: <sip:p2.example.org;lr>")
            .with("Subject: x")
            .sdp(Observed.PARTIES, 4000)
            .text();

    private static String cancel(String invite, boolean elsewhere) {
        return new String(Cancellation.of(Letter.decoded(invite), elsewhere), StandardCharsets.UTF_8);
    }

    /** RFC 3261 section 9.1. */
    @Test
    void itHasOfTheInviteWhatTellsThatFromOthersAndNoMore() {
        assertThat(cancel(INVITE, false)).isEqualTo("""
            CANCEL sip:192.0.2.1 SIP/2.0\r
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKPHONE7\r
            Max-Forwards: 70\r
            Route: <sip:p1.example.org;lr>\r
            Route: <sip:p2.example.org;lr>\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>\r
            Call-ID: call-1\r
            CSeq: 7 CANCEL\r
            Content-Length: 0\r
            \r
            """);
    }

    /** RFC 3326. */
    @Test
    void itSaysIfAnotherPhoneAnswered() {
        String reason = "CSeq: 7 CANCEL\r\nReason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n";
        assertThat(cancel(INVITE, true)).isEqualTo(cancel(INVITE, false).replace("CSeq: 7 CANCEL\r\n", reason));
    }

    @Test
    void ofSeveralViasItHasTheTopmost() {
        String two = INVITE.replace("From:", "Via: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bKx\r\nFrom:");
        assertThat(cancel(two, false)).isEqualTo(cancel(INVITE, false));
    }

    @Test
    void whatHasNoViaIsNotCancelled() {
        SipMessage bare = Letter.decoded(INVITE.replaceFirst("Via: .*\r\n", ""));
        assertThatThrownBy(() -> Cancellation.of(bare, false))
                .isInstanceOf(SipRefusal.class)
                .hasMessageContaining("no Via");
    }
}
