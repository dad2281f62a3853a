package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.NetUtil;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.presence.WatchedLine;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.sip.Ipv4Text;
import io.voider.sip.call.Flow;
import io.voider.transport.count.Counters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The wire of alice's two phones, with the proxy at its end and nothing behind it. Bob is friend 2 with number 21, "Jörg Ä." friend 3
 * with 22; carol's exchange is number 2, where alice is 9, with number 23.
 */
final class Wire {
    static final String PHONE = "172.16.5.1";
    static final String GATEWAY = "172.16.5.2";
    static final String OTHER_PHONE = "172.16.6.1";
    static final String BOB = "10.1.2.1";
    static final long SECOND = 1_000_000_000L;

    /** What came to the switchboard: to which address, and what. */
    record AtSwitchboard(String to, String text) {}

    /** What came to a phone: from which address, to which of its ports, and what. */
    record AtPhone(String from, int port, String text) {}

    final PhoneProxy proxy;
    final Counters<ExchangeCounter> counters = new Counters<>(ExchangeCounter.class);
    final Map<String, WatchedLine> lines = new HashMap<>();
    final Set<String> up = new HashSet<>();
    final List<AtPhone> answers = new ArrayList<>();
    long now = SECOND;
    /** How often somebody looked how a line is. */
    int looks;

    private int tags;

    Wire() {
        this(state());
    }

    Wire(State state) {
        proxy = new PhoneProxy(
                new Directory(state),
                line -> up.contains(line.toString()),
                line -> {
                    looks++;
                    return Optional.ofNullable(lines.get(line.toString()));
                },
                counters,
                new byte[32],
                () -> "tag" + ++tags,
                UnpooledByteBufAllocator.DEFAULT);
    }

    static State state() {
        Instant then = Instant.parse("2026-11-22T12:00:00Z");
        return State.of(
                        "alice",
                        "eth1",
                        List.of(
                                new PhoneLine(1, PhoneAddress.parse(PHONE)),
                                new PhoneLine(2, PhoneAddress.parse(OTHER_PHONE))),
                        "seed",
                        null,
                        Settings.DEFAULT)
                .inviting("bob", null, 1, then)
                .inviting("Jörg Ä.", null, 1, then)
                .joining("carol", 9, 1, then);
    }

    static int address(String dotted) {
        return (int) Ipv4Text.parse(dotted);
    }

    /** The phone sends a datagram; null if it ended at the proxy, whose answers are in {@link #answers}. */
    @Nullable
    AtSwitchboard send(String to, String text) {
        return sendFrom(PHONE, to, text);
    }

    @Nullable
    AtSwitchboard sendFrom(String phone, String to, String text) {
        ByteBuf bytes = bytes(text);
        Flow flow = new Flow(0, address(phone), 5060, address(to), 5060, false);
        PhoneProxy.Step step = proxy.fromPhone(flow, bytes, now, this::said);
        bytes.release();
        if (step instanceof PhoneProxy.Step.Onward onward) {
            assertThat(onward.flow().address()).isEqualTo(flow.address());
            assertThat(onward.flow().port()).isEqualTo(flow.port());
            return new AtSwitchboard(dotted(onward.flow().localAddress()), text(onward.message()));
        }
        assertThat(step).isNotNull();
        return null;
    }

    /** The phone gets what the switchboard sends it. */
    AtPhone receive(String from, String text) {
        return receiveAt(PHONE, from, text);
    }

    /** The phone gets at a port what the switchboard sends there. */
    AtPhone receive(String from, int port, String text) {
        return receiveAt(PHONE, from, port, text);
    }

    AtPhone receiveAt(String phone, String from, String text) {
        return receiveAt(phone, from, 5060, text);
    }

    private AtPhone receiveAt(String phone, String from, int port, String text) {
        ByteBuf bytes = bytes(text);
        PhoneProxy.ToPhone got = proxy.toPhone(address(phone), address(from), port, bytes, now);
        bytes.release();
        return new AtPhone(dotted(got.source()), got.port(), text(got.message()));
    }

    /** Something changed of the lines; what the phones were told is in {@link #answers}. */
    void linesChanged() {
        proxy.gateway().linesChanged(now, this::said);
    }

    /** Lets time pass. */
    void pass(long nanos) {
        now += nanos;
        proxy.tick(now, this::said);
    }

    private void said(Flow way, ByteBuf message) {
        answers.add(new AtPhone(dotted(way.localAddress()), way.port(), text(message)));
    }

    /** What the proxy said itself last. */
    String answer() {
        assertThat(answers).isNotEmpty();
        return answers.remove(answers.size() - 1).text;
    }

    /** The phone registers. */
    void register(String contact, int cSeq) {
        send(
                GATEWAY,
                request("REGISTER", "sip:" + GATEWAY, "<sip:alice@" + GATEWAY + ">", "<sip:alice@" + GATEWAY + ">")
                        .replace("CSeq: 1 ", "CSeq: " + cSeq + " ")
                        .replace("Max-Forwards", "Contact: " + contact + "\r\nMax-Forwards"));
    }

    /** The phone sends a message to its gateway over a connection from that port; it ends at the proxy. */
    void sendOverTcp(int from, String text) {
        ByteBuf bytes = bytes(text);
        PhoneProxy.Step step = proxy.fromPhone(
                new Flow(0, address(PHONE), from, address(GATEWAY), 5060, true), bytes, now, this::said);
        bytes.release();
        assertThat(step).isInstanceOf(PhoneProxy.Step.Ended.class);
    }

    /** The phone answers over its connection to the gateway; what comes to the switchboard of it. */
    AtSwitchboard answerOverTcp(int from, String text) {
        ByteBuf bytes = bytes(text);
        PhoneProxy.Step step = proxy.fromPhone(
                new Flow(0, address(PHONE), from, address(GATEWAY), 5060, true), bytes, now, this::said);
        bytes.release();
        PhoneProxy.Step.Onward onward = (PhoneProxy.Step.Onward) step;
        return new AtSwitchboard(dotted(onward.flow().localAddress()), text(onward.message()));
    }

    /** The phone's connection from that port is no more. */
    void disconnect(int from) {
        proxy.gateway().connectionClosed(new Flow(0, address(PHONE), from, address(GATEWAY), 5060, true));
    }

    /** The phone's port of the connection over which it gets what the switchboard sends it, or 0. */
    int connection(String from, String text) {
        ByteBuf bytes = bytes(text);
        PhoneProxy.ToPhone got = proxy.toPhone(address(PHONE), address(from), 5060, bytes, now);
        bytes.release();
        got.message().release();
        return got.connection();
    }

    /** What the phone gets over its connection of what the switchboard sends it. */
    String overConnection(String from, String text) {
        ByteBuf bytes = bytes(text);
        PhoneProxy.ToPhone got = proxy.toPhone(address(PHONE), address(from), 5060, bytes, now);
        bytes.release();
        return text(got.message());
    }

    /** The phone registers over a connection from that port. */
    void registerOverTcp(String contact, int from) {
        String text = request("REGISTER", "sip:" + GATEWAY, "<sip:alice@x>", "<sip:alice@x>")
                .replace("<sip:alice@" + PHONE + ">", contact)
                .replace("Call-ID: one", "Call-ID: tcp" + from);
        ByteBuf bytes = bytes(text);
        proxy.fromPhone(new Flow(0, address(PHONE), from, address(GATEWAY), 5060, true), bytes, now, this::said);
        bytes.release();
    }

    /** A request of the phone's, outside a dialog. */
    static String request(String method, String uri, String from, String to) {
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + PHONE + ";branch=z9hG4bK1;rport\r\nFrom: " + from
                + ";tag=a\r\nTo: " + to + "\r\nCall-ID: one\r\nCSeq: 1 " + method + "\r\nContact: <sip:alice@" + PHONE
                + ">\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    }

    /** A request of bob's, outside a dialog, as the phone gets it. */
    static String incoming(String method, String from) {
        return method + " sip:" + PHONE + " SIP/2.0\r\nVia: SIP/2.0/UDP " + BOB + ";branch=z9hG4bK2\r\nFrom: " + from
                + ";tag=b\r\nTo: <sip:" + PHONE + ">\r\nCall-ID: two\r\nCSeq: 1 " + method + "\r\nContact: <sip:bob@"
                + BOB + ">\r\nContent-Length: 0\r\n\r\n";
    }

    /** The response to a request, as RFC 3261 section 8.2.6 has it made. */
    static String response(String request, int status, String tag) {
        StringBuilder text = new StringBuilder("SIP/2.0 " + status + " Whatever\r\n");
        for (String line : request.split("\r\n", -1)) {
            if (line.startsWith("To:") && !line.contains(";tag=")) {
                text.append(line).append(";tag=").append(tag).append("\r\n");
            } else if (line.matches("(Via|From|To|Call-ID|CSeq):.*")) {
                text.append(line).append("\r\n");
            }
        }
        return text.append("Content-Length: 0\r\n\r\n").toString();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static String text(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.release();
        return text;
    }

    private static String dotted(int address) {
        return NetUtil.intToIpAddress(address);
    }
}
