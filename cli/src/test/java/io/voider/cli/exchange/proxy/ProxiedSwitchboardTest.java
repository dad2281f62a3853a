package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.SECOND;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import io.voider.cli.exchange.Board;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.exchange.SignallingBudget;
import io.voider.cli.exchange.SwitchboardOutputs;
import io.voider.cli.exchange.presence.WatchedLine;
import io.voider.sip.call.Flow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What phones say goes through the proxy to the switchboard, and what they are told through it back; all else passes it by. */
class ProxiedSwitchboardTest {
    private static final Network FRIENDS = Network.tunnel(1);
    private static final String ALICE_THERE = "172.29.1.1";
    private static final String BOB_THERE = "172.29.2.1";
    private static final String ACCOUNT = "<sip:alice@" + GATEWAY + ">";
    private static final String CALL = request("INVITE", "sip:21@" + GATEWAY, ACCOUNT, "<sip:21@" + GATEWAY + ">");
    private static final String REGISTER = request("REGISTER", "sip:" + GATEWAY, ACCOUNT, ACCOUNT);

    /** A message that left by datagram. */
    private record Left(Network network, String from, int fromPort, String to, int port, String text) {}

    private final Wire wire = new Wire();
    private final Board board = new Board(SignallingBudget.DEFAULT, Wire.state());
    private final ProxiedSwitchboard switchboard = new ProxiedSwitchboard(wire.proxy, board.switchboard);
    private final List<Left> left = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private long now = SECOND;

    private void leave(Network network, Datagram datagram) {
        left.add(new Left(
                network,
                NetUtil.intToIpAddress(datagram.source()),
                datagram.sourcePort(),
                NetUtil.intToIpAddress(datagram.destination()),
                datagram.destinationPort(),
                datagram.payload().toString(StandardCharsets.UTF_8)));
        assertThat(datagram.payload().release()).isTrue();
    }

    private void datagram(Network network, String from, int port, String to, String text) {
        left.clear();
        ByteBuf payload = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        switchboard.datagram(
                network, new Datagram(Wire.address(from), port, Wire.address(to), 5060, payload), now, this::leave);
        assertThat(payload.refCnt()).isZero();
    }

    private Outcome message(Network network, String from, String to, String text) {
        answers.clear();
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        Flow flow = new Flow(network.number(), Wire.address(from), 5060, Wire.address(to), 5060, true);
        SwitchboardOutputs out = (way, response) -> {
            answers.add(response.payload().toString(StandardCharsets.UTF_8));
            assertThat(response.payload().release()).isTrue();
        };
        Outcome outcome = switchboard.message(flow, bytes, now, out.by(flow));
        assertThat(bytes.refCnt()).as("stays the caller's").isEqualTo(1);
        bytes.release();
        return outcome;
    }

    private Left only() {
        assertThat(left).hasSize(1);
        return left.get(0);
    }

    private static String text(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Passed.class);
        ByteBuf message = ((Outcome.Passed) outcome).message();
        String text = message.toString(StandardCharsets.UTF_8);
        assertThat(message.release()).isTrue();
        return text;
    }

    // ---- by datagram ----

    @Test
    void whatThePhoneDialsAtItsGatewayReachesTheFriendByNumber() {
        datagram(Network.PHONES, PHONE, 5060, GATEWAY, CALL);
        assertThat(only().network()).isEqualTo(FRIENDS);
        assertThat(only().from()).isEqualTo(ALICE_THERE);
        assertThat(only().to()).isEqualTo(BOB_THERE);
        assertThat(only().text())
                .startsWith("INVITE sip:172.29.2.1 SIP/2.0\r\n")
                .doesNotContain(GATEWAY);
    }

    @Test
    void andWhatTheFriendAnswersComesFromTheGateway() {
        datagram(Network.PHONES, PHONE, 5060, GATEWAY, CALL);
        datagram(FRIENDS, BOB_THERE, 5060, ALICE_THERE, response(only().text(), 180, "b"));
        assertThat(only().network()).isEqualTo(Network.PHONES);
        assertThat(only().from()).isEqualTo(GATEWAY);
        assertThat(only().to()).isEqualTo(PHONE);
        assertThat(only().port()).isEqualTo(5060);
        assertThat(only().text()).startsWith("SIP/2.0 180 ").contains("To: <sip:21@" + GATEWAY + ">;tag=b\r\n");
    }

    @Test
    void theGatewayAnswersWhereItWasAsked() {
        datagram(Network.PHONES, PHONE, 5070, GATEWAY, REGISTER);
        assertThat(only().network()).isEqualTo(Network.PHONES);
        assertThat(only().from()).isEqualTo(GATEWAY);
        assertThat(only().fromPort()).isEqualTo(5060);
        assertThat(only().to()).isEqualTo(PHONE);
        assertThat(only().port()).isEqualTo(5070);
        assertThat(only().text()).startsWith("SIP/2.0 200 ");
    }

    @Test
    void whatTheSwitchboardRefusesIsReadAsThePhoneDialled() {
        board.unavailable.put(LineId.friend(2), "bob is not there");
        datagram(Network.PHONES, PHONE, 5060, GATEWAY, CALL);
        assertThat(only().from()).isEqualTo(GATEWAY);
        assertThat(only().text())
                .startsWith("SIP/2.0 480 bob is not there\r\n")
                .contains("To: <sip:21@" + GATEWAY + ">;tag=");
    }

    @Test
    void betweenFriendsNothingIsRead() {
        datagram(
                FRIENDS, BOB_THERE, 5060, "172.29.0.1", request("OPTIONS", "sip:172.29.0.1", "<sip:b@x>", "<sip:a@x>"));
        assertThat(only().network()).isEqualTo(FRIENDS);
        assertThat(only().from()).isEqualTo("172.29.0.1");
        assertThat(only().text()).startsWith("SIP/2.0 200 OK\r\n");
    }

    // ---- over a connection ----

    private void register(String contact) {
        String register = REGISTER.replace("<sip:alice@" + PHONE + ">", contact);
        assertThat(register).contains("Contact: " + contact + "\r\n");
        message(Network.PHONES, PHONE, GATEWAY, register);
        assertThat(answers).singleElement().asString().startsWith("SIP/2.0 200 ");
    }

    private static String fromBob(String method) {
        return request(method, "sip:" + ALICE_THERE, "<sip:bob@" + BOB_THERE + ">", "<sip:" + ALICE_THERE + ">")
                .replace(PHONE, BOB_THERE);
    }

    @Test
    void whoCallsByDatagramAPhoneThatTakesConnectionsAloneHearsItAtOnce() {
        register("<sip:alice@" + PHONE + ":40000;transport=TCP>");
        datagram(FRIENDS, BOB_THERE, 5060, ALICE_THERE, fromBob("INVITE"));
        assertThat(left).allMatch(each -> each.network().equals(FRIENDS));
        Left last = left.get(left.size() - 1);
        assertThat(last.to()).isEqualTo(BOB_THERE);
        assertThat(last.text())
                .startsWith("SIP/2.0 480 This phone takes calls over TCP alone\r\n")
                .contains("CSeq: 1 INVITE\r\n")
                .doesNotContain("172.16.");
        datagram(FRIENDS, BOB_THERE, 5060, ALICE_THERE, fromBob("MESSAGE").replace("Call-ID: one", "Call-ID: two"));
        assertThat(only().text()).startsWith("SIP/2.0 480 ");
        Outcome called =
                message(FRIENDS, BOB_THERE, ALICE_THERE, fromBob("INVITE").replace("Call-ID: one", "Call-ID: three"));
        assertThat(text(called)).as("over TCP").startsWith("INVITE sip:alice@" + PHONE + ":40000;transport=TCP ");
    }

    @Test
    void whoeverRegisteredOverTcpWithAContactForDatagramsIsCalledByThem() {
        register("<sip:alice@" + PHONE + ":5062>");
        datagram(FRIENDS, BOB_THERE, 5060, ALICE_THERE, fromBob("INVITE"));
        assertThat(left).anyMatch(each -> each.network().equals(Network.PHONES) && each.port() == 5062);
    }

    @Test
    void overAConnectionItIsTheSame() {
        Outcome out = message(Network.PHONES, PHONE, GATEWAY, CALL);
        assertThat(((Outcome.Passed) out).network()).isEqualTo(FRIENDS);
        String invite = text(out);
        assertThat(invite).startsWith("INVITE sip:172.29.2.1 SIP/2.0\r\n").doesNotContain(GATEWAY);

        Outcome back = message(FRIENDS, BOB_THERE, ALICE_THERE, response(invite, 180, "b"));
        assertThat(((Outcome.Passed) back).network()).isEqualTo(Network.PHONES);
        assertThat(((Outcome.Passed) back).destination()).isEqualTo(Wire.address(PHONE));
        assertThat(text(back)).contains("To: <sip:21@" + GATEWAY + ">;tag=b\r\n");
    }

    @Test
    void whatEndsThereSaysSo() {
        assertThat(message(Network.PHONES, PHONE, GATEWAY, REGISTER)).isSameAs(Outcome.ENDED);
        assertThat(answers).singleElement().asString().startsWith("SIP/2.0 200 ");
        assertThat(message(FRIENDS, "172.29.77.1", ALICE_THERE, REGISTER)).isSameAs(Outcome.ENDED);
        assertThat(answers).isEmpty();
        board.unavailable.put(LineId.friend(2), "bob is not there");
        assertThat(message(Network.PHONES, PHONE, GATEWAY, CALL)).isSameAs(Outcome.ENDED);
        assertThat(answers).singleElement().asString().contains("To: <sip:21@" + GATEWAY + ">;tag=");
    }

    // ---- time ----

    private List<Left> pass(long nanos) {
        left.clear();
        now += nanos;
        switchboard.tick(now, this::leave);
        return left;
    }

    @Test
    void refusalsOfBothAreRepeatedUntilTheirAckComes() {
        board.unavailable.put(LineId.friend(2), "bob is not there");
        datagram(Network.PHONES, PHONE, 5060, GATEWAY, CALL);
        assertThat(pass(SECOND))
                .extracting(Left::text)
                .singleElement()
                .asString()
                .startsWith("SIP/2.0 480 ");
        assertThat(only().from()).isEqualTo(GATEWAY);
        assertThat(switchboard.isIdle()).isFalse();
        pass(120 * SECOND);
        pass(120 * SECOND);
        pass(SECOND);
        assertThat(switchboard.isIdle()).isTrue();

        datagram(
                Network.PHONES,
                PHONE,
                5060,
                GATEWAY,
                CALL.replace("21@", "nobody@").replace("one", "two"));
        assertThat(pass(SECOND))
                .extracting(Left::text)
                .singleElement()
                .asString()
                .startsWith("SIP/2.0 404 ");
        assertThat(board.switchboard.isIdle())
                .as("it is to become an entry among the calls")
                .isFalse();
        pass(120 * SECOND);
        pass(120 * SECOND);
        pass(SECOND);
        assertThat(switchboard.isIdle()).isTrue();

        datagram(Network.PHONES, PHONE, 5060, GATEWAY, REGISTER);
        assertThat(board.switchboard.isIdle()).isTrue();
        assertThat(switchboard.isIdle())
                .as("a copy of it would have a copy of its answer")
                .isFalse();
    }

    @Test
    void whoWatchesALineIsToldWhenItChanges() {
        wire.lines.put(BOB, new WatchedLine(true, false, "Ready"));
        String subscribe = request("SUBSCRIBE", "sip:21@" + GATEWAY, ACCOUNT, "<sip:21@" + GATEWAY + ">")
                .replace("Max-Forwards", "Event: dialog\r\nMax-Forwards");
        datagram(Network.PHONES, PHONE, 5060, GATEWAY, subscribe);
        assertThat(left).hasSize(2);
        datagram(Network.PHONES, PHONE, 5060, GATEWAY, response(left.get(1).text(), 200, ""));
        wire.lines.put(BOB, new WatchedLine(true, true, "On a call"));
        switchboard.linesChanged(now, this::leave);
        assertThat(only().text()).startsWith("NOTIFY sip:alice@" + PHONE + " SIP/2.0\r\n");
    }
}
