package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a caller is told for the phones that its INVITE was forked to. */
class RelayedAnswersTest {
    private static final Flow CALLER =
            new Flow(0, Sdp.address("172.16.0.1"), 5062, Sdp.address("10.2.1.1"), 5060, false);
    private static final Letter INVITE = Letter.invite(PHONE, 7);

    private final UserAgent agent = new UserAgent(3, () -> "tag-1");
    private final List<String> sent = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    private void send(Flow to, ByteBuf response) {
        ports.add(to.port());
        sent.add(response.toString(StandardCharsets.UTF_8));
        response.release();
    }

    private List<String> pass(long millis) {
        sent.clear();
        agent.tick(millis * 1_000_000, this::send);
        return sent;
    }

    /** RFC 3261 section 8.2.6.1: it begins no dialog, so it has no tag. */
    @Test
    void tryingGoesWhereAnAnswerWouldAndIsNotRemembered() {
        byte[] said = agent.trying(CALLER, INVITE.message(), this::send);
        assertThat(sent).containsExactly("""
            SIP/2.0 100 Trying\r
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKPHONE7;received=172.16.0.1\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>\r
            Call-ID: call-1\r
            CSeq: 7 INVITE\r
            Content-Length: 0\r
            \r
            """);
        assertThat(new String(said, StandardCharsets.UTF_8)).isEqualTo(sent.get(0));
        assertThat(ports).containsExactly(5060);
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void aRefusalIsRepeatedUntilItsAckComes() {
        byte[] refusal = agent.write(CALLER, INVITE.message(), Answer.of(486));
        assertThat(new String(refusal, StandardCharsets.UTF_8))
                .startsWith("SIP/2.0 486 Busy Here\r\n")
                .contains("To: <sip:b@192.0.2.9>;tag=tag-1\r\n");
        assertThat(agent.transactions()).as("it was only written").isZero();
        agent.relay(CALLER, INVITE.message(), refusal, 0, this::send);
        String said = new String(refusal, StandardCharsets.UTF_8);
        assertThat(sent).containsExactly(said);
        assertThat(ports).containsExactly(5060);
        assertThat(agent.transactions()).isEqualTo(1);
        assertThat(pass(499)).isEmpty();
        assertThat(pass(500)).containsExactly(said);
        assertThat(agent.absorbs(CALLER, INVITE.message(), 600_000_000, this::send))
                .isTrue();
        assertThat(sent).containsExactly(said, said);
        Letter ack = Letter.request(PHONE, "ACK", 7).toTag("tag-1").branch(INVITE.branch());
        assertThat(agent.absorbs(CALLER, ack.message(), 700_000_000, this::send))
                .isTrue();
        assertThat(pass(4_000)).isEmpty();
    }
}
