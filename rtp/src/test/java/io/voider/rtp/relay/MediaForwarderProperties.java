package io.voider.rtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.MediaKind;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.PacketChecksums;
import io.voider.transport.packet.Udp;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The packet path against a model over random calls and packets. */
class MediaForwarderProperties {
    private static final int LEGS = 2;

    /** A packet as its headers say it; never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Datagram(
            int leg,
            int source,
            int destination,
            int port,
            int ttl,
            int trafficClass,
            int identification,
            byte[] payload) {
        ByteBuf bytes(boolean unfinished) {
            int length = 28 + payload.length;
            ByteBuf buffer = Unpooled.directBuffer(length).writeZero(length);
            new Ipv4().wrap(buffer, 0).write(length, identification, ttl, Ipv4.PROTOCOL_UDP, source, destination);
            buffer.setByte(1, trafficClass);
            new Udp().wrap(buffer, 20).write(5_004, port, 8 + payload.length);
            buffer.setBytes(28, payload);
            if (unfinished) {
                buffer.setShort(26, Ones.fold(Ones.sum(buffer, 12, 8) + Ipv4.PROTOCOL_UDP + 8 + payload.length));
                buffer.setShort(10, 0);
                buffer.setShort(10, ~Ones.fold(Ones.sum(buffer, 0, 20)) & 0xffff);
            } else {
                PacketChecksums.finish(buffer, 0, length);
            }
            return buffer;
        }
    }

    /** The ones' complement sum, byte by byte as RFC 1071 explains it: the independent implementation. */
    private static final class Ones {
        static long sum(ByteBuf buffer, int offset, int length) {
            long sum = 0;
            for (int i = 0; i < length; i++) {
                int value = buffer.getUnsignedByte(offset + i);
                sum += i % 2 == 0 ? value * 256 : value;
            }
            return sum;
        }

        static int fold(long sum) {
            long folded = sum;
            while (folded > 0xffff) {
                folded = folded % 0x10000 + folded / 0x10000;
            }
            return (int) folded;
        }

        static boolean headerIsRight(ByteBuf packet) {
            return fold(sum(packet, 0, 20)) == 0xffff;
        }

        static boolean datagramIsRight(ByteBuf packet, int length) {
            return fold(sum(packet, 12, 8) + Ipv4.PROTOCOL_UDP + (length - 20) + sum(packet, 20, length - 20)) == 0xffff
                    && packet.getUnsignedShort(26) != 0;
        }
    }

    @Provide
    Arbitrary<List<Passage>> passages() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, LEGS - 1),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers(),
                        Arbitraries.integers())
                .as((leg, source, destination, port, newSource, newDestination) -> new Passage(
                        leg,
                        1 - leg,
                        source,
                        destination,
                        port,
                        newSource,
                        newDestination,
                        MediaKind.AUDIO,
                        PayloadTypes.STATIC))
                .list()
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<Datagram>> datagrams() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, LEGS - 1),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 65_535),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(220).map(payload -> {
                            if (payload.length > 0 && payload[0] >= 0) {
                                payload[0] = (byte) (0x80 | (payload[0] & 0x3f));
                            }
                            return payload;
                        }))
                .as(Datagram::new)
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = 400)
    void onlyWhatTheModelLetsThroughGoesOnAndOnlyAddressesAndTtlChange(
            @ForAll("passages") List<Passage> passages,
            @ForAll("datagrams") List<Datagram> datagrams,
            @ForAll boolean expedite,
            @ForAll boolean unfinished) {
        MediaGate gate = new MediaGate(GateLimits.DEFAULT);
        gate.open(1, passages, 0);
        RelayOptions options = new RelayOptions(
                expedite ? RelayOptions.Marking.EXPEDITE : RelayOptions.Marking.KEEP, RelayOptions.Oversize.FRAGMENT);
        Counters<RelayCounter> counters = new Counters<>(RelayCounter.class);
        List<MediaForwarder> forwarders = List.of(
                new MediaForwarder(gate.leg(0), options, counters), new MediaForwarder(gate.leg(1), options, counters));
        for (Datagram datagram : datagrams) {
            ByteBuf packet = datagram.bytes(unfinished);
            ByteBuf before = packet.copy();
            MediaForwarder forwarder = forwarders.get(datagram.leg());
            MediaForwarder.Fate fate = forwarder.datagram(new Ipv4().wrap(packet, 0), new Udp().wrap(packet, 20), 0);
            Optional<Passage> open = lastMatching(passages, datagram);
            if (open.isEmpty()) {
                assertThat(fate).isEqualTo(MediaForwarder.Fate.NOT_MEDIA);
                assertThat(packet).isEqualTo(before);
            } else if (datagram.ttl() < 2 || !isRtpOrRtcp(datagram.payload())) {
                assertThat(fate).isEqualTo(MediaForwarder.Fate.DROP);
            } else {
                assertThat(fate).isEqualTo(MediaForwarder.Fate.FORWARD);
                assertThat(forwarder.flow().passage()).hasToString(open.get().toString());
                checkForwarded(datagram, open.get(), before, packet, expedite);
            }
            packet.release();
            before.release();
        }
    }

    private static void checkForwarded(
            Datagram datagram, Passage passage, ByteBuf before, ByteBuf packet, boolean expedite) {
        int length = packet.readableBytes();
        PacketChecksums.finish(packet, 0, length);
        assertThat(Ones.headerIsRight(packet)).as("header checksum").isTrue();
        assertThat(Ones.datagramIsRight(packet, length)).as("UDP checksum").isTrue();

        ByteBuf expected = before.copy();
        expected.setInt(12, passage.translatedSource());
        expected.setInt(16, passage.translatedDestination());
        expected.setByte(8, datagram.ttl() - 1);
        if (expedite) {
            expected.setByte(1, (46 << 2) | (datagram.trafficClass() & 3));
        }
        expected.setShort(10, packet.getShort(10));
        expected.setShort(26, packet.getShort(26));
        assertThat(ByteBufUtil.hexDump(packet)).isEqualTo(ByteBufUtil.hexDump(expected));
        expected.release();
    }

    private static byte[] rtp(int length) {
        byte[] payload = new byte[length];
        payload[0] = (byte) 0x80;
        return payload;
    }

    /** Of what has its first bit set, no other protocol is known. */
    private static boolean isRtpOrRtcp(byte[] payload) {
        if (payload.length < 8 || (payload[0] & 0x40) != 0) {
            return false;
        }
        boolean rtcp = (payload[1] & 0xff) >= 192 && (payload[1] & 0xff) < 224;
        return rtcp || payload.length >= 12;
    }

    /** Of several passages for the same packets, the one opened last counts. */
    private static Optional<Passage> lastMatching(List<Passage> passages, Datagram datagram) {
        return passages.stream()
                .filter(passage -> passage.fromLeg() == datagram.leg()
                        && passage.source() == datagram.source()
                        && passage.destination() == datagram.destination()
                        && passage.port() == datagram.port())
                .reduce((first, second) -> second);
    }

    @Property(tries = 500)
    void thereAndBackIsTheSamePacketButForTwoHops(
            @ForAll int phone, @ForAll int dialled, @ForAll int me, @ForAll int peer, @ForAll boolean unfinished) {
        MediaGate gate = new MediaGate(GateLimits.DEFAULT);
        Passage out = new Passage(0, 1, phone, dialled, 4_000, me, peer, MediaKind.AUDIO, PayloadTypes.STATIC);
        // What a reflecting peer would send: from where it was reached, back to where it came from.
        Passage back = new Passage(1, 0, me, peer, 4_000, phone, dialled, MediaKind.AUDIO, PayloadTypes.STATIC);
        gate.open(1, List.of(out, back), 0);
        Counters<RelayCounter> counters = new Counters<>(RelayCounter.class);
        Datagram datagram = new Datagram(0, phone, dialled, 4_000, 64, 0xb8, 7, rtp(172));
        ByteBuf packet = datagram.bytes(unfinished);
        ByteBuf original = datagram.bytes(false);
        for (int leg = 0; leg < 2; leg++) {
            MediaForwarder forwarder = new MediaForwarder(gate.leg(leg), RelayOptions.DEFAULT, counters);
            assertThat(forwarder.datagram(new Ipv4().wrap(packet, 0), new Udp().wrap(packet, 20), 0))
                    .isEqualTo(MediaForwarder.Fate.FORWARD);
            PacketChecksums.finish(packet, 0, 200);
        }
        new Ipv4().wrap(packet, 0).timeToLive(64);
        PacketChecksums.finish(packet, 0, 200);

        assertThat(ByteBufUtil.hexDump(packet)).isEqualTo(ByteBufUtil.hexDump(original));
        packet.release();
        original.release();
    }

    @Property(tries = 400)
    void fragmentsFollowTheirFirstPartAndMakeARightDatagram(
            @ForAll int newSource,
            @ForAll int newDestination,
            @ForAll("payloads") byte[] payload,
            @ForAll boolean withoutChecksum) {
        MediaGate gate = new MediaGate(GateLimits.DEFAULT);
        gate.open(
                1,
                List.of(new Passage(
                        0, 1, 11, 22, 4_000, newSource, newDestination, MediaKind.AUDIO, PayloadTypes.STATIC)),
                0);
        MediaForwarder forwarder =
                new MediaForwarder(gate.leg(0), RelayOptions.DEFAULT, new Counters<>(RelayCounter.class));
        ByteBuf whole = new Datagram(0, 11, 22, 4_000, 64, 0, 99, payload).bytes(false);
        if (withoutChecksum) {
            whole.setShort(26, 0);
        }
        int length = whole.readableBytes();
        ByteBuf rebuilt = Unpooled.buffer().writeZero(length);
        for (int at = 0; at < length - 20; at += 64) {
            int size = Math.min(64, length - 20 - at);
            ByteBuf fragment = fragment(whole, at, size, at + size < length - 20);
            assertThat(forwarder.fragment(new Ipv4().wrap(fragment, 0), 0)).isEqualTo(MediaForwarder.Fate.FORWARD);
            rebuilt.setBytes(0, fragment, 0, 20).setBytes(20 + at, fragment, 20, size);
        }
        assertThat(rebuilt.getInt(12)).isEqualTo(newSource);
        assertThat(rebuilt.getInt(16)).isEqualTo(newDestination);
        if (withoutChecksum) {
            assertThat(rebuilt.getShort(26)).isZero();
        } else {
            assertThat(Ones.datagramIsRight(rebuilt, length)).isTrue();
        }
        whole.release();
    }

    @Provide
    Arbitrary<byte[]> payloads() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(100)
                .ofMaxSize(600)
                .map(payload -> {
                    payload[0] = (byte) 0x80;
                    return payload;
                });
    }

    private static ByteBuf fragment(ByteBuf whole, int at, int size, boolean more) {
        ByteBuf fragment = Unpooled.buffer();
        fragment.writeBytes(whole, 0, 20).writeBytes(whole, 20 + at, size);
        fragment.setShort(2, 20 + size);
        fragment.setShort(6, (more ? 0x2000 : 0) | at / 8);
        new Ipv4().wrap(fragment, 0).refreshChecksum();
        return fragment;
    }
}
