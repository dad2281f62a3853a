package io.voider.sip.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipRefusal;
import io.voider.sip.generate.Line;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rewriting bytes to bytes, or to the refusal in their place, as the properties want it. */
final class Rewriting {
    /** The message lies somewhere within an array, among bytes that are not its own. */
    private static final int BEFORE = 7;

    private static final int BEHIND = 5;

    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();
    private final Parties parties;

    Rewriting(Line line) {
        parties = Parties.parse(line.phone(), line.me(), line.dialled(), line.peer());
    }

    byte[] rewrite(Side from, byte[] message) {
        byte[] array = new byte[BEFORE + message.length + BEHIND];
        Arrays.fill(array, (byte) '1');
        System.arraycopy(message, 0, array, BEFORE, message.length);
        ByteBuf out = Unpooled.buffer();
        rewriter.rewrite(parties, from, decoder.decode(array, BEFORE, BEFORE + message.length), out);
        return ByteBufUtil.getBytes(out);
    }

    /** The rewritten message, or the refusal's offset and reason. */
    String outcome(Side from, byte[] message) {
        try {
            return text(rewrite(from, message));
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
