package io.voider.nat.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/**
 * Cuts a stream into STUN messages and {@link ChannelData} (RFC 8656 section 12.5): both have their length in bytes 2 and 3;
 * that of a STUN message does not count its 20-byte header, that of channel data neither its header nor what fills it up.
 */
public final class TurnFrameDecoder extends ByteToMessageDecoder {
    private static final int MAX_FRAME_BYTES = 4096;
    private static final int STUN_HEADER_BYTES = 20;

    /** A message as it goes onto a stream: channel data filled up to a multiple of four bytes. Takes {@code message} over. */
    public static ByteBuf padded(ByteBuf message) {
        int missing = ChannelData.padding(message.readableBytes());
        if (missing == 0) {
            return message;
        }
        return message.isWritable(missing)
                ? message.writeZero(missing)
                : Unpooled.wrappedBuffer(message, Unpooled.wrappedBuffer(new byte[missing]));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < ChannelData.HEADER_BYTES) {
            return;
        }
        int first = in.getUnsignedByte(in.readerIndex());
        int length = in.getUnsignedShort(in.readerIndex() + 2);
        if (first >= 0x80) {
            throw new CorruptedFrameException("neither STUN nor channel data: first byte " + first);
        }
        int frame = ChannelData.isOne(in) ? ChannelData.streamedBytes(length) : STUN_HEADER_BYTES + length;
        if (frame > MAX_FRAME_BYTES) {
            throw new CorruptedFrameException(
                    "frame of " + frame + " bytes; at most " + MAX_FRAME_BYTES + " are taken");
        }
        if (in.readableBytes() >= frame) {
            out.add(in.readRetainedSlice(frame));
        }
    }
}
