package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.OTHER_PHONE;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.SECOND;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.Board;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.exchange.SignallingBudget;
import io.voider.sip.call.Flow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call that several phones ring for which are registered at their gateways: each is called where it registered. */
class SharedCallAtTheGatewayTest {
    private static final Network FRIENDS = Network.tunnel(1);
    private static final String ALL = "172.29.1.0";
    private static final String BOB_THERE = "172.29.2.1";
    private static final String OTHER_GATEWAY = "172.16.6.2";
    private static final int CONNECTION = 41_000;

    /** What left: to whom, at which port or by which connection, and what. */
    private record Left(String to, int port, String text) {
        String startLine() {
            return text.split("\r\n", 2)[0];
        }
    }

    private final Wire wire = new Wire();
    private final Board board = new Board(SignallingBudget.DEFAULT, Wire.state());
    private final ProxiedSwitchboard switchboard = new ProxiedSwitchboard(wire.proxy, board.switchboard);
    private final List<Left> left = new ArrayList<>();
    private long now = SECOND;
    /** What goes out by the way that the caller's connection is. */
    private final ArrivalOutputs outputs = new ArrivalOutputs() {
        @Override
        public void send(Flow to, ByteBuf response) {
            leave(to.address(), to.port(), response);
        }

        @Override
        public void pass(Outcome.Passed passed) {
            passed(passed);
        }
    };

    private void passed(Outcome.Passed passed) {
        leave(passed.destination(), passed.connection() > 0 ? passed.connection() : passed.port(), passed.message());
    }

    private void leave(int to, int port, ByteBuf message) {
        left.add(new Left(NetUtil.intToIpAddress(to), port, message.toString(StandardCharsets.UTF_8)));
        assertThat(message.release()).isTrue();
    }

    private List<Left> datagram(Network network, String from, int port, String to, String text) {
        left.clear();
        ByteBuf payload = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        Datagram datagram = new Datagram(Wire.address(from), port, Wire.address(to), 5060, payload);
        switchboard.datagram(
                network, datagram, now, (way, out) -> leave(out.destination(), out.destinationPort(), out.payload()));
        return left;
    }

    private List<Left> stream(Network network, String from, int port, String to, String text) {
        left.clear();
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        Flow flow = new Flow(network.number(), Wire.address(from), port, Wire.address(to), 5060, true);
        if (switchboard.message(flow, bytes, now, outputs) instanceof Outcome.Passed passed) {
            passed(passed);
        }
        assertThat(bytes.release()).isTrue();
        return left;
    }

    private static String register(String phone, String gateway, String contact) {
        String account = "<sip:alice@" + gateway + ">";
        return request("REGISTER", "sip:" + gateway, account, account)
                .replace("<sip:alice@" + PHONE + ">", contact)
                .replace(PHONE, phone)
                .replace("Call-ID: one", "Call-ID: of " + phone);
    }

    private void deskRegisters() {
        datagram(Network.PHONES, PHONE, 5071, GATEWAY, register(PHONE, GATEWAY, "<sip:desk@" + PHONE + ":5071>"));
        assertThat(left).singleElement().extracting(Left::startLine).isEqualTo("SIP/2.0 200 OK");
    }

    private void bothRegister() {
        deskRegisters();
        stream(
                Network.PHONES,
                OTHER_PHONE,
                CONNECTION,
                OTHER_GATEWAY,
                register(
                        OTHER_PHONE, OTHER_GATEWAY, "<sip:hall@" + OTHER_PHONE + ":" + CONNECTION + ";transport=tcp>"));
        assertThat(left).singleElement().extracting(Left::startLine).isEqualTo("SIP/2.0 200 OK");
    }

    private static String bobs(String method, int cSeq, String toTag) {
        return method + " sip:" + ALL + " SIP/2.0\r\nVia: SIP/2.0/TCP " + BOB_THERE + ";branch=z9hG4bK" + cSeq
                + "\r\nFrom: <sip:" + BOB_THERE + ">;tag=a\r\nTo: <sip:" + ALL + ">" + toTag
                + "\r\nCall-ID: both\r\nCSeq: " + cSeq + " " + method + "\r\nContact: <sip:" + BOB_THERE
                + ">\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    }

    /** The only message that went there. */
    private Left to(String address) {
        assertThat(left).filteredOn(each -> each.to().equals(address)).hasSize(1);
        return left.stream()
                .filter(each -> each.to().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachIsCalledWhereItRegisteredAndWhoAnswersOverItsConnectionHasTheCall() {
        bothRegister();
        stream(FRIENDS, BOB_THERE, 40_000, ALL, bobs("INVITE", 1, ""));
        assertThat(to(BOB_THERE).startLine()).isEqualTo("SIP/2.0 100 Trying");
        Left first = to(PHONE);
        assertThat(first.port()).isEqualTo(5071);
        assertThat(first.startLine()).isEqualTo("INVITE sip:desk@" + PHONE + ":5071 SIP/2.0");
        assertThat(first.text()).contains("From: \"bob\" <sip:21@" + GATEWAY + ">;tag=a\r\n");
        Left second = to(OTHER_PHONE);
        assertThat(second.port()).as("by the connection by which it registered").isEqualTo(CONNECTION);
        assertThat(second.startLine()).startsWith("INVITE sip:hall@" + OTHER_PHONE + ":" + CONNECTION);

        datagram(Network.PHONES, PHONE, 5071, BOB, response(first.text(), 180, "b"));
        String contact = "sip:hall@" + OTHER_PHONE + ":" + CONNECTION + ";transport=tcp";
        String accepted = response(second.text(), 200, "c")
                .replace("Content-Length", "Contact: <" + contact + ">\r\nContent-Length");
        stream(Network.PHONES, OTHER_PHONE, CONNECTION, OTHER_GATEWAY, accepted);
        Left answer = to(BOB_THERE);
        assertThat(answer.startLine()).startsWith("SIP/2.0 200 ");
        assertThat(answer.text())
                .contains("To: <sip:" + ALL + ">;tag=c\r\n", "From: <sip:" + BOB_THERE + ">;tag=a\r\n")
                .contains("Contact: <sip:hall@" + ALL + ":" + CONNECTION + ";transport=tcp>\r\n")
                .doesNotContain("172.16.", "alice");
        Left cancel = to(PHONE);
        assertThat(cancel.port()).isEqualTo(5071);
        assertThat(cancel.startLine()).isEqualTo("CANCEL sip:desk@" + PHONE + ":5071 SIP/2.0");
        assertThat(cancel.text())
                .contains("From: \"bob\" <sip:21@" + GATEWAY + ">;tag=a\r\n")
                .contains("Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n");

        stream(
                FRIENDS,
                BOB_THERE,
                40_000,
                ALL,
                bobs("BYE", 2, ";tag=c")
                        .replace("BYE sip:" + ALL, "BYE sip:hall@" + ALL + ":" + CONNECTION + ";transport=tcp"));
        assertThat(to(OTHER_PHONE).port()).isEqualTo(CONNECTION);
        assertThat(to(OTHER_PHONE).startLine()).isEqualTo("BYE " + contact + " SIP/2.0");
        assertThat(left).hasSize(1);
    }

    /** A phone registers for a minute, and rings for longer than that. */
    @Test
    void whoseRegistrationRunsOutWhileItRingsIsCancelledOrAnswersWhereItWasCalled() {
        String brief = register(PHONE, GATEWAY, "<sip:desk@" + PHONE + ":5071>;expires=60");
        datagram(Network.PHONES, PHONE, 5071, GATEWAY, brief);
        assertThat(to(PHONE).text()).contains("expires=60");
        String other = register(OTHER_PHONE, OTHER_GATEWAY, "<sip:hall@" + OTHER_PHONE + ":5072>;expires=60");
        datagram(Network.PHONES, OTHER_PHONE, 5072, OTHER_GATEWAY, other);
        stream(FRIENDS, BOB_THERE, 40_000, ALL, bobs("INVITE", 1, ""));
        Left first = to(PHONE);
        Left second = to(OTHER_PHONE);
        datagram(Network.PHONES, PHONE, 5071, BOB, response(first.text(), 180, "b"));
        datagram(Network.PHONES, OTHER_PHONE, 5072, BOB, response(second.text(), 180, "c"));
        now += 70 * SECOND;
        wire.proxy.tick(now, (to, answer) -> answer.release());
        assertThat(wire.proxy.gateway().contacts(now)).as("both have run out").isEmpty();

        String accepted = response(second.text(), 200, "c")
                .replace("Content-Length", "Contact: <sip:hall@" + OTHER_PHONE + ":5072>\r\nContent-Length");
        datagram(Network.PHONES, OTHER_PHONE, 5072, BOB, accepted);
        Left cancel = to(PHONE);
        assertThat(cancel.port()).isEqualTo(5071);
        assertThat(cancel.startLine()).isEqualTo("CANCEL sip:desk@" + PHONE + ":5071 SIP/2.0");
        assertThat(to(BOB_THERE).startLine()).startsWith("SIP/2.0 200 ");
        assertThat(to(BOB_THERE).text()).contains(";tag=c\r\n").doesNotContain("172.16.");
        datagram(Network.PHONES, PHONE, 5071, BOB, response(first.text(), 487, "b"));
        assertThat(to(PHONE).port()).isEqualTo(5071);
        assertThat(to(PHONE).startLine()).startsWith("ACK sip:desk@" + PHONE);
        stream(
                FRIENDS,
                BOB_THERE,
                40_000,
                ALL,
                bobs("ACK", 1, ";tag=c").replace("ACK sip:" + ALL, "ACK sip:hall@" + ALL + ":5072"));
        assertThat(to(OTHER_PHONE).startLine()).startsWith("ACK sip:hall@" + OTHER_PHONE);
    }

    @Test
    void whoDialsAllOthersAtItsGatewayHearsThemFromThere() {
        deskRegisters();
        datagram(
                Network.PHONES,
                OTHER_PHONE,
                5060,
                OTHER_GATEWAY,
                register(OTHER_PHONE, OTHER_GATEWAY, "<sip:hall@" + OTHER_PHONE + ">"));
        String invite =
                request("INVITE", "sip:100@" + GATEWAY, "<sip:alice@" + GATEWAY + ">", "<sip:100@" + GATEWAY + ">");
        datagram(Network.PHONES, PHONE, 5071, GATEWAY, invite);
        assertThat(to(PHONE).startLine()).isEqualTo("SIP/2.0 100 Trying");
        assertThat(to(PHONE).text()).contains("To: <sip:100@" + GATEWAY + ">\r\n");
        Left other = to(OTHER_PHONE);
        assertThat(other.startLine()).startsWith("INVITE sip:hall@" + OTHER_PHONE);
        assertThat(other.text()).contains("<sip:101@" + OTHER_GATEWAY + ">").doesNotContain(GATEWAY);

        datagram(Network.PHONES, OTHER_PHONE, 5060, "10.1.1.1", response(other.text(), 486, "c"));
        assertThat(to(OTHER_PHONE).startLine()).startsWith("ACK sip:hall@" + OTHER_PHONE);
        assertThat(to(PHONE).startLine()).startsWith("SIP/2.0 486 ");
        assertThat(to(PHONE).text()).contains("To: <sip:100@" + GATEWAY + ">;tag=c\r\n");
    }
}
