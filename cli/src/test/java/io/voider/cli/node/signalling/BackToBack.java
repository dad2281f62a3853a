package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.Calls;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.DialPlan;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.exchange.SignallingBudget;
import io.voider.cli.exchange.Switchboard;
import io.voider.cli.exchange.proxy.Directory;
import io.voider.cli.exchange.proxy.PhoneProxy;
import io.voider.cli.exchange.proxy.ProxiedSwitchboard;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.relay.MediaRelay;
import io.voider.rtp.relay.RelayOptions;
import io.voider.sip.Ipv4Text;
import io.voider.sip.call.Flow;
import io.voider.sip.rewrite.EdgePolicy;
import io.voider.transport.count.Counters;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of two homes, back to back without a network: bob's, who joined, and alice's, who invited. Each has a phone at
 * 172.16.0.1. SIP comes by datagrams, or by connections that are a node's own but for the sockets.
 */
final class BackToBack {
    static final String PHONE = "172.16.0.1";
    private static final Charset UTF_8 = StandardCharsets.UTF_8;
    private static final long STEP_NANOS = 100_000_000;

    final Home bob = new Home(
            state("bob").joining("alice", 2, 1195, Instant.EPOCH), Network.tunnel(2), "10.2.1.1", "172.29.2.1");
    final Home alice = new Home(
            state("alice").inviting("bob", null, 1195, Instant.EPOCH), Network.tunnel(1), "10.1.2.1", "172.29.1.1");
    private final List<Wire> wires = new ArrayList<>();
    private long now = STEP_NANOS;

    BackToBack() {
        bob.other = alice;
        alice.other = bob;
    }

    private static State state(String name) {
        PhoneLine phone = new PhoneLine(1, PhoneAddress.parse(PHONE));
        return State.of(name, "eth1", List.of(phone), "seed", null, Settings.DEFAULT);
    }

    static int address(String dotted) {
        return (int) Ipv4Text.parse(dotted);
    }

    /** Lets time pass at both. */
    void pass(int seconds) {
        for (long end = now + seconds * 1_000_000_000L; now < end; ) {
            now += STEP_NANOS;
            bob.switchboard.tick(now, bob::send);
            alice.switchboard.tick(now, alice::send);
        }
    }

    /** A message that a phone got, and the way by which it is answered. */
    record Received(String text, Consumer<String> back, String from, int port) {
        Received(String text, Consumer<String> back) {
            this(text, back, "", 0);
        }
    }

    /** A connection's end at an exchange, and who reads what the exchange writes there. */
    private record Wire(EmbeddedChannel channel, Consumer<byte[]> reader) {}

    /** Carries what was written until nothing more is. */
    private void carry() {
        boolean carried = true;
        while (carried) {
            carried = false;
            for (Wire wire : List.copyOf(wires)) {
                for (ByteBuf written = wire.channel.readOutbound();
                        written != null;
                        written = wire.channel.readOutbound()) {
                    byte[] bytes = ByteBufUtil.getBytes(written);
                    written.release();
                    wire.reader.accept(bytes);
                    carried = true;
                }
            }
        }
    }

    /** One home: its exchange, and its phone. */
    final class Home implements ConnectionOperator {
        private final AwaitedAnswers answers = new AwaitedAnswers();

        /** What its phone dials, and what it is called in the tunnel. */
        final String number;

        final String inTunnel;
        final Calls calls;
        final Counters<ExchangeCounter> counters = Counters.ofSeveralThreads(ExchangeCounter.class);
        final List<Received> inbox = new ArrayList<>();
        private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);
        private final Network tunnel;
        private final ProxiedSwitchboard switchboard;
        private Home other = this;
        private int tags;
        private int connections;

        Home(State state, Network tunnel, String number, String inTunnel) {
            this.tunnel = tunnel;
            this.number = number;
            this.inTunnel = inTunnel;
            MediaRelay relay = new MediaRelay(gate, RelayOptions.DEFAULT, () -> now);
            calls = new Calls(gate, relay, line -> "friend", r -> {}, List.of(), r -> {}, Clock.systemUTC(), () -> now);
            Switchboard behind = new Switchboard(
                    new DialPlan(state),
                    EdgePolicy.DEFAULT,
                    SignallingBudget.DEFAULT,
                    calls,
                    line -> "",
                    counters,
                    () -> state.name() + ++tags,
                    UnpooledByteBufAllocator.DEFAULT);
            PhoneProxy proxy = new PhoneProxy(
                    new Directory(state),
                    line -> true,
                    line -> Optional.empty(),
                    counters,
                    new byte[32],
                    () -> state.name() + ++tags,
                    UnpooledByteBufAllocator.DEFAULT);
            switchboard = new ProxiedSwitchboard(proxy, behind);
        }

        Home other() {
            return other;
        }

        // ---- datagrams ----

        /** The phone sends a datagram to an address. */
        void datagram(String to, String text) {
            receive(
                    Network.PHONES,
                    new Datagram(address(PHONE), 5060, address(to), 5060, Unpooled.copiedBuffer(text, UTF_8)));
        }

        private void receive(Network network, Datagram datagram) {
            now += 1_000_000;
            switchboard.datagram(network, datagram, now, this::send);
        }

        private void send(Network network, Datagram datagram) {
            if (network.equals(tunnel)) {
                other.receive(other.tunnel, datagram);
                return;
            }
            String from = dotted(datagram.source());
            String text = datagram.payload().toString(UTF_8);
            datagram.payload().release();
            inbox.add(new Received(text, answer -> datagram(from, answer), from, datagram.destinationPort()));
        }

        // ---- connections ----

        /** The phone connects to an address; gives what it writes there to the connection. */
        Consumer<String> connect(String to) {
            EmbeddedChannel channel = channel();
            Consumer<String> writer = text -> write(channel, text.getBytes(UTF_8));
            SipConnection.Ends ends = new SipConnection.Ends(address(PHONE), 40_000 + connections++, address(to), 5060);
            accept(Network.PHONES, ends, channel, bytes -> read(bytes, writer));
            return writer;
        }

        private void accept(
                Network network, SipConnection.Ends ends, EmbeddedChannel channel, Consumer<byte[]> reader) {
            wires.add(new Wire(channel, reader));
            new SipConnection(network, ends, this, () -> now, counter -> {}).accept(channel.pipeline());
            channel.pipeline().fireChannelActive();
        }

        /** The phone reads from a connection: one message at a time, as the exchange writes them. */
        private void read(byte[] bytes, Consumer<String> back) {
            inbox.add(new Received(new String(bytes, UTF_8), back));
        }

        @Override
        public AwaitedAnswers answers() {
            return answers;
        }

        @Override
        public Outcome message(Flow flow, ByteBuf message, ArrivalOutputs answers) {
            now += 1_000_000;
            return switchboard.message(flow, message, now, answers);
        }

        @Override
        public void connect(SipConnection twin, Outcome.Passed passed, int sourcePort, int destinationPort) {
            EmbeddedChannel here = channel();
            if (passed.network().equals(tunnel)) {
                EmbeddedChannel there = channel();
                wires.add(new Wire(here, bytes -> there.writeInbound(Unpooled.copiedBuffer(bytes))));
                SipConnection.Ends ends =
                        new SipConnection.Ends(passed.source(), sourcePort, passed.destination(), destinationPort);
                other.accept(other.tunnel, ends, there, bytes -> here.writeInbound(Unpooled.copiedBuffer(bytes)));
            } else {
                wires.add(new Wire(here, bytes -> read(bytes, answer -> write(here, answer.getBytes(UTF_8)))));
            }
            twin.open(here.pipeline());
            here.pipeline().fireChannelActive();
        }

        @Override
        public @Nullable SipConnection registered(Outcome.Passed passed) {
            return null;
        }

        @Override
        public Outcome unreachable(Flow flow, ByteBuf message) {
            throw new AssertionError("everybody is reached here");
        }

        private void write(EmbeddedChannel channel, byte[] bytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes));
            carry();
        }

        // ---- media ----

        /** Whether what this home's phone sends to a port of the other's gets there. */
        boolean isHeardAt(int port) {
            return gate.leg(Network.PHONES.number()).match(address(PHONE), address(number), port) != null
                    && other.gate.leg(other.tunnel.number()).match(address(inTunnel), address(other.inTunnel), port)
                            != null;
        }
    }

    private static EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        return channel;
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
