package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.Network;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Reassembly;
import io.voider.transport.packet.Udp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From packets to datagrams on the signalling loop, which here is a queue. */
class DatagramIntakeTest {
    private static final Network FRIENDS = Network.tunnel(1);
    private static final int BOB = 0xAC1D_0201;
    private static final int ALICE = 0xAC1D_0101;
    private static final int CAROL = 0xAC10_0001;
    private static final int MORE = 0x2000;
    private static final int PIECE = 16;

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<String> received = new ArrayList<>();
    private final Counters<ExchangeCounter> counters = new Counters<>(ExchangeCounter.class);
    private final Counters<Counter> packets = new Counters<>(Counter.class);
    private DatagramIntake intake = intake(DatagramIntake.Share.WHATEVER_COMES);

    private DatagramIntake intake(DatagramIntake.Share share) {
        return new DatagramIntake(
                FRIENDS,
                loop::add,
                this::receive,
                share,
                counters,
                new Reassembly(TimeUnit.SECONDS.toNanos(30), 4, 1 << 17, UnpooledByteBufAllocator.DEFAULT, packets),
                UnpooledByteBufAllocator.DEFAULT);
    }

    private void receive(Network network, Datagram datagram) {
        assertThat(network).isEqualTo(FRIENDS);
        received.add(datagram.source() + ":" + datagram.sourcePort() + " " + datagram.destination() + ":"
                + datagram.destinationPort() + " " + datagram.payload().toString(StandardCharsets.UTF_8));
        datagram.payload().release();
    }

    private static String expected(String text) {
        return BOB + ":5062 " + ALICE + ":5060 " + text;
    }

    private void runLoop() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    /** A UDP datagram, header included. */
    private static ByteBuf udp(String text, int lengthBeyond) {
        ByteBuf udp = Unpooled.buffer(Udp.HEADER_BYTES + text.length());
        udp.writerIndex(Udp.HEADER_BYTES);
        udp.writeCharSequence(text, StandardCharsets.UTF_8);
        new Udp().wrap(udp, 0).write(5062, 5060, udp.writerIndex() + lengthBeyond);
        return udp;
    }

    private static Ipv4 packet(ByteBuf payload, int identification, int fragment) {
        return packet(BOB, payload, identification, fragment);
    }

    private static Ipv4 packet(int source, ByteBuf payload, int identification, int fragment) {
        int length = Ipv4.HEADER_BYTES + payload.readableBytes();
        ByteBuf packet = Unpooled.buffer(length);
        Ipv4 ip = new Ipv4().wrap(packet, 0).write(length, identification, 64, Ipv4.PROTOCOL_UDP, source, ALICE);
        packet.setShort(6, fragment);
        packet.writerIndex(Ipv4.HEADER_BYTES).writeBytes(payload);
        return ip.refreshChecksum();
    }

    private void whole(String text) {
        whole(BOB, text, 0);
    }

    private void whole(int source, String text, long nowNanos) {
        Ipv4 ip = packet(source, udp(text, 0), 1, 0);
        intake.datagram(ip, new Udp().wrap(ip.buffer(), ip.payloadOffset()), nowNanos);
    }

    /** Those fragments of a datagram, in that order. */
    private void pieces(ByteBuf datagram, int identification, int... order) {
        int last = (datagram.writerIndex() - 1) / PIECE;
        for (int each : order) {
            int start = each * PIECE;
            ByteBuf piece = datagram.slice(start, Math.min(PIECE, datagram.writerIndex() - start));
            intake.fragment(packet(piece, identification, start / 8 | (each < last ? MORE : 0)), 0);
        }
    }

    @AfterEach
    void release() {
        runLoop();
        intake.close();
    }

    @Test
    void aDatagramIsCopiedAndHandedOver() {
        whole("hello");
        assertThat(received).isEmpty();
        runLoop();
        assertThat(received).containsExactly(expected("hello"));
    }

    @Test
    void whatCameInPiecesIsHandedOverWholeInWhateverOrderTheyCame() {
        String text = "what came in pieces is handed over whole";
        assertThat(udp(text, 0).writerIndex()).isEqualTo(3 * PIECE);
        pieces(udp(text, 0), 7, 2, 0);
        assertThat(loop).isEmpty();
        pieces(udp(text, 0), 7, 1);
        runLoop();
        assertThat(received).containsExactly(expected(text));
        assertThat(packets.count(Counter.FRAGMENTS_REASSEMBLED)).isEqualTo(1);
    }

    @Test
    void whatIsJoinedMustBeADatagram() {
        String text = "what came in pieces is handed over whole";
        pieces(udp(text, 1), 8, 0, 1, 2);
        pieces(udp(text, -45), 9, 0, 1, 2);
        runLoop();
        assertThat(received).isEmpty();
        assertThat(counters.count(ExchangeCounter.DROPPED_NOT_SIP)).isEqualTo(2);
        pieces(udp(text, -1), 10, 0, 1, 2);
        runLoop();
        assertThat(received).containsExactly(expected("what came in pieces is handed over whol"));
    }

    @Test
    void onlySoManyWaitForTheLoop() {
        for (int i = 0; i < DatagramIntake.MOST_WAITING + 5; i++) {
            whole("x");
        }
        assertThat(loop).hasSize(DatagramIntake.MOST_WAITING);
        assertThat(counters.count(ExchangeCounter.DROPPED_BUSY)).isEqualTo(5);
        runLoop();
        whole("again");
        runLoop();
        assertThat(received).hasSize(DatagramIntake.MOST_WAITING + 1).last().isEqualTo(expected("again"));
    }

    @Test
    void whoFloodsKeepsNoOtherPhoneFromBeingHeard() {
        SignallingShares shares = new SignallingShares();
        shares.phones(Set.of(BOB, CAROL));
        intake = intake(shares::allows);
        for (int i = 0; i < 10_000; i++) {
            whole(BOB, "flood", 0);
            // And whoever pretends to be somebody else each time.
            whole(0xC0A8_0000 + i, "flood", 0);
        }
        whole(CAROL, "carol", 0);
        intake.fragment(packet(BOB, udp("what came in pieces is ", 0).slice(0, 16), 9, MORE), 0);
        assertThat(packets.count(Counter.FRAGMENTS_RECEIVED)).isZero();
        runLoop();
        assertThat(received)
                .hasSizeLessThanOrEqualTo(DatagramIntake.MOST_WAITING)
                .last()
                .asString()
                .startsWith(CAROL + ":5062 ")
                .endsWith(" carol");
        assertThat(counters.count(ExchangeCounter.DROPPED_OVER_SHARE)).isEqualTo(20_001 - received.size() + 1);
        assertThat(counters.count(ExchangeCounter.DROPPED_BUSY)).isZero();
        whole(BOB, "a second later", TimeUnit.SECONDS.toNanos(1));
        runLoop();
        assertThat(received.get(received.size() - 1)).endsWith(" a second later");
    }

    @Test
    void piecesOfWhichTheRestDoesNotComeAreForgotten() {
        String text = "what came in pieces is handed over whole";
        pieces(udp(text, 0), 7, 0, 1);
        intake.expire(TimeUnit.SECONDS.toNanos(29));
        assertThat(packets.count(Counter.DROPPED_FRAGMENT_EXPIRED)).isZero();
        intake.expire(TimeUnit.SECONDS.toNanos(31));
        assertThat(packets.count(Counter.DROPPED_FRAGMENT_EXPIRED)).isEqualTo(2);
        intake.expire(TimeUnit.SECONDS.toNanos(32));
        pieces(udp(text, 0), 7, 2);
        assertThat(loop).isEmpty();
    }
}
