package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.NetUtil;
import io.voider.cli.report.CallReport;
import io.voider.cli.state.Friend;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.relay.MediaRelay;
import io.voider.rtp.relay.RelayOptions;
import io.voider.sip.rewrite.EdgePolicy;
import io.voider.transport.count.Counters;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An exchange without a network: alice's, with two phones; bob and carol are friends 2 and 3 who may call each other, dave is friend 4
 * and may not; exchange 2 is erin's, where alice is number 9.
 */
public final class Board {
    static final String PHONE = "172.16.0.1";
    static final String BOBS_NUMBER = "10.1.2.1";
    static final String OTHER_PHONE = "172.16.0.5";
    static final String ALICE = "172.29.1.1";
    static final String BOB = "172.29.2.1";
    static final String CAROL = "172.29.3.1";
    static final String DAVE = "172.29.4.1";
    static final Network FRIENDS = Network.tunnel(1);
    static final long SECOND = 1_000_000_000L;

    /** A datagram that left the exchange. */
    record Sent(Network network, String source, int sourcePort, String destination, int destinationPort, String text) {
        String startLine() {
            return text.split("\r\n", 2)[0];
        }
    }

    final MediaGate gate = new MediaGate(GateLimits.DEFAULT);
    final Counters<ExchangeCounter> counters = Counters.ofSeveralThreads(ExchangeCounter.class);
    String quiet = "";
    String noPhone = "";
    public final Map<LineId, String> unavailable = new HashMap<>();
    /** The addresses of phones that are not there. */
    public final Set<Integer> absent = new HashSet<>();

    final List<CallReport> kept = new ArrayList<>();
    final List<CallReport> told = new ArrayList<>();
    final Calls calls;
    public final Switchboard switchboard;
    long now = SECOND;
    private final List<Sent> sent = new ArrayList<>();
    private int tags;

    Board() {
        this(SignallingBudget.DEFAULT, state());
    }

    public Board(SignallingBudget budget, State state) {
        MediaRelay relay = new MediaRelay(gate, RelayOptions.DEFAULT, () -> now);
        calls = new Calls(gate, relay, LineId::toString, told::add, List.of(), kept::add, Clock.systemUTC(), () -> now);
        switchboard = new Switchboard(
                new DialPlan(state),
                EdgePolicy.DEFAULT,
                budget,
                calls,
                new Availability() {
                    @Override
                    public String whyUnavailable(LineId line) {
                        return unavailable.getOrDefault(line, "");
                    }

                    @Override
                    public String whyNoPhone() {
                        return noPhone;
                    }

                    @Override
                    public boolean isAbsent(int phone) {
                        return absent.contains(phone);
                    }

                    @Override
                    public String whyQuiet(LineId line) {
                        return quiet;
                    }
                },
                counters,
                () -> "tag" + ++tags,
                UnpooledByteBufAllocator.DEFAULT);
    }

    static State state() {
        Instant then = Instant.parse("2026-11-22T12:00:00Z");
        State state = State.of(
                        "alice",
                        "eth1",
                        List.of(
                                new PhoneLine(1, PhoneAddress.parse(PHONE)),
                                new PhoneLine(2, PhoneAddress.parse(OTHER_PHONE))),
                        "seed",
                        null,
                        Settings.DEFAULT)
                .inviting("bob", null, 1, then)
                .inviting("carol", null, 1, then)
                .inviting("dave", null, 1, then)
                .joining("erin", 9, 1, then);
        for (String name : List.of("bob", "carol")) {
            Friend friend = state.friend(name).orElseThrow();
            state = state.replacing(new Friend(
                    friend.number(), name, then, null, true, friend.reader(), friend.access(), friend.wanPort()));
        }
        return state;
    }

    /** A message of the phone's. */
    List<Sent> fromPhone(Wording message) {
        return take(Network.PHONES, PHONE, message.other(), message.text());
    }

    /** A message of a friend's. */
    List<Sent> fromFriend(Wording message) {
        return take(FRIENDS, message.own(), message.other(), message.text());
    }

    /** The first line of the only message that left. */
    static String only(List<Sent> sent) {
        assertThat(sent).hasSize(1);
        return sent.get(0).startLine();
    }

    /** The phone calls bob, who answers. */
    void talkingToBob() {
        fromPhone(Wording.invite(PHONE, BOBS_NUMBER, 4000));
        fromFriend(Wording.response("200 OK", BOB, ALICE, 1, "INVITE").sdp(6000));
        fromPhone(Wording.request("ACK", PHONE, BOBS_NUMBER, 1));
        assertThat(isOpen(Network.PHONES, PHONE, BOBS_NUMBER, 6000)).isTrue();
        assertThat(isOpen(FRIENDS, BOB, ALICE, 4000)).isTrue();
    }

    /** What leaves because of a message. */
    List<Sent> take(Network network, String source, String destination, String message) {
        return take(network, source, 5060, destination, 5060, message.getBytes(StandardCharsets.UTF_8));
    }

    List<Sent> take(Network network, String source, int from, String destination, int to, byte[] message) {
        sent.clear();
        ByteBuf payload = Unpooled.buffer(message.length + 1).writeBytes(message);
        switchboard.datagram(
                network, new Datagram(address(source), from, address(destination), to, payload), now, this::send);
        if (payload.refCnt() != 0) {
            throw new AssertionError("a datagram was not released");
        }
        return List.copyOf(sent);
    }

    /** Lets time pass in steps of half a second; gives what left. */
    List<Sent> pass(long seconds) {
        sent.clear();
        for (long end = now + seconds * SECOND; now < end; ) {
            now += SECOND / 2;
            switchboard.tick(now, this::send);
        }
        return List.copyOf(sent);
    }

    private void send(Network network, Datagram datagram) {
        sent.add(new Sent(
                network,
                NetUtil.intToIpAddress(datagram.source()),
                datagram.sourcePort(),
                NetUtil.intToIpAddress(datagram.destination()),
                datagram.destinationPort(),
                datagram.payload().toString(StandardCharsets.UTF_8)));
        datagram.payload().release();
    }

    static int address(String dotted) {
        int value = 0;
        for (String octet : dotted.split("\\.", -1)) {
            value = value << 8 | Integer.parseInt(octet);
        }
        return value;
    }

    /** How many passages are open out of a network. */
    boolean isOpen(Network network, String source, String destination, int port) {
        return gate.leg(network.number()).match(address(source), address(destination), port) != null;
    }

    long count(ExchangeCounter counter) {
        return counters.count(counter);
    }
}
