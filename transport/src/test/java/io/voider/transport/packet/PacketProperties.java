package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PacketProperties {

    private static final int START = 2;

    @Example
    void cutsEthernetsPaddingOff() {
        ByteBuf udp = PacketBuilder.udp(1, 2, 3, 4, new byte[] {9});
        ByteBuf slot = Unpooled.buffer(256)
                .writeZero(START + 12)
                .writeShort(0x0800)
                .writeBytes(udp)
                .writeZero(17);
        Packet packet = new Packet(slot);

        assertThat(packet.read(START, 60, true, false)).isEqualTo(Packet.Kind.IPV4_UDP);

        assertThat(packet.length()).isEqualTo(29);
        assertThat(packet.udp().payloadLength()).isEqualTo(1);
        assertThat(packet.ipv4().destination()).isEqualTo(3);
    }

    /** Right packets with a few bytes changed, whose checksum is then mended: the headers lie, and do so convincingly. */
    @Property(tries = 20_000)
    void hostileHeadersNeverThrow(
            @ForAll @Size(max = 40) byte[] payload,
            @ForAll @Size(value = 6) byte[] changes,
            @ForAll @IntRange(max = 80) int length,
            @ForAll boolean frame,
            @ForAll boolean whole) {
        ByteBuf slot = Unpooled.buffer(256).writeZero(START + (frame ? 12 : 0));
        if (frame) {
            slot.writeShort(changes[0] % 2 == 0 ? 0x0800 : 0x86dd);
        }
        int network = slot.writerIndex();
        slot.writeBytes(PacketBuilder.udp(1, 2, 3, 4, payload)).writeZero(100);
        for (int i = 0; i + 1 < changes.length; i += 2) {
            slot.setByte(network + Math.floorMod(changes[i], 40), changes[i + 1]);
        }
        int header = (slot.getByte(network) & 0xf) * 4;
        slot.setShort(network + 10, 0);
        slot.setShort(network + 10, Checksum.ofSum(Checksum.sum(slot, network, header)));

        Packet packet = new Packet(slot);
        Packet.Kind kind = packet.read(START, length, frame, whole);

        if (kind != Packet.Kind.MALFORMED) {
            assertThat(packet.buffer().writerIndex()).isLessThanOrEqualTo(START + length);
            if (packet.isUdp()) {
                assertThat(packet.udp().payloadOffset() + packet.udp().payloadLength())
                        .isLessThanOrEqualTo(packet.buffer().writerIndex());
            }
            if (packet.isIpv4() || packet.isIpv6()) {
                assertThatCode(() -> PacketChecksums.areRight(slot, packet.network()))
                        .doesNotThrowAnyException();
            }
        }
    }

    @Property(tries = 20_000)
    void noiseNeverThrows(
            @ForAll @Size(max = 120) byte[] noise, @ForAll boolean frame, @ForAll boolean whole, @ForAll boolean six) {
        ByteBuf slot = Unpooled.buffer(256).writeZero(START).writeBytes(noise).writeZero(60);
        if (frame) {
            slot.setShort(START + 12, six ? 0x86dd : 0x0800);
        }
        Packet packet = new Packet(slot);
        assertThatCode(() -> packet.read(START, noise.length, frame, whole)).doesNotThrowAnyException();
    }
}
