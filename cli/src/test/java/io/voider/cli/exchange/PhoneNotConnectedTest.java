package io.voider.cli.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.relay.MediaRelay;
import io.voider.rtp.relay.RelayOptions;
import io.voider.sip.call.Flow;
import io.voider.sip.rewrite.EdgePolicy;
import io.voider.transport.count.Counters;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a friend who calls hears while nothing is plugged into the phones' interface. */
class PhoneNotConnectedTest {
    private static final int FRIEND = 0xac1d0201;
    private static final int ME = 0xac1d0101;
    private static final LineId BOB = LineId.friend(2);

    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);
    private final MediaRelay relay = new MediaRelay(gate, RelayOptions.DEFAULT, System::nanoTime);
    private final LineBoard board = new LineBoard(Clock.systemUTC(), line -> 0, report -> {});
    private final List<String> answers = new ArrayList<>();
    private final Switchboard switchboard = new Switchboard(
            new DialPlan(State.of(
                            "alice",
                            "eth1",
                            List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                            "A".repeat(43),
                            null,
                            Settings.DEFAULT)
                    .inviting("bob", null, 61_000, Instant.EPOCH)),
            EdgePolicy.DEFAULT,
            SignallingBudget.DEFAULT,
            new Calls(gate, relay, line -> "bob", report -> {}, List.of(), report -> {}, Clock.systemUTC(), () -> 0),
            board,
            Counters.ofSeveralThreads(ExchangeCounter.class),
            () -> "tag",
            UnpooledByteBufAllocator.DEFAULT);

    /** Whether his INVITE goes on. */
    private boolean bobCalls(String id) {
        ByteBuf invite = Unpooled.copiedBuffer(
                ("INVITE sip:172.29.1.1 SIP/2.0\r\nVia: SIP/2.0/UDP 172.29.2.1;branch=z9hG4bK" + id + "\r\n"
                        + "Max-Forwards: 70\r\nFrom: <sip:bob@172.29.2.1>;tag=" + id + "\r\n"
                        + "To: <sip:172.29.1.1>\r\nCall-ID: " + id + "\r\nCSeq: 1 INVITE\r\n"
                        + "Contact: <sip:172.29.2.1>\r\nContent-Length: 0\r\n\r\n"),
                US_ASCII);
        Flow flow = new Flow(1, FRIEND, 5060, ME, 5060, false);
        SwitchboardOutputs out = (network, answer) -> {
            answers.add(answer.payload().toString(US_ASCII));
            answer.payload().release();
        };
        Outcome outcome = switchboard.message(flow, invite, 0, out.by(flow));
        if (outcome instanceof Outcome.Passed passed) {
            passed.message().release();
            return true;
        }
        return false;
    }

    @Test
    void aFriendHears480AndWhyAndRingsAgainAsSoonAsThePhoneIsBack() {
        board.add(BOB, "bob");
        board.path(BOB, new LineBoard.Carrier("direct", null, null), null);
        board.tunnel(BOB, true, "");
        board.phones("The phone is not connected");
        assertThat(bobCalls("1")).isFalse();
        assertThat(answers.get(0)).startsWith("SIP/2.0 480 The phone is not connected\r\n");
        board.phones("");
        assertThat(bobCalls("2")).isTrue();
    }
}
