package io.voider.nat.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ChannelDataProperties {
    @Property
    void whatIsWrittenIsRead(
            @ForAll @IntRange(min = ChannelData.MIN_NUMBER, max = ChannelData.MAX_NUMBER) int number,
            @ForAll @Size(max = 1500) byte[] data) {
        ByteBuf message = ChannelData.of(number, Unpooled.wrappedBuffer(data));
        assertThat(ChannelData.isOne(message)).isTrue();
        assertThat(ChannelData.number(message)).isEqualTo(number);
        ByteBuf read = ChannelData.data(message);
        assertThat(read).isNotNull();
        if (read != null) {
            assertThat(ByteBufUtil.getBytes(read)).isEqualTo(data);
            read.release();
        }
        message.release();
    }

    @Property
    void onAStreamItIsFilledUpAndCutOutAgain(
            @ForAll @Size(max = 1500) byte[] first, @ForAll @Size(max = 9) byte[] second) {
        EmbeddedChannel stream = new EmbeddedChannel(new TurnFrameDecoder());
        for (byte[] data : new byte[][] {first, second}) {
            ByteBuf padded = TurnFrameDecoder.padded(ChannelData.of(0x4001, Unpooled.wrappedBuffer(data)));
            assertThat(padded.readableBytes() % 4).isZero();
            stream.writeInbound(padded);
        }
        for (byte[] data : new byte[][] {first, second}) {
            ByteBuf frame = stream.readInbound();
            ByteBuf read = ChannelData.data(frame);
            assertThat(read).isNotNull();
            if (read != null) {
                assertThat(ByteBufUtil.getBytes(read)).isEqualTo(data);
                read.release();
            }
            frame.release();
        }
        assertThat(stream.finish()).isFalse();
    }

    @Property
    void whateverComesIsReadWithinItsBounds(@ForAll @Size(max = 64) byte[] bytes) {
        ByteBuf message = Unpooled.wrappedBuffer(bytes);
        if (ChannelData.isOne(message)) {
            assertThat(ChannelData.isNumber(ChannelData.number(message))).isTrue();
            ByteBuf data = ChannelData.data(message);
            assertThat(data == null || data.readableBytes() <= bytes.length - ChannelData.HEADER_BYTES)
                    .isTrue();
            if (data != null) {
                data.release();
            }
        } else {
            assertThat(bytes.length < ChannelData.HEADER_BYTES || (bytes[0] & 0xC0) != 0x40)
                    .isTrue();
        }
    }

    @Example
    void dataThatEndsTooEarlyIsNone() {
        assertThat(ChannelData.data(Unpooled.wrappedBuffer(new byte[] {0x40, 1, 0, 9, 7, 7})))
                .isNull();
    }
}
