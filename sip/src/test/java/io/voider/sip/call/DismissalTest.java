package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What whoever answered a call hears when that answer goes no further. */
class DismissalTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final Flow CALLEE =
            new Flow(1, Sdp.address("172.29.1.1"), 5062, Sdp.address("172.29.2.1"), 5060, false);
    private static final Flow STREAM =
            new Flow(1, Sdp.address("172.29.1.1"), 5062, Sdp.address("172.29.2.1"), 5060, true);

    private final List<String> sent = new ArrayList<>();
    private final UserAgent agent = new UserAgent(2, () -> "tag");
    private final Letter refusal = Letter.invite(PHONE, 7)
            .answered(401)
            .with("Via: SIP/2.0/UDP second")
            .with("X: y");
    private final Letter answer = Letter.invite(PHONE, 7).answered(200).with("Contact: <sip:b@192.0.2.1:5070;x=y>");
    private long now;

    private void send(Flow to, ByteBuf message) {
        assertThat(to.address()).isEqualTo(CALLEE.address());
        assertThat(to.port()).isEqualTo(5062);
        sent.add(message.toString(StandardCharsets.UTF_8));
        message.release();
    }

    private boolean dismiss(Letter letter) {
        return agent.dismiss(CALLEE, letter.message(), now, this::send);
    }

    /** How many messages leave within so many milliseconds. */
    private int pass(int millis) {
        int before = sent.size();
        for (int i = 0; i < millis; i += 100) {
            now += 100 * MILLI;
            agent.tick(now, this::send);
        }
        return sent.size() - before;
    }

    private static Letter toBye(int status) {
        return Letter.response(TUNNEL, status, "BYE", 8).branch("z9hG4bKPHONE7-bye");
    }

    @Test
    void aRefusalIsAcknowledgedInItsOwnTransaction() {
        assertThat(dismiss(refusal)).isTrue();
        assertThat(sent).containsExactly("""
            ACK sip:172.29.1.1 SIP/2.0\r
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKPHONE7\r
            Max-Forwards: 70\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>;tag=b\r
            Call-ID: call-1\r
            CSeq: 7 ACK\r
            Content-Length: 0\r
            \r
            """);
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void aRedirectionIsNoAnswer() {
        assertThat(dismiss(Letter.invite(PHONE, 7).answered(300))).isTrue();
        assertThat(sent).hasSize(1);
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void theContactCountsWhereverItStands() {
        String text = Letter.invite(PHONE, 7)
                .answered(200)
                .text()
                .replace("\r\nVia", "\r\nContact: <sip:b@192.0.2.1>\r\nVia");
        assertThat(agent.dismiss(CALLEE, Letter.decoded(text), now, this::send)).isTrue();
        assertThat(sent).allMatch(message -> message.contains(" sip:b@192.0.2.1 SIP/2.0\r\n"));
    }

    @Test
    void nothingIsRepeatedOnceThirtyTwoSecondsAreOver() {
        dismiss(answer);
        sent.clear();
        now += 32_000 * MILLI;
        agent.tick(now, this::send);
        assertThat(sent).isEmpty();
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void anAnswerIsAcknowledgedInItsDialogAndHungUpOn() {
        assertThat(dismiss(answer.with("Record-Route: <sip:r1;lr>").with("Record-Route: <sip:r2;lr>")))
                .isTrue();
        assertThat(sent).containsExactly("""
            ACK sip:b@192.0.2.1:5070;x=y SIP/2.0\r
            Via: SIP/2.0/UDP 172.29.2.1:5060;branch=z9hG4bKPHONE7-ack\r
            Max-Forwards: 70\r
            Route: <sip:r2;lr>\r
            Route: <sip:r1;lr>\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>;tag=b\r
            Call-ID: call-1\r
            CSeq: 7 ACK\r
            Content-Length: 0\r
            \r
            """, """
            BYE sip:b@192.0.2.1:5070;x=y SIP/2.0\r
            Via: SIP/2.0/UDP 172.29.2.1:5060;branch=z9hG4bKPHONE7-bye\r
            Max-Forwards: 70\r
            Route: <sip:r2;lr>\r
            Route: <sip:r1;lr>\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>;tag=b\r
            Call-ID: call-1\r
            CSeq: 8 BYE\r
            Content-Length: 0\r
            \r
            """);
    }

    /** RFC 3261 section 17.1.2.2: timers E and F. */
    @Test
    void theByeIsRepeatedUntilItIsAnswered() {
        dismiss(answer);
        sent.clear();
        assertThat(pass(400)).isZero();
        assertThat(pass(100)).isOne();
        assertThat(pass(900)).isZero();
        assertThat(pass(100)).isOne();
        assertThat(sent).allMatch(text -> text.startsWith("BYE "));
        assertThat(agent.absorbs(CALLEE, toBye(100).message(), now, this::send)).isTrue();
        assertThat(pass(2000)).as("a provisional response stops nothing").isOne();
        assertThat(agent.absorbs(CALLEE, toBye(200).message(), now, this::send)).isTrue();
        assertThat(pass(20_000)).isZero();
        assertThat(agent.absorbs(CALLEE, toBye(200).message(), now, this::send))
                .as("a copy")
                .isTrue();
        pass(9_000);
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void theByeIsGivenUpAfterThirtyTwoSeconds() {
        dismiss(answer);
        assertThat(pass(31_900)).isEqualTo(10);
        assertThat(agent.transactions()).isOne();
        assertThat(pass(10_000)).isZero();
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void aCopyOfTheAnswerIsAcknowledgedAgainAndNotHungUpOnTwice() {
        dismiss(answer);
        sent.clear();
        dismiss(answer);
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0)).startsWith("ACK ");
    }

    @Test
    void overAStreamNothingIsRepeated() {
        agent.dismiss(STREAM, answer.message(), now, this::send);
        assertThat(sent).hasSize(2).allMatch(text -> text.contains("\r\nVia: SIP/2.0/TCP 172.29.2.1:5060;"));
        assertThat(pass(40_000)).isZero();
    }

    @Test
    void othersResponsesAreNotAbsorbed() {
        assertThat(agent.absorbs(CALLEE, toBye(200).message(), now, this::send)).isFalse();
        dismiss(answer);
        assertThat(agent.absorbs(CALLEE, toBye(200).branch("z9hG4bKx").message(), now, this::send))
                .isFalse();
        Flow other = new Flow(1, 9, 5062, Sdp.address("172.29.2.1"), 5060, false);
        assertThat(agent.absorbs(other, toBye(200).message(), now, this::send)).isFalse();
        String withoutVia = toBye(200).text().replaceFirst("\r\nVia: .*", "");
        assertThat(agent.absorbs(CALLEE, Letter.decoded(withoutVia), now, this::send))
                .isFalse();
    }

    @Test
    void onlySoManyAreRemembered() {
        for (int i = 0; i < 5; i++) {
            dismiss(Letter.invite(PHONE, 7).branch("z9hG4bK" + i).answered(200));
        }
        assertThat(agent.transactions()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none | sip:172.29.1.1",
                "<SIP:b@192.0.2.1> | SIP:b@192.0.2.1",
                "sip:b@192.0.2.1;expires=3 | sip:b@192.0.2.1",
                "<tel:+49> | sip:172.29.1.1",
                "<sip:b c@192.0.2.1> | sip:172.29.1.1",
                "Bob | sip:172.29.1.1",
            })
    void itGoesToTheContactOrElseToWhereTheAnswerCameFrom(@Nullable String contact, String target) {
        Letter bare = Letter.invite(PHONE, 7).answered(200);
        dismiss(contact == null ? bare : bare.with("Contact: " + contact));
        assertThat(sent.get(1)).startsWith("BYE " + target + " SIP/2.0\r\n");
    }

    @Test
    void anAnswerWithoutBranchIsDismissedAllTheSame() {
        String text = answer.text().replace(";branch=z9hG4bKPHONE7", "");
        assertThat(agent.dismiss(CALLEE, Letter.decoded(text), now, this::send)).isTrue();
        assertThat(sent.get(1)).contains(";branch=z9hG4bK").contains("-bye\r\n");
    }

    @ParameterizedTest
    @CsvSource({"180, INVITE", "200, BYE", "401, OPTIONS"})
    void whatIsNotRepeatedUntilAnAckNeedsNone(int status, String method) {
        assertThat(dismiss(Letter.response(TUNNEL, status, method, 1))).isFalse();
        assertThat(dismiss(Letter.request(TUNNEL, "INVITE", 1))).isFalse();
        assertThat(sent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "From", "To", "Call-ID", "CSeq"})
    void whatLacksAFieldIsLeftAlone(String name) {
        for (Letter letter : List.of(Letter.invite(PHONE, 7).answered(401), answer)) {
            String lacking = letter.text().replaceFirst("\r\n" + name + ": .*", "");
            assertThat(agent.dismiss(CALLEE, Letter.decoded(lacking), now, this::send))
                    .isFalse();
        }
        assertThat(sent).isEmpty();
        assertThat(agent.transactions()).isZero();
    }
}
