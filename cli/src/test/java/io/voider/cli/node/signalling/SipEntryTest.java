package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.Network;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.ArrivedPacket;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Udp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a network's packets is handed to signalling, and on which thread. */
class SipEntryTest {
    private static final Network FRIENDS = Network.tunnel(1);
    private static final int BOB = 0xAC1D_0201;
    private static final int ALICE = 0xAC1D_0101;
    private static final int MORE = 0x2000;

    private final EventLoop loop = new DefaultEventLoop();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Counters<ExchangeCounter> counters = Counters.ofSeveralThreads(ExchangeCounter.class);
    private final Counters<Counter> packets = new Counters<>(Counter.class);
    private final SipEntry entry = new SipEntry(
            FRIENDS, loop, this::receive, DatagramIntake.Share.WHATEVER_COMES, counters, channel -> packets);
    private final EmbeddedChannel channel = new EmbeddedChannel(entry);

    private void receive(Network network, Datagram datagram) {
        assertThat(loop.inEventLoop()).isTrue();
        received.add(network + " " + datagram.sourcePort() + ">" + datagram.destinationPort() + " "
                + datagram.payload().toString(StandardCharsets.UTF_8));
        datagram.payload().release();
    }

    @AfterEach
    void endTheLoop() {
        channel.finishAndReleaseAll();
        assertThat(loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(30, TimeUnit.SECONDS))
                .isTrue();
    }

    private static ByteBuf udp(String text) {
        ByteBuf udp = Unpooled.buffer();
        udp.writeZero(Udp.HEADER_BYTES).writeCharSequence(text, StandardCharsets.UTF_8);
        new Udp().wrap(udp, 0).write(5062, 5060, udp.readableBytes());
        return udp;
    }

    private void arrives(int protocol, int fragment, ByteBuf payload) {
        int length = Ipv4.HEADER_BYTES + payload.readableBytes();
        ByteBuf bytes = Unpooled.buffer(length);
        Ipv4 ip = new Ipv4().wrap(bytes, 0).write(length, 7, 64, protocol, BOB, ALICE);
        bytes.setShort(6, fragment);
        bytes.writerIndex(Ipv4.HEADER_BYTES).writeBytes(payload);
        ip.refreshChecksum();
        channel.writeInbound(ArrivedPacket.of(bytes));
        assertThat(channel.inboundMessages()).as("nothing is passed on").isEmpty();
        loop.submit(() -> {}).awaitUninterruptibly(30, TimeUnit.SECONDS);
    }

    @Test
    void aDatagramIsHandedToTheSignallingLoopWithItsPorts() {
        arrives(Ipv4.PROTOCOL_UDP, 0, udp("OPTIONS"));
        assertThat(received).containsExactly("tunnel 1 5062>5060 OPTIONS");
    }

    @Test
    void oneThatCameInFragmentsIsHandedOnWhole() {
        ByteBuf whole = udp("a message of some length");
        arrives(Ipv4.PROTOCOL_UDP, MORE, whole.slice(0, 16));
        assertThat(received).isEmpty();
        arrives(Ipv4.PROTOCOL_UDP, 2, whole.slice(16, whole.readableBytes() - 16));
        assertThat(received).containsExactly("tunnel 1 5062>5060 a message of some length");
    }

    /** TCP is the kernel's, whose sockets read it; everything else is nobody's. */
    @Test
    void whatIsNeitherUdpNorTcpIsDroppedByName() {
        arrives(Ipv4.PROTOCOL_TCP, 0, Unpooled.buffer().writeZero(20));
        assertThat(counters.count(ExchangeCounter.DROPPED_NOT_UDP)).isZero();
        arrives(1, 0, Unpooled.buffer().writeZero(20));
        arrives(1, MORE, Unpooled.buffer().writeZero(24));
        assertThat(counters.count(ExchangeCounter.DROPPED_NOT_UDP)).isEqualTo(2);
        assertThat(received).isEmpty();
    }

    @Test
    void whatIsNoPacketIsNothing() {
        channel.writeInbound("no packet");
        assertThat(received).isEmpty();
        assertThat(counters.snapshot()).isEmpty();
    }
}
