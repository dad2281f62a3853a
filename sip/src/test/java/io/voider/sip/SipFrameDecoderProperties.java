package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.sip.generate.Line;
import io.voider.sip.generate.SipMessages;
import io.voider.sip.generate.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SipFrameDecoderProperties {
    private static final SipLimits SMALL = new SipLimits(8192, 200, 4, 2);
    private static final String BYE = "BYE sip:a SIP/2.0\r\nl: 3\r\n\r\nabc";

    @Property(tries = 300)
    void whatComesOutDoesNotDependOnHowTheStreamIsCut(
            @ForAll(supplier = SipMessages.Any.class) Template first,
            @ForAll(supplier = SipMessages.Hostile.class) byte[] second,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 400) Integer> cuts) {
        byte[] stream = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(
                first.onPhoneSide(Line.USUAL), "\r\n\r\n".getBytes(StandardCharsets.US_ASCII), second));
        assertThat(frames(stream, cuts)).isEqualTo(frames(stream, List.of(stream.length)));
    }

    @Example
    void messagesAndPingsComeOneByOne() {
        byte[] stream = ("\r\n\r\n" + BYE + BYE + "\r\n\r\n\r\n" + BYE).getBytes(StandardCharsets.US_ASCII);
        assertThat(frames(stream, List.of(1))).containsExactly("PING", BYE, BYE, "PING", BYE);
    }

    @Example
    void afterARefusalNothingMoreIsRead() {
        byte[] stream = ("BYE sip:a SIP/2.0\r\nTo: b\r\n\r\n" + BYE).getBytes(StandardCharsets.US_ASCII);
        assertThat(frames(stream, List.of(7))).containsExactly("no Content-Length on a stream at offset 0");
    }

    @Example
    void whatIsLargerThanTheLimitIsRefusedBeforeItIsThere() {
        String head = "BYE sip:a SIP/2.0\r\nl: 8192\r\n\r\n";
        assertThat(frames(head.getBytes(StandardCharsets.US_ASCII), List.of(50)))
                .containsExactly("message over 8192 bytes at offset 8192");
        assertThat(frames(new byte[9000], List.of(100))).containsExactly("head over 8192 bytes at offset 8192");
    }

    @Example
    void aMessageThatIsNotCompleteIsWaitedFor() {
        assertThat(frames(BYE.substring(0, BYE.length() - 1).getBytes(StandardCharsets.US_ASCII), List.of(9)))
                .isEmpty();
    }

    /** What comes out when the stream is written in chunks of these sizes, round and round. */
    private static List<String> frames(byte[] stream, List<Integer> cuts) {
        EmbeddedChannel channel = new EmbeddedChannel(new SipFrameDecoder(SMALL));
        List<String> out = new ArrayList<>();
        int from = 0;
        for (int i = 0; from < stream.length; i++) {
            int to = Math.min(stream.length, from + cuts.get(i % cuts.size()));
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
            } else {
                out.add(frame.toString());
            }
        }
        if (refused != null) {
            out.add(refused.getMessage());
        }
    }
}
