package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserAgentTest {
    private static final long T1 = Duration.ofMillis(500).toNanos();
    private static final Flow PHONE_SOURCE =
            new Flow(0, Sdp.address("172.16.0.1"), 5062, Sdp.address("10.2.1.1"), 5060, false);
    private static final Flow STREAM_SOURCE =
            new Flow(0, Sdp.address("172.16.0.1"), 5062, Sdp.address("10.2.1.1"), 5060, true);

    private final List<String> sent = new ArrayList<>();
    private final UserAgent agent = new UserAgent(3, new Tags()::next);
    private final List<Integer> ports = new ArrayList<>();
    private long now;

    private static final class Tags {
        private int count;

        String next() {
            return "tag-" + ++count;
        }
    }

    private void send(Flow to, ByteBuf response) {
        assertThat(to.address()).isEqualTo(PHONE_SOURCE.address());
        ports.add(to.port());
        sent.add(response.toString(StandardCharsets.UTF_8));
        response.release();
    }

    private boolean answer(Letter letter, Answer answer) {
        return agent.answer(PHONE_SOURCE, letter.message(), answer, now, this::send);
    }

    private boolean absorbs(Letter letter) {
        return agent.absorbs(PHONE_SOURCE, letter.message(), now, this::send);
    }

    private void pass(long nanos) {
        now += nanos;
        agent.tick(now, this::send);
    }

    @Test
    void anAnswerRepeatsWhatTheRequestSaid() {
        assertThat(answer(Letter.invite(PHONE, 7), Answer.of(480, "Line to bob is down")))
                .isTrue();
        assertThat(sent).containsExactly("""
            SIP/2.0 480 Line to bob is down\r
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKPHONE7;received=172.16.0.1\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>;tag=tag-1\r
            Call-ID: call-1\r
            CSeq: 7 INVITE\r
            Content-Length: 0\r
            \r
            """);
    }

    /** RFC 3261 section 18.2.2, RFC 3581 section 4. */
    @Test
    void anAnswerGoesToThePortThatViaNamesOrWhenAskedToWhereTheRequestCameFrom() {
        String text = Letter.request(PHONE, "OPTIONS", 1).text();
        List<String> vias = List.of(
                "192.0.2.9;branch=z9hG4bKa",
                "192.0.2.9:5070;branch=z9hG4bKb",
                "192.0.2.9:5070;rport;branch=z9hG4bKc",
                "192.0.2.9:5070;RPORT=1;branch=z9hG4bKd",
                "192.0.2.9:1;branch=z9hG4bKe");
        for (String via : vias) {
            String request = text.replace("192.0.2.9;branch=z9hG4bKPHONE1", via);
            assertThat(agent.answer(PHONE_SOURCE, Letter.decoded(request), Answer.of(200), now, this::send))
                    .isTrue();
        }
        assertThat(ports).containsExactly(5060, 5070, 5062, 5062, 1);
        Letter stream = Letter.request(PHONE, "OPTIONS", 9);
        agent.answer(STREAM_SOURCE, stream.message(), Answer.of(200), now, this::send);
        assertThat(ports).endsWith(5062);
    }

    @Test
    void anAnswerThatIsRepeatedGoesTheSameWay() {
        answer(Letter.invite(PHONE, 1), Answer.of(486));
        pass(T1);
        answer(Letter.invite(PHONE, 1), Answer.of(486));
        assertThat(ports).containsExactly(5060, 5060, 5060);
    }

    @Test
    void fieldsThatCannotBeReadGoBackAsTheyCame() {
        String text = Letter.invite(PHONE, 1).text();
        String to = text.replace("To: <sip:b@192.0.2.9>", "To: \"x <sip:b@192.0.2.9>");
        assertThat(agent.answer(PHONE_SOURCE, Letter.decoded(to), Answer.of(400), now, this::send))
                .isTrue();
        assertThat(sent.get(0)).contains("To: \"x <sip:b@192.0.2.9>;tag=tag-1\r\n");
        String via = text.replace("Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKPHONE1", "Via: SIP/2.0/UDP");
        assertThat(agent.answer(PHONE_SOURCE, Letter.decoded(via), Answer.of(400), now, this::send))
                .isTrue();
        assertThat(sent.get(1)).contains("\r\nVia: SIP/2.0/UDP\r\n");
        assertThat(ports).containsExactly(5060, 5062);
        assertThat(agent.absorbs(PHONE_SOURCE, Letter.decoded(via), now, this::send))
                .isTrue();
        String from = text.replace("From: <sip:a@192.0.2.9>;tag=a", "From: \"x <sip:a>;tag=a")
                .replace("z9hG4bK", "old");
        assertThat(agent.answer(PHONE_SOURCE, Letter.decoded(from), Answer.of(400), now, this::send))
                .isTrue();
        assertThat(agent.absorbs(PHONE_SOURCE, Letter.decoded(from), now, this::send))
                .isTrue();
        assertThat(agent.transactions()).isEqualTo(3);
    }

    @Test
    void aReasonThatFitsNoLineIsLeftOut() {
        assertThat(Answer.badRequest("no To").phrase()).isEqualTo("no To");
        assertThat(Answer.badRequest("~ä").phrase()).isEqualTo("Bad Request");
        assertThat(Answer.badRequest("a\r\nb").phrase()).isEqualTo("Bad Request");
        assertThat(Answer.badRequest("a~ b").phrase()).isEqualTo("a~ b");
    }

    @Test
    void aTagThatIsThereStays() {
        answer(Letter.request(PHONE, "BYE", 1), Answer.of(481));
        assertThat(sent.get(0))
                .startsWith("SIP/2.0 481 Call/Transaction Does Not Exist\r\n")
                .contains(";tag=b\r\n");
    }

    @Test
    void theTopmostViaLearnsWhereItCameFrom() {
        String text = """
            OPTIONS sip:10.2.1.1 SIP/2.0\r
            v: SIP/2.0/UDP 172.16.0.1:5060;rport;branch=z9hG4bK1 , SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2\r
            Via: SIP/2.0/UDP 192.0.2.2;rport;branch=z9hG4bK3\r
            f: sip:a@172.16.0.1;tag=a\r
            t: sip:10.2.1.1\r
            i: x\r
            CSeq: 1 OPTIONS\r
            \r
            """;
        agent.answer(PHONE_SOURCE, Letter.decoded(text), Answer.options(), now, this::send);
        assertThat(sent.get(0))
                .contains("Via: SIP/2.0/UDP 172.16.0.1:5060;rport=5062;branch=z9hG4bK1;received=172.16.0.1"
                        + " , SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2\r\n")
                .contains("Via: SIP/2.0/UDP 192.0.2.2;rport;branch=z9hG4bK3\r\n")
                .contains("To: sip:10.2.1.1;tag=tag-1\r\n")
                .contains("Allow: INVITE, ACK");
        SipMessage response = Letter.decoded(sent.get(0));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.values(SipHeader.VIA)).hasSize(2);
        assertThat(response.toTag()).isEqualTo("tag-1");
    }

    @Test
    void aViaThatIsRightAlreadyStaysAsItIs() {
        String text = Letter.request(PHONE, "OPTIONS", 1).text();
        String right = text.replace("192.0.2.9;branch", "172.16.0.1;branch");
        agent.answer(PHONE_SOURCE, Letter.decoded(right), Answer.of(200), now, this::send);
        assertThat(sent.get(0)).contains("Via: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bKPHONE1\r\n");
        String told =
                text.replace(";branch", ";received=192.0.2.77;rport=9;branch").replace("KPHONE1", "KPHONE2");
        agent.answer(PHONE_SOURCE, Letter.decoded(told), Answer.of(200), now, this::send);
        assertThat(sent.get(1))
                .contains("Via: SIP/2.0/UDP 192.0.2.9;received=192.0.2.77;rport=9;branch=z9hG4bKPHONE2\r\n");
    }

    @Test
    void anInviteIsAnsweredAgainUntilItsAckComes() {
        Letter invite = Letter.invite(PHONE, 1);
        answer(invite, Answer.of(486));
        pass(T1 - 1);
        assertThat(sent).hasSize(1);
        pass(1);
        assertThat(sent).hasSize(2);
        pass(2 * T1 - 1);
        assertThat(sent).hasSize(2);
        pass(1);
        assertThat(sent).hasSize(3);
        assertThat(absorbs(Letter.request(PHONE, "ACK", 1))).isTrue();
        assertThat(sent).hasSize(3);
        pass(4 * T1);
        assertThat(absorbs(Letter.request(PHONE, "ACK", 1))).isTrue();
        assertThat(absorbs(invite)).isTrue();
        assertThat(sent).hasSize(3).allMatch(sent.get(0)::equals);
        pass(6 * T1 - 1);
        assertThat(agent.transactions()).isEqualTo(1);
        pass(1);
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void repetitionsAreNeverFurtherApartThanT2AndStopAfter64T1() {
        answer(Letter.invite(PHONE, 1), Answer.of(404));
        List<Long> times = new ArrayList<>();
        for (int tick = 0; tick < 200; tick++) {
            int before = sent.size();
            pass(T1);
            if (sent.size() > before) {
                times.add(now / T1);
            }
        }
        assertThat(times).containsExactly(1L, 3L, 7L, 15L, 23L, 31L, 39L, 47L, 55L, 63L);
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void aCopyOfARequestGetsACopyOfItsAnswer() {
        Letter options = Letter.request(PHONE, "OPTIONS", 1).toTag("");
        assertThat(absorbs(options)).isFalse();
        answer(options, Answer.options());
        pass(10 * T1);
        assertThat(sent).hasSize(1);
        assertThat(absorbs(options)).isTrue();
        assertThat(answer(options, Answer.of(404))).isTrue();
        assertThat(sent).hasSize(3).allMatch(sent.get(0)::equals);
        assertThat(absorbs(options.branch("z9hG4bKother"))).isFalse();
        assertThat(absorbs(options.callId("other"))).isTrue();
        sent.remove(3);
        pass(54 * T1);
        assertThat(absorbs(options)).isFalse();
    }

    @Test
    void anOverdueCancelIsAnsweredAndAnAckNever() {
        Letter invite = Letter.invite(PHONE, 1);
        Letter cancel = Letter.request(PHONE, "CANCEL", 1).toTag("");
        assertThat(absorbs(cancel)).isFalse();
        answer(invite, Answer.of(404));
        assertThat(absorbs(cancel)).isTrue();
        assertThat(sent.get(1)).startsWith("SIP/2.0 200 OK\r\n").contains("CSeq: 1 CANCEL\r\n");
        assertThat(answer(Letter.request(PHONE, "ACK", 1), Answer.of(404))).isFalse();
        assertThat(answer(invite.answered(200), Answer.of(404))).isFalse();
        assertThat(absorbs(invite.answered(200))).isFalse();
        assertThat(sent).hasSize(2);
    }

    @Test
    void overTcpNothingIsRepeated() {
        agent.answer(STREAM_SOURCE, Letter.invite(PHONE, 1).message(), Answer.of(480), now, this::send);
        agent.answer(STREAM_SOURCE, Letter.request(PHONE, "OPTIONS", 2).message(), Answer.options(), now, this::send);
        pass(10 * T1);
        assertThat(sent).hasSize(2);
        assertThat(agent.transactions()).isEqualTo(1);
        assertThat(agent.absorbs(STREAM_SOURCE, Letter.request(PHONE, "ACK", 1).message(), now, this::send))
                .isTrue();
        pass(1);
        assertThat(agent.transactions()).isZero();
    }

    @Test
    void withoutTheMagicCookieTheRequestItselfTellsTransactionsApart() {
        Letter old = Letter.request(PHONE, "OPTIONS", 1).branch("1");
        answer(old, Answer.of(404));
        assertThat(absorbs(old)).isTrue();
        assertThat(absorbs(Letter.request(PHONE, "OPTIONS", 2).branch("1"))).isFalse();
        assertThat(absorbs(old.callId("other"))).isFalse();
        assertThat(absorbs(old.fromTag("other"))).isFalse();
        Letter bare = Letter.request(PHONE, "OPTIONS", 3).branch("z9hG4bK");
        answer(bare, Answer.of(404));
        assertThat(absorbs(bare.callId("other"))).isFalse();
    }

    @Test
    void anotherSourceIsAnotherTransaction() {
        Letter options = Letter.request(PHONE, "OPTIONS", 1);
        answer(options, Answer.of(404));
        Flow other = new Flow(1, PHONE_SOURCE.address(), 5062, PHONE_SOURCE.localAddress(), 5060, false);
        assertThat(agent.absorbs(other, options.message(), now, this::send)).isFalse();
    }

    @Test
    void aRedirectionIsRepeatedToo() {
        answer(Letter.invite(PHONE, 1), Answer.of(300));
        pass(T1);
        assertThat(sent).hasSize(2);
    }

    @Test
    void anEmptyViaBeforeTheFirstOneIsPassedOn() {
        String text = """
            OPTIONS sip:x SIP/2.0\r
            To: <sip:b>;tag=b\r
            Via: ,\r
            Via: SIP/2.0/UDP a;branch=z9hG4bK1\r
            From: <sip:a>\r
            Call-ID: x\r
            CSeq: 1 OPTIONS\r
            \r
            """;
        assertThat(agent.answer(PHONE_SOURCE, Letter.decoded(text), Answer.of(404), now, this::send))
                .isTrue();
        assertThat(sent.get(0))
                .startsWith("SIP/2.0 404 Not Found\r\nVia: ,\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n")
                .contains("\r\nTo: <sip:b>;tag=b\r\n");
    }

    @Test
    void aRequestWithoutAnyViaIsNotAnswered() {
        String text = """
            OPTIONS sip:x SIP/2.0\r
            Via:\r
            From: <sip:a>\r
            To: <sip:b>\r
            Call-ID: x\r
            CSeq: 1 OPTIONS\r
            \r
            """;
        assertThat(agent.answer(PHONE_SOURCE, Letter.decoded(text), Answer.of(404), now, this::send))
                .isFalse();
    }

    @Test
    void memoryIsBounded() {
        for (int i = 1; i <= 5; i++) {
            answer(Letter.invite(PHONE, i), Answer.of(404));
        }
        assertThat(agent.transactions()).isEqualTo(3);
        assertThat(absorbs(Letter.request(PHONE, "ACK", 1))).isFalse();
        assertThat(absorbs(Letter.request(PHONE, "ACK", 5))).isTrue();
    }

    @Test
    void requestsThatLackWhatAnAnswerRepeatsAreNotAnswered() {
        String text = "OPTIONS sip:x SIP/2.0\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n";
        assertThat(agent.answer(PHONE_SOURCE, Letter.decoded(text), Answer.of(404), now, this::send))
                .isFalse();
        String noCall =
                "OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\n\r\n";
        assertThat(agent.answer(PHONE_SOURCE, Letter.decoded(noCall), Answer.of(404), now, this::send))
                .isFalse();
        answer(Letter.invite(PHONE, 1), Answer.of(404));
        assertThat(agent.absorbs(PHONE_SOURCE, Letter.decoded(text), now, this::send))
                .isFalse();
    }

    @Test
    void answersSayWhatTheirCodesMean() {
        assertThat(Answer.of(486)).isEqualTo(new Answer(486, "Busy Here", List.of()));
        assertThat(Answer.of(599).phrase()).isEqualTo("Server Failure");
        assertThat(Answer.of(299).phrase()).isEqualTo("Success");
        assertThat(Answer.of(399).phrase()).isEqualTo("Redirection");
        assertThat(Answer.of(499).phrase()).isEqualTo("Request Failure");
        assertThat(Answer.of(699).phrase()).isEqualTo("Global Failure");
        assertThat(ReasonPhrase.line(199)).isEqualTo("199 Progress");
        assertThat(Answer.serviceUnavailable(30).fields()).containsExactly("Retry-After: 30");
        assertThat(Answer.methodNotAllowed().fields().get(0)).startsWith("Allow: ");
        assertThatThrownBy(() -> Answer.of(199)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Answer.of(700)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Answer.of(480, "two\r\nlines")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Answer(480, "x", List.of("a: b\r\nc: d")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new UserAgent(1, () -> "x").transactions()).isZero();
        assertThatThrownBy(() -> new UserAgent(0, () -> "x")).isInstanceOf(IllegalArgumentException.class);
    }
}
