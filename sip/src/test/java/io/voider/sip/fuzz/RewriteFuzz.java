package io.voider.sip.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipRefusal;
import io.voider.sip.rewrite.Rewriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Any bytes: what can be rewritten comes back byte for byte, and its result is a message. */
public final class RewriteFuzz {
    private static final SipDecoder DECODER = new SipDecoder();
    private static final Rewriter REWRITER = new Rewriter();
    private static final Parties PARTIES = Parties.parse("172.16.0.1", "172.29.204.254", "10.2.1.1", "172.29.1.1");

    /** Numbers that these two have at other homes come back as their own addresses, which is OwnNumberTest's. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("10\\.(?!2\\.1\\.1(?!\\d))\\d{1,3}\\.(204\\.254|1\\.1)(?!\\d)");

    private RewriteFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] out;
        try {
            out = rewrite(Side.PHONE, data);
        } catch (SipRefusal refusal) {
            if (refusal.offset() < 0 || refusal.offset() > data.length) {
                throw new AssertionError("refused outside the message", refusal);
            }
            return;
        }
        byte[] back = rewrite(Side.TUNNEL, out);
        boolean elsewhere =
                ELSEWHERE.matcher(new String(data, StandardCharsets.ISO_8859_1)).find();
        if (!elsewhere && !Arrays.equals(data, back)) {
            throw new AssertionError("came back different");
        }
    }

    private static byte[] rewrite(Side from, byte[] message) {
        ByteBuf out = Unpooled.buffer();
        REWRITER.rewrite(PARTIES, from, DECODER.decode(message, 0, message.length), out);
        return ByteBufUtil.getBytes(out);
    }
}
