package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.SECOND;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.exchange.ExchangeCounter;
import org.junit.jupiter.api.Test;

/** What the gateway says itself, how often, and what it counts. */
class GatewayAnswersTest {
    private static final String ACCOUNT = "<sip:alice@" + GATEWAY + ">";
    private static final String TO_NOBODY =
            request("INVITE", "sip:nobody@" + GATEWAY, ACCOUNT, "<sip:nobody@" + GATEWAY + ">");
    private static final String QUESTION = request("OPTIONS", "sip:21@" + GATEWAY, ACCOUNT, "<sip:21@" + GATEWAY + ">");

    private final Wire wire = new Wire();

    private long answered() {
        return wire.counters.count(ExchangeCounter.SIP_ANSWERED);
    }

    @Test
    void eachAnswerIsCounted() {
        wire.register("<sip:alice@" + PHONE + ":5062>", 1);
        assertThat(wire.answer()).startsWith("SIP/2.0 200 ");
        assertThat(answered()).isEqualTo(1);
        assertThat(wire.send(GATEWAY, TO_NOBODY)).isNull();
        assertThat(wire.answer()).startsWith("SIP/2.0 404 ");
        assertThat(answered()).isEqualTo(2);
    }

    @Test
    void aRefusalIsRepeatedUntilItsAckWhichGoesNoFurther() {
        wire.send(GATEWAY, TO_NOBODY);
        String refusal = wire.answer();
        wire.pass(SECOND);
        assertThat(wire.answer()).isEqualTo(refusal);
        assertThat(wire.proxy.gateway().isIdle()).isFalse();
        String tag = refusal.replaceAll("(?s).*\r\nTo: [^\r]*;tag=([^\r]*)\r\n.*", "$1");
        String ack = TO_NOBODY
                .replace("INVITE sip", "ACK sip")
                .replace("1 INVITE", "1 ACK")
                .replace("To: <sip:nobody@" + GATEWAY + ">", "To: <sip:nobody@" + GATEWAY + ">;tag=" + tag);
        assertThat(wire.send(GATEWAY, ack)).isNull();
        wire.pass(SECOND);
        wire.pass(4 * SECOND);
        assertThat(wire.answers).isEmpty();
    }

    @Test
    void aQuestionThatHasItsAnswerIsForgotten() {
        assertThat(wire.send(GATEWAY, QUESTION)).isNotNull();
        String asked = request("OPTIONS", "sip:" + BOB, ACCOUNT, "<sip:" + BOB + ">");
        assertThat(wire.receive(BOB, response(asked, 200, "b")).from()).isEqualTo(GATEWAY);
        assertThat(wire.receive(BOB, response(asked, 200, "b")).from())
                .as("a copy, which no question waits for")
                .isEqualTo(BOB);
    }

    /** A phone must not tell a friend how its home names things. */
    @Test
    void aResponseThatNamesTheGatewayToNobodyInACallIsDroppedAndCounted() {
        String ofNothing = response(
                request("OPTIONS", "sip:" + PHONE, "<sip:21@" + GATEWAY + ">", "<sip:" + PHONE + ">"), 200, "a");
        assertThat(wire.send(BOB, ofNothing)).isNull();
        assertThat(wire.answers).isEmpty();
        assertThat(wire.counters.count(ExchangeCounter.DROPPED_BY_POLICY)).isEqualTo(1);
    }

    @Test
    void whatNeitherAnswerNorCallIsGoesOnUncounted() {
        assertThat(wire.send(BOB, request("OPTIONS", "sip:" + BOB, "<sip:" + PHONE + ">", "<sip:" + BOB + ">")))
                .isNotNull();
        assertThat(wire.sendFrom("172.16.9.1", BOB, "not even SIP"))
                .as("nobody's, byte for byte")
                .isEqualTo(new Wire.AtSwitchboard(BOB, "not even SIP"));
        assertThat(wire.counters.snapshot()).isEmpty();
    }
}
