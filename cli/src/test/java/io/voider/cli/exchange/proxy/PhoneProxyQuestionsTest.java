package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.OTHER_PHONE;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.SECOND;
import static io.voider.cli.exchange.proxy.Wire.incoming;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.presence.WatchedLine;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.sip.call.Flow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What whoever holds the proxy is told besides messages: how a phone's request ended, who is registered, and who watches. */
class PhoneProxyQuestionsTest {
    private static final String ACCOUNT = "<sip:alice@" + GATEWAY + ">";
    private static final int ADDRESS = Wire.address(PHONE);

    private final Wire wire = new Wire();

    private PhoneProxy.Step step(String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        Flow flow = new Flow(0, ADDRESS, 5060, Wire.address(GATEWAY), 5060, false);
        PhoneProxy.Step step = wire.proxy.fromPhone(flow, bytes, wire.now, (way, said) -> said.release());
        bytes.release();
        return step;
    }

    private static String dialling(String method, String whom) {
        return request(method, "sip:" + whom + "@" + GATEWAY, ACCOUNT, "<sip:" + whom + "@" + GATEWAY + ">");
    }

    @Test
    void aCallToNobodyIsToldAsOneAndNothingElseIs() {
        PhoneProxy.Step step = step(dialling("INVITE", "zoe"));
        assertThat(step).isInstanceOfSatisfying(PhoneProxy.Step.Unfound.class, unfound -> {
            assertThat(unfound.dialled()).isEqualTo("zoe");
            assertThat(unfound.answer().status()).isEqualTo(404);
        });
        assertThat(step(dialling("MESSAGE", "zoe"))).isInstanceOf(PhoneProxy.Step.Ended.class);
        assertThat(step(dialling("INVITE", "zoe")
                        .replace("Call-ID: one", "Call-ID: two")
                        .replace(">\r\nCall", ">;tag=x\r\nCall")))
                .as("in what it believes to be a call")
                .isInstanceOf(PhoneProxy.Step.Ended.class);
    }

    @Test
    void whatTheGatewayAnswersEndsThereAndIsCounted() {
        String register = request("REGISTER", "sip:" + GATEWAY, ACCOUNT, ACCOUNT);
        assertThat(step(register)).isInstanceOf(PhoneProxy.Step.Ended.class);
        assertThat(wire.counters.count(ExchangeCounter.SIP_ANSWERED)).isEqualTo(1);
        assertThat(step(register)).as("a copy").isInstanceOf(PhoneProxy.Step.Ended.class);
        assertThat(wire.counters.count(ExchangeCounter.SIP_ANSWERED)).isEqualTo(2);
    }

    @Test
    void whoWasRegisteredAndIsNoMoreHasLeft() {
        assertThat(wire.proxy.gateway().hasLeft(ADDRESS, wire.now)).isFalse();
        wire.register("<sip:1@" + PHONE + ":5060>", 1);
        assertThat(wire.proxy.gateway().hasLeft(ADDRESS, wire.now)).isFalse();
        assertThat(wire.proxy.gateway().hasLeft(ADDRESS, wire.now + 100_000 * SECOND))
                .isTrue();
        assertThat(wire.proxy.gateway().hasLeft(Wire.address(OTHER_PHONE), wire.now + 100_000 * SECOND))
                .isFalse();
    }

    @Test
    void aPhoneThatIsTakenAwayIsRegisteredNoMore() {
        wire.register("<sip:1@" + PHONE + ":5060>", 1);
        assertThat(wire.proxy.gateway().contacts(wire.now)).containsOnlyKeys(ADDRESS);
        wire.proxy.directory(new Directory(State.of(
                "alice",
                "eth1",
                List.of(new PhoneLine(2, PhoneAddress.parse(OTHER_PHONE))),
                "seed",
                null,
                Settings.DEFAULT)));
        wire.proxy.directory(new Directory(Wire.state()));
        assertThat(wire.proxy.gateway().contacts(wire.now)).isEmpty();
    }

    @Test
    void itSaysWhetherAnyoneWatches() {
        wire.lines.put(BOB, new WatchedLine(true, false, "Ready"));
        assertThat(wire.proxy.gateway().isWatching()).isFalse();
        wire.send(GATEWAY, dialling("SUBSCRIBE", "21").replace("Max-Forwards", "Event: dialog\r\nMax-Forwards"));
        assertThat(wire.proxy.gateway().isWatching()).isTrue();
    }

    @Test
    void whatIsForNoPhoneOfThisHomeIsAsItIs() {
        String text = incoming("INVITE", "<sip:" + BOB + ">");
        assertThat(wire.receiveAt("172.16.9.1", BOB, text)).isEqualTo(new Wire.AtPhone(BOB, 5060, text));
        assertThat(wire.receive(BOB, "nonsense")).isEqualTo(new Wire.AtPhone(BOB, 5060, "nonsense"));
    }

    /** In a dialog a phone names where the other party said it is. */
    @Test
    void anotherPhoneOfThatHomeMayGoOnWithTheCall() {
        String invite = dialling("INVITE", "21");
        String dialled = Objects.requireNonNull(wire.send(GATEWAY, invite)).text();
        wire.receive(BOB, response(dialled, 200, "b"));
        String bye = invite.replaceFirst("INVITE [^ ]*", "BYE sip:bob@10.1.2.7")
                .replace("1 INVITE", "2 BYE")
                .replaceFirst("(To: <[^>]*>)", "$1;tag=b");
        assertThat(Objects.requireNonNull(wire.send(GATEWAY, bye)).to()).isEqualTo("10.1.2.7");
        String atName = bye.replace("sip:bob@10.1.2.7", "sip:bob@example.org").replace("2 BYE", "3 BYE");
        assertThat(Objects.requireNonNull(wire.send(GATEWAY, atName)).to()).isEqualTo(BOB);
    }

    /** Two calls under one Call-ID are told apart by whom a request names. */
    @Test
    void ofTwoCallsOfOneIdentifierTheOneThatIsNamedIsMeant() {
        wire.receive(BOB, incoming("INVITE", "<sip:" + BOB + ">"));
        wire.receive("10.1.3.1", incoming("INVITE", "<sip:10.1.3.1>"));
        for (String party : new String[] {BOB, "10.1.3.1"}) {
            String bye = request("BYE", "sip:x@" + party, "<sip:" + PHONE + ">", "<sip:" + party + ">")
                    .replace("Call-ID: one", "Call-ID: two")
                    .replace("CSeq: 1", "CSeq: 9")
                    .replaceFirst("(To: <[^>]*>)", "$1;tag=b");
            assertThat(Objects.requireNonNull(wire.send(GATEWAY, bye)).to()).isEqualTo(party);
        }
    }
}
