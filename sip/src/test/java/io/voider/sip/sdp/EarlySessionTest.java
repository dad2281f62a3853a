package io.voider.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 3959: of two descriptions in a message, one may be for media before the answer alone. */
class EarlySessionTest {
    private static final String SESSION = part("session", 4000);
    private static final String EARLY = part("early-session;handling=optional", 4100);

    private static String part(String disposition, int port) {
        return "--b\r\nContent-Type: application/sdp\r\nContent-Disposition: " + disposition + "\r\n\r\nv=0\r\nm=audio "
                + port + " RTP/AVP 0\r\n\r\n";
    }

    private static SipMessage message(String parts) {
        byte[] bytes = ("INVITE sip:x SIP/2.0\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n" + parts
                        + "--b--\r\n")
                .getBytes(StandardCharsets.UTF_8);
        return new SipDecoder().decode(bytes, 0, bytes.length);
    }

    private static @Nullable SdpBody early(String parts) {
        SipMessage message = message(parts);
        return SdpBody.early(message, message.bodies());
    }

    private static int port(String parts) {
        return port(SdpBody.of(message(parts)));
    }

    private static int port(@Nullable SdpBody body) {
        return Objects.requireNonNull(body).media().get(0).port();
    }

    @Test
    void theSessionsOwnIsReadWhicheverComesFirst() {
        assertThat(port(EARLY + SESSION)).isEqualTo(4000);
        assertThat(port(SESSION + EARLY)).isEqualTo(4000);
        assertThat(port(SESSION.replace("Content-Disposition: session\r\n", "")))
                .isEqualTo(4000);
    }

    @Test
    void theEarlyOneIsReadByItself() {
        assertThat(port(early(SESSION + EARLY))).isEqualTo(4100);
        assertThat(port(early(EARLY))).isEqualTo(4100);
        assertThat(early(SESSION)).isNull();
        assertThat(SdpBody.of(message(EARLY))).isNull();
    }
}
