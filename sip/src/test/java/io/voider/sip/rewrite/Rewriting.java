package io.voider.sip.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipRefusal;
import io.voider.sip.generate.Line;
import java.nio.charset.StandardCharsets;

/** Rewriting bytes to bytes, or to the refusal in their place, as the properties want it. */
final class Rewriting {
    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();
    private final Mapping mapping;

    Rewriting(Line line) {
        mapping = Mapping.parse(line.phone(), line.me(), line.dialled(), line.peer());
    }

    byte[] rewrite(Direction direction, byte[] message) {
        ByteBuf out = Unpooled.buffer();
        rewriter.rewrite(mapping, direction, decoder.decode(message, 0, message.length), out);
        return ByteBufUtil.getBytes(out);
    }

    /** The rewritten message, or the refusal's offset and reason. */
    String outcome(Direction direction, byte[] message) {
        try {
            return text(rewrite(direction, message));
        } catch (SipRefusal refusal) {
            return "refused at " + refusal.offset() + ": " + refusal.reason();
        }
    }

    Rewriter rewriter() {
        return rewriter;
    }

    static String text(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String message) {
        return message.getBytes(StandardCharsets.ISO_8859_1);
    }
}
