package io.voider.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** RFC 3959: of two descriptions in a message, one may be for media before the answer alone. */
class EarlySessionTest {
    private static final String SESSION = part("session", 4000);
    private static final String EARLY = part("early-session;handling=optional", 4100);

    private static String part(String disposition, int port) {
        return "--b\r\nContent-Type: application/sdp\r\nContent-Disposition: " + disposition + "\r\n\r\nv=0\r\nm=audio "
                + port + " RTP/AVP 0\r\n\r\n";
    }

    private static int port(String parts) {
        byte[] bytes = ("INVITE sip:x SIP/2.0\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n" + parts
                        + "--b--\r\n")
                .getBytes(StandardCharsets.UTF_8);
        return Objects.requireNonNull(SdpBody.of(new SipDecoder().decode(bytes, 0, bytes.length)))
                .media()
                .get(0)
                .port();
    }

    @Test
    void theSessionsOwnIsReadWhicheverComesFirst() {
        assertThat(port(EARLY + SESSION)).isEqualTo(4000);
        assertThat(port(SESSION + EARLY)).isEqualTo(4000);
        assertThat(port(SESSION.replace("Content-Disposition: session\r\n", "")))
                .isEqualTo(4000);
    }

    @Test
    void theEarlyOneIsReadWhereThereIsNoOther() {
        assertThat(port(EARLY)).isEqualTo(4100);
    }
}
