package io.voider.cli.lab.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.ns.Namespace;
import io.voider.rtp.gate.GateCounter;
import io.voider.rtp.relay.MediaReport;
import io.voider.rtp.relay.RelayCounter;
import io.voider.transport.count.Counter;
import io.voider.transport.packet.PacketChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call goes on while both its ends' networks throw everything at the relay. Needs root. */
class RelayAttackIT {
    private static final int HOST_A = 0xc6120102;
    private static final int HOST_B = 0xc6120202;
    private static final int DIALLED = 0x0a020101;
    private static final int CALLER_AT_B = 0xac1d0201;
    private static final int PORT = 20_000;
    private static final int MAGIC = 0x43414c4c;

    private static final int PACKETS = 60_000;
    private static final int PACKETS_PER_SECOND = 20_000;
    /** Sent and not yet taken in by the relay: a slow machine slows the attack, as its socket buffer is not what we test. */
    private static final int OUTSTANDING = 1_500;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();

    @SuppressWarnings("NullAway.Init") // set before each test
    private RelayLab lab;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RelayHost a;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RelayHost b;

    private final BitSet heardByA = new BitSet();
    private final BitSet heardByB = new BitSet();
    private int callPackets;

    @BeforeEach
    void raise() {
        Namespace.host();
        loop.submit(() -> {}).syncUninterruptibly();
        lab = new RelayLab("vt-rtp-attack-" + ProcessHandle.current().pid(), 4);
        a = new RelayHost(lab.a(), "a0", lab.middle(), "a1", loop);
        b = new RelayHost(lab.b(), "b0", lab.middle(), "b1", loop);
        a.listener((packet, rtp) -> heard(packet.buffer(), rtp, packet.ipv4().source() == DIALLED, heardByA));
        b.listener((packet, rtp) -> heard(packet.buffer(), rtp, packet.ipv4().source() == CALLER_AT_B, heardByB));
    }

    @AfterEach
    void takeDown() {
        a.close();
        b.close();
        lab.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private static boolean heard(ByteBuf buffer, int rtp, boolean rightSource, BitSet heard) {
        boolean ofTheCall = rightSource && buffer.getInt(rtp + 12) == MAGIC;
        if (ofTheCall) {
            heard.set(buffer.getInt(rtp + 16));
        }
        return ofTheCall;
    }

    private void sendCallPacket(ByteBuf there, ByteBuf back) {
        int rtp = RelayHost.payloadOffset();
        for (ByteBuf frame : List.of(there, back)) {
            frame.setShort(rtp + 2, callPackets);
            frame.setInt(rtp + 4, 160 * callPackets);
            frame.setInt(rtp + 12, MAGIC);
            frame.setInt(rtp + 16, callPackets);
        }
        callPackets++;
        a.transmit(there);
        a.channel().flush();
        b.transmit(back);
        b.channel().flush();
    }

    /** All that may not pass, from one host: with the attacker's own address, or a forged one. */
    private static List<ByteBuf> attack(RelayHost host, int party, int target) {
        int stranger = (party & ~0xff) | 66;
        List<ByteBuf> frames = new ArrayList<>();
        // To the open port from elsewhere; to closed ports and other lines from the party itself.
        frames.add(host.rtp(stranger, target, PORT, RelayHost.RTP_LENGTH));
        frames.add(host.rtp(party, target, 25_000, RelayHost.RTP_LENGTH));
        frames.add(host.rtp(party, target + 8, PORT, RelayHost.RTP_LENGTH));
        frames.add(host.rtp(stranger, target, PORT, 1_472));
        // rtpbleed: a bare RTP header to one port after the other, in the hope that the relay takes the sender for the
        // party.
        for (int port = PORT - 20; port < PORT + 20; port += 2) {
            frames.add(host.rtp(stranger, target, port, 12));
            frames.add(host.rtp(stranger, target, port, 0));
        }
        frames.addAll(truncated(host, party, target));
        frames.addAll(fragments(host, party, stranger, target));
        return frames;
    }

    /** Packets of the right party to the open port whose headers lie. */
    private static List<ByteBuf> truncated(RelayHost host, int party, int target) {
        List<ByteBuf> frames = new ArrayList<>();
        for (int length : new int[] {15, 20, 30, 34, 38, 41, 60, 100}) {
            frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).writerIndex(length));
        }
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setByte(14, 0x44));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setByte(14, 0x4f));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setByte(14, 0x65));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setShort(16, 0xffff));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setShort(16, 21));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setShort(38, 7));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setShort(38, 0xffff));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setByte(22, 1));
        return frames;
    }

    private static List<ByteBuf> fragments(RelayHost host, int party, int stranger, int target) {
        List<ByteBuf> frames = new ArrayList<>();
        frames.add(host.rtp(stranger, target, PORT, RelayHost.RTP_LENGTH).setShort(20, 0x2000));
        frames.add(host.rtp(stranger, target, PORT, RelayHost.RTP_LENGTH).setShort(20, 20));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setShort(20, 20));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setShort(20, 0x2001));
        frames.add(host.rtp(party, target, PORT, RelayHost.RTP_LENGTH).setShort(20, 0x1fff));
        ByteBuf tiny = host.rtp(party, target, PORT, 0).setShort(20, 0x2000).setShort(16, 24);
        frames.add(tiny.writerIndex(14 + 24));
        return frames;
    }

    private static long takenIn(PacketChannel channel) {
        long sum = channel.counters().count(Counter.RECEIVED_PACKETS);
        for (Counter counter : Counter.values()) {
            if (counter.label().startsWith("dropped.") && counter != Counter.DROPPED_UNHANDLED) {
                sum += channel.counters().count(counter);
            }
        }
        return sum;
    }

    @Test
    void nothingPassesNothingIsLearntAndTheCallLosesNothing() throws Exception {
        ByteBuf there = a.rtp(HOST_A, DIALLED, PORT, RelayHost.RTP_LENGTH);
        ByteBuf back = b.rtp(HOST_B, CALLER_AT_B, PORT, RelayHost.RTP_LENGTH);
        int passages = lab.gate().passages();
        Map<GateCounter, Long> before = lab.gate().counters().snapshot();
        ScheduledFuture<?> call =
                loop.scheduleAtFixedRate(() -> sendCallPacket(there, back), 0, 20, TimeUnit.MILLISECONDS);
        long attacked = attackFor();
        call.cancel(false);
        loop.submit(() -> {}).syncUninterruptibly();
        awaitCall();

        assertThat(attacked).isGreaterThanOrEqualTo(PACKETS);
        assertThat(a.strangers()).as("what should not have reached the caller").isZero();
        assertThat(b.strangers()).as("what should not have reached the called").isZero();
        assertThat(loop.submit(heardByA::cardinality).get())
                .as("heard by the caller")
                .isEqualTo(callPackets);
        assertThat(loop.submit(heardByB::cardinality).get())
                .as("heard by the called")
                .isEqualTo(callPackets);
        assertThat(lab.gate().passages()).as("what is open").isEqualTo(passages);
        assertThat(lab.gate().counters().snapshot()).as("the gate").isEqualTo(before);
        MediaReport report = lab.relay().report(0).get(10, TimeUnit.SECONDS).orElseThrow();
        assertThat(report.flows().get(0).flow().packets()).isEqualTo(callPackets);
        assertThat(report.flows().get(1).flow().packets()).isEqualTo(callPackets);
        assertThat(lab.relay().counters(0).count(RelayCounter.PASSED_ON)).isPositive();
        assertThat(lab.relay().counters(0).count(RelayCounter.DROPPED_TTL)).isPositive();
        assertThat(lab.relay().counters(0).count(RelayCounter.DROPPED_FRAGMENT)).isPositive();
        assertThat(lab.towardsA().counters().count(Counter.DROPPED_MALFORMED)).isPositive();
    }

    private long attackFor() throws Exception {
        AtomicLong sent = new AtomicLong();
        long takenBefore = takenIn(lab.towardsA()) + takenIn(lab.towardsB());
        List<ByteBuf> fromA = attack(a, HOST_A, DIALLED);
        List<ByteBuf> fromB = attack(b, HOST_B, CALLER_AT_B);
        CountDownLatch done = new CountDownLatch(1);
        int perTick = PACKETS_PER_SECOND / 1_000 / 2;
        ScheduledFuture<?> attack = loop.scheduleAtFixedRate(
                () -> {
                    long taken = takenIn(lab.towardsA()) + takenIn(lab.towardsB()) - takenBefore;
                    if (sent.get() - taken > OUTSTANDING) {
                        return;
                    }
                    for (int i = 0; i < perTick; i++) {
                        long at = sent.getAndAdd(2) / 2;
                        a.transmit(fromA.get((int) (at % fromA.size())));
                        b.transmit(fromB.get((int) (at % fromB.size())));
                    }
                    a.channel().flush();
                    b.channel().flush();
                    if (sent.get() >= PACKETS) {
                        done.countDown();
                    }
                },
                0,
                1,
                TimeUnit.MILLISECONDS);
        assertThat(done.await(120, TimeUnit.SECONDS)).as("the attack's end").isTrue();
        attack.cancel(false);
        return sent.get();
    }

    /** Waits until all of the call arrived, or nothing arrives any more. */
    private void awaitCall() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        ScheduledFuture<?> check = loop.scheduleAtFixedRate(
                () -> {
                    if (heardByA.cardinality() == callPackets && heardByB.cardinality() == callPackets) {
                        arrived.countDown();
                    }
                },
                0,
                10,
                TimeUnit.MILLISECONDS);
        boolean all = arrived.await(10, TimeUnit.SECONDS);
        check.cancel(false);
        assertThat(all)
                .as(
                        "all of %s packets heard; %s and %s were",
                        callPackets, heardByA.cardinality(), heardByB.cardinality())
                .isTrue();
    }
}
