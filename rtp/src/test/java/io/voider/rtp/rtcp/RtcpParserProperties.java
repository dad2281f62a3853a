package io.voider.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.rtp.quality.RtcpWatch;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Hostile input: whatever comes, the parser returns or throws its one exception, and reads nothing beside the datagram. */
class RtcpParserProperties {
    private final RtcpParser parser = new RtcpParser();

    @Provide
    Arbitrary<byte[]> noise() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    }

    /** Datagrams with right headers and lengths, and noise for bodies: these get further in. */
    @Provide
    Arbitrary<byte[]> almostRtcp() {
        Arbitrary<byte[]> packet = Combinators.combine(
                        Arbitraries.integers().between(192, 223),
                        Arbitraries.integers().between(0, 31),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
                .as((type, count, body) -> {
                    int words = body.length / 4;
                    byte[] bytes = new byte[4 + 4 * words];
                    bytes[0] = (byte) (0x80 | (count % 4 == 0 ? count : count % 3));
                    bytes[1] = (byte) (type % 2 == 0 ? 200 + type % 8 : (int) type);
                    bytes[3] = (byte) words;
                    System.arraycopy(body, 0, bytes, 4, 4 * words);
                    return bytes;
                });
        return packet.list().ofMinSize(1).ofMaxSize(6).map(RtcpParserProperties::joined);
    }

    private static byte[] joined(List<byte[]> packets) {
        ByteBuf all = Unpooled.buffer();
        packets.forEach(all::writeBytes);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    @Property(tries = 5_000)
    void noiseIsReadOrRefused(@ForAll("noise") byte[] datagram) {
        readOrRefuse(datagram);
    }

    @Property(tries = 5_000)
    void wellFramedNoiseIsReadOrRefused(@ForAll("almostRtcp") byte[] datagram) {
        readOrRefuse(datagram);
    }

    private void readOrRefuse(byte[] datagram) {
        // The buffer ends with the datagram, so reading beyond it would throw.
        ByteBuf exact = Unpooled.wrappedBuffer(datagram);
        boolean wellFormed = new RtcpReader().wrap(exact, 0, datagram.length).wellFormed();
        try {
            assertThat(parser.parse(exact, 0, datagram.length)).isNotEmpty();
            assertThat(wellFormed).isTrue();
        } catch (RtcpFormatException refused) {
            assertThat(refused.position()).isBetween(0, datagram.length);
        }
        new RtcpWatch().accept(exact, 0, datagram.length, 1, 0);
        // The same inside a larger buffer gives the same.
        ByteBuf inside = Unpooled.buffer().writeZero(7).writeBytes(datagram).writeZero(9);
        assertThat(new RtcpReader().wrap(inside, 7, datagram.length).wellFormed())
                .isEqualTo(wellFormed);
    }
}
