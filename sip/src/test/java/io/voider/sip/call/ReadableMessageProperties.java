package io.voider.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class ReadableMessageProperties {
    private static final String HEAD = """
        INVITE sip:a SIP/2.0\r
        Via: SIP/2.0/UDP a;branch=z9hG4bK1\r
        From: <sip:a>;tag=a\r
        To: <sip:b>\r
        Call-ID: 1\r
        CSeq: 1 INVITE\r
        """;

    /** A message that is shown passes all the same, whatever somebody writes into it. */
    @Property(tries = 3000)
    void whateverIsInAFieldItIsReadAndBounded(
            @ForAll
                    @StringLength(max = 300)
                    @CharRange(from = ' ', to = '\u0600')
                    @Chars({':', '@', '/', '%', '"', '<', 's', 'i', 'p', '\u0130'})
                    String words) {
        requireReadable(HEAD + "Subject: " + words + "\r\nContent-Length: 0\r\n\r\n");
        requireReadable(HEAD + "Subject: sip:" + words + "@h\r\nContent-Length: 0\r\n\r\n");
    }

    @Property(tries = 2000)
    void whateverIsInADescriptionItIsReadAndBounded(
            @ForAll
                    @StringLength(max = 300)
                    @CharRange(from = '\1', to = '\u0600')
                    @Chars({':', '@', '=', 'a', 'k', '\r', '\n', '\u0130'})
                    String words) {
        requireReadable(HEAD + "Content-Type: application/sdp\r\nContent-Length: "
                + words.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + words);
    }

    private static void requireReadable(String message) {
        String told;
        try {
            told = ReadableMessage.of(
                    new SipDecoder().decode(Unpooled.wrappedBuffer(message.getBytes(StandardCharsets.UTF_8))));
        } catch (SipRefusal refused) {
            return;
        }
        assertThat(told).startsWith("INVITE sip:a SIP/2.0\n").hasSizeLessThan(4 * ReadableMessage.MOST_BYTES);
    }
}
