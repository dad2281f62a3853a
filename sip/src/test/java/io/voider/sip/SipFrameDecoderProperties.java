package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.generate.Line;
import io.voider.sip.generate.SipMessages;
import io.voider.sip.generate.Template;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SipFrameDecoderProperties {
    private static final SipLimits SMALL = new SipLimits(8192, 200, 4, 2);

    @Property(tries = 300)
    void whatComesOutDoesNotDependOnHowTheStreamIsCut(
            @ForAll(supplier = SipMessages.Any.class) Template first,
            @ForAll(supplier = SipMessages.Hostile.class) byte[] second,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 400) Integer> cuts) {
        byte[] stream = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(
                first.onPhoneSide(Line.USUAL), "\r\n\r\n".getBytes(StandardCharsets.US_ASCII), second));
        assertThat(frames(stream, cuts)).isEqualTo(frames(stream, List.of(stream.length)));
    }

    /** What comes out when the stream is written in chunks of these sizes, round and round. */
    private static List<String> frames(byte[] stream, List<Integer> cuts) {
        Iterator<Integer> sizes =
                Stream.generate(() -> cuts).flatMap(List::stream).iterator();
        return Framing.frames(SMALL, stream, sizes::next);
    }
}
