package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PacketChecksumsProperties {

    @Property
    void finishesUdpAsRfc768Words(@ForAll int source, @ForAll int destination, @ForAll @Size(max = 60) byte[] payload) {
        ByteBuf packet = PacketBuilder.udp(source, 5060, destination, 5061, payload);

        assertThat(packet.getUnsignedShort(26)).isEqualTo(PacketBuilder.expectedUdpChecksum(packet));
        assertThat(Ipv4.isSound(packet, 0, packet.readableBytes())).isTrue();
        assertThat(PacketChecksums.areRight(packet, 0)).isTrue();
    }

    @Property
    void seesEveryDamagedBit(
            @ForAll int source, @ForAll @Size(min = 1, max = 60) byte[] payload, @ForAll @IntRange(max = 479) int bit) {
        ByteBuf packet = PacketBuilder.udp(source, 5060, 0x0a010201, 5061, payload);
        // By chance it is what a local sender writes that leaves the rest to the device.
        Assume.that(packet.getUnsignedShort(26) != unfinished(packet, 12, 8, 8 + payload.length));
        int at = 28 + bit / 8 % payload.length;
        packet.setByte(at, packet.getByte(at) ^ 1 << bit % 8);

        // 0xffff and 0 are the same number in ones' complement: no checksum sees the difference, nor does one bit make
        // it.
        assertThat(PacketChecksums.areRight(packet, 0)).isFalse();
    }

    @Property
    void takesALocalSendersUnfinishedChecksum(@ForAll int source, @ForAll @Size(max = 60) byte[] payload) {
        ByteBuf packet = PacketBuilder.udp(source, 5060, 0x0a010201, 5061, payload);
        packet.setShort(26, unfinished(packet, 12, 8, 8 + payload.length));

        assertThat(PacketChecksums.areRight(packet, 0)).isTrue();
    }

    @Property
    void finishesIpv6BehindExtensionHeaders(
            @ForAll @Size(32) byte[] addresses, @ForAll @Size(max = 40) byte[] payload, @ForAll boolean extended) {
        int extension = extended ? 8 : 0;
        int udp = Udp.HEADER_BYTES + payload.length;
        ByteBuf packet = Unpooled.buffer(40 + extension + udp);
        packet.writeInt(0x6000_0000)
                .writeShort(extension + udp)
                .writeByte(extended ? 60 : 17)
                .writeByte(64);
        packet.writeBytes(addresses);
        if (extended) {
            packet.writeByte(17).writeByte(0).writeZero(6);
        }
        packet.writeShort(5060).writeShort(5061).writeShort(udp).writeShort(0).writeBytes(payload);

        assertThat(PacketChecksums.finish(packet, 0, packet.readableBytes())).isTrue();

        assertThat(packet.getUnsignedShort(46 + extension)).isNotZero();
        assertThat(PacketChecksums.areRight(packet, 0)).isTrue();
        Assume.that(packet.getUnsignedShort(46 + extension) != unfinished(packet, 8, 32, udp));
        packet.setByte(41 + extension, packet.getByte(41 + extension) ^ 1);
        assertThat(PacketChecksums.areRight(packet, 0)).isFalse();
    }

    /** The sum of the pseudo-header alone (RFC 768, RFC 8200 section 8.1). */
    private static int unfinished(ByteBuf packet, int addresses, int addressBytes, int udpBytes) {
        return Checksum.fold(Checksum.sum(packet, addresses, addressBytes) + 17 + udpBytes);
    }

    @Property(tries = 5000)
    void neverReadsBeyondWhatItGets(@ForAll @Size(max = 80) byte[] bytes, @ForAll boolean six) {
        if (bytes.length > 0) {
            bytes[0] = (byte) (six ? 0x60 : 0x45);
        }
        ByteBuf packet = Unpooled.wrappedBuffer(bytes);
        if (PacketChecksums.finish(packet, 0, bytes.length)) {
            assertThat(six || Ipv4.isSound(packet, 0, bytes.length) || isFragmentBeyondTheEnd(packet))
                    .isTrue();
        }
    }

    private static boolean isFragmentBeyondTheEnd(ByteBuf packet) {
        return (packet.getUnsignedShort(6) & 0x1fff) * 8 + packet.getUnsignedShort(2) > Ipv4.MAXIMUM_BYTES;
    }
}
