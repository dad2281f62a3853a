package io.voider.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** A stream through {@link SipFrameDecoder}, in chunks. */
final class Framing {
    private Framing() {}

    /**
     * What comes out, as text: messages, {@code PING}, and the refusal at which the stream ended.
     *
     * @param chunkBytes gives the size of each chunk
     */
    static List<String> frames(SipLimits limits, byte[] stream, IntSupplier chunkBytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new SipFrameDecoder(limits));
        List<String> out = new ArrayList<>();
        int from = 0;
        while (from < stream.length) {
            int to = Math.min(stream.length, from + chunkBytes.getAsInt());
            write(channel, Unpooled.copiedBuffer(stream, from, to - from), out);
            from = to;
        }
        channel.finishAndReleaseAll();
        return out;
    }

    private static void write(EmbeddedChannel channel, ByteBuf chunk, List<String> out) {
        SipRefusal refused = null;
        try {
            channel.writeInbound(chunk);
        } catch (SipRefusal refusal) {
            refused = refusal;
        }
        for (Object frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            if (frame instanceof ByteBuf message) {
                out.add(message.toString(StandardCharsets.ISO_8859_1));
                message.release();
            } else if (frame instanceof SipFrameDecoder.Unframed unframed) {
                out.add("without length: " + unframed.head().toString(StandardCharsets.ISO_8859_1));
                unframed.head().release();
            } else {
                out.add(frame.toString());
            }
        }
        if (refused != null) {
            out.add(refused.getMessage());
        }
    }
}
