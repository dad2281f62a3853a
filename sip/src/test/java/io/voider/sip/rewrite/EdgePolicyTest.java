package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EdgePolicyTest {
    private final SipDecoder decoder = new SipDecoder();

    private SipMessage message(String text) {
        byte[] bytes = Rewriting.bytes(text);
        return decoder.decode(bytes, 0, bytes.length);
    }

    private int judge(EdgePolicy policy, Side from, String text) {
        return code(policy.judge(message(text), from));
    }

    private static int code(EdgePolicy.Verdict verdict) {
        return verdict instanceof EdgePolicy.Verdict.Forward ? 0 : ((EdgePolicy.Verdict.Refuse) verdict).statusCode();
    }

    @Test
    void callsCross() {
        assertThat(judge(EdgePolicy.DEFAULT, Side.PHONE, "INVITE sip:a SIP/2.0\r\n\r\n"))
                .isZero();
        assertThat(judge(EdgePolicy.DEFAULT, Side.TUNNEL, "SIP/2.0 180 x\r\n\r\n"))
                .isZero();
    }

    @Test
    void registrationsAndUnknownMethodsDoNot() {
        assertThat(judge(EdgePolicy.DEFAULT, Side.PHONE, "REGISTER sip:a SIP/2.0\r\n\r\n"))
                .isEqualTo(405);
        assertThat(judge(EdgePolicy.DEFAULT, Side.TUNNEL, "X sip:a SIP/2.0\r\n\r\n"))
                .isEqualTo(405);
    }

    @Test
    void aFriendsChallengeAndThePhonesCredentialsDoNot() {
        String challenge = "SIP/2.0 401 x\r\n\r\n";
        String hidden = "SIP/2.0 200 x\r\nProxy-Authenticate: Digest\r\n\r\n";
        String credentials = "INVITE sip:a SIP/2.0\r\nAuthorization: Digest\r\n\r\n";
        assertThat(judge(EdgePolicy.DEFAULT, Side.TUNNEL, challenge)).isEqualTo(403);
        assertThat(judge(EdgePolicy.DEFAULT, Side.TUNNEL, hidden)).isEqualTo(403);
        assertThat(judge(EdgePolicy.DEFAULT, Side.PHONE, challenge)).isZero();
        assertThat(judge(EdgePolicy.DEFAULT, Side.PHONE, credentials)).isEqualTo(403);
        assertThat(judge(EdgePolicy.DEFAULT, Side.TUNNEL, credentials)).isZero();
        EdgePolicy open = new EdgePolicy(100, Set.of(SipMethod.INVITE), true, true, true);
        assertThat(judge(open, Side.TUNNEL, challenge)).isZero();
        assertThat(judge(open, Side.PHONE, credentials)).isZero();
    }

    @Test
    void sizeStraysAndDisclosuresAreAMatterOfChoice() {
        EdgePolicy strict = new EdgePolicy(60, Set.of(SipMethod.INVITE), false, false, false);
        assertThat(judge(strict, Side.PHONE, "INVITE sip:a SIP/2.0\r\n\r\n" + "x".repeat(36)))
                .isZero();
        assertThat(judge(strict, Side.PHONE, "INVITE sip:a SIP/2.0\r\n\r\n" + "x".repeat(37)))
                .isEqualTo(513);
        Rewriter rewriter = new Rewriter();
        Parties parties = Parties.parse("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1");
        rewriter.rewrite(parties, Side.TUNNEL, message("INVITE sip:10.2.1.1 SIP/2.0\r\n\r\n"), Unpooled.buffer());
        assertThat(code(strict.judge(rewriter))).isEqualTo(400);
        EdgePolicy discreet = new EdgePolicy(1, Set.of(), false, true, false);
        assertThat(code(discreet.judge(rewriter))).isZero();
        assertThat(code(EdgePolicy.DEFAULT.judge(rewriter))).isZero();
        rewriter.rewrite(parties, Side.PHONE, message("INVITE sip:10.2.1.2 SIP/2.0\r\n\r\n"), Unpooled.buffer());
        assertThat(strict.judge(rewriter)).isEqualTo(new EdgePolicy.Verdict.Refuse(400, "private address 10.2.1.2"));
        assertThatThrownBy(() -> new EdgePolicy(0, Set.of(), false, true, false))
                .hasMessage("messageBytes is 0, must be at least 1");
        assertThat(code(EdgePolicy.DEFAULT.judge(rewriter))).isZero();
    }
}
