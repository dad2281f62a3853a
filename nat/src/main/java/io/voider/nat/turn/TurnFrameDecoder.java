package io.voider.nat.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/**
 * Cuts a stream into STUN messages and channel data (RFC 8656 section 12.5): both have their length in bytes 2 and 3;
 * that of a STUN message does not count its 20-byte header, that of channel data neither its 4-byte header nor padding.
 */
public final class TurnFrameDecoder extends ByteToMessageDecoder {
    private static final int MAX_FRAME_BYTES = 4096;

    /** A message as it goes onto a stream: channel data filled up to a multiple of four bytes. Takes {@code message} over. */
    public static ByteBuf padded(ByteBuf message) {
        int missing = padding(message.readableBytes());
        return missing == 0 ? message : Unpooled.wrappedBuffer(message, Unpooled.wrappedBuffer(new byte[missing]));
    }

    /** How many bytes fill {@code length} up to a multiple of four: 0 to 3. */
    public static int padding(int length) {
        return -length & 3;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < 4) {
            return;
        }
        int first = in.getUnsignedByte(in.readerIndex());
        int length = in.getUnsignedShort(in.readerIndex() + 2);
        if (first >= 0x80) {
            throw new CorruptedFrameException("neither STUN nor channel data: first byte " + first);
        }
        int frame = first < 0x40 ? 20 + length : 4 + length + padding(length);
        if (frame > MAX_FRAME_BYTES) {
            throw new CorruptedFrameException(
                    "frame of " + frame + " bytes; at most " + MAX_FRAME_BYTES + " are taken");
        }
        if (in.readableBytes() >= frame) {
            out.add(in.readRetainedSlice(frame));
        }
    }
}
