package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplacedResponseTest {
    private final Letter challenge = Letter.invite(PHONE, 7)
            .answered(401)
            .with("Via: SIP/2.0/UDP second")
            .with("X: y");

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void theReplacementIsToTheSameRequestAndSaysNothingElse() {
        Answer answer = Answer.serviceUnavailable(3);
        assertThat(text(ReplacedResponse.with(challenge.message(), answer))).isEqualTo("""
            SIP/2.0 503 Service Unavailable\r
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKPHONE7\r
            Via: SIP/2.0/UDP second\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>;tag=b\r
            Call-ID: call-1\r
            CSeq: 7 INVITE\r
            Retry-After: 3\r
            Content-Length: 0\r
            \r
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"From", "To", "Call-ID", "CSeq"})
    void whatLacksAFieldCannotBeReplaced(String name) {
        String lacking = challenge.text().replaceFirst("\r\n" + name + ": .*", "");
        assertThatThrownBy(() -> ReplacedResponse.with(Letter.decoded(lacking), Answer.of(403)))
                .isInstanceOf(SipRefusal.class);
    }
}
