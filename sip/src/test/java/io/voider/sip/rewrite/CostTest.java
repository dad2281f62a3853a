package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.sdp.SdpBody;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message costs: no memory, and little time even at its worst. */
class CostTest {
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_NANOS = 5_000_000;
    private static final long MOST_READING_BYTES = 1_500_000;

    private final Parties parties = Parties.parse("172.16.0.1", "172.29.204.254", "10.2.1.1", "172.29.1.1");
    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();
    private final ByteBuf out = Unpooled.buffer(70_000);

    /** What the exchange reads of a message besides. */
    private int read(ByteBuf bytes) {
        SipMessage message = decoder.decode(bytes);
        SdpBody description = SdpBody.of(message);
        boolean tagged = message.has(SipHeader.FROM) && message.fromTag() != null;
        boolean routed = message.has(SipHeader.VIA) && message.topVia().branch() != null;
        return (description == null ? 0 : description.media().size()) + (tagged ? 1 : 0) + (routed ? 1 : 0);
    }

    private void rewrite(ByteBuf message) {
        rewriter.rewrite(parties, Side.PHONE, decoder.decode(message), out.clear());
    }

    @Test
    void anInviteMakesNoObject() {
        String sdp = "v=0\r\no=- 1 1 IN IP4 172.16.0.1\r\nc=IN IP4 172.16.0.1\r\nm=audio 5004 RTP/AVP 0\r\n";
        ByteBuf invite = Unpooled.copiedBuffer(
                "INVITE sip:10.2.1.1 SIP/2.0\r\nVia: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bK1\r\n"
                        + "From: <sip:a@172.16.0.1>;tag=1\r\nTo: <sip:10.2.1.1>\r\nContact: <sip:172.16.0.1>\r\n"
                        + "Content-Type: application/sdp\r\nContent-Length: " + sdp.length() + "\r\n\r\n" + sdp,
                StandardCharsets.US_ASCII);
        for (int i = 0; i < 2_000; i++) {
            rewrite(invite);
        }
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < 20; batch++) {
            long before = THREAD.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                rewrite(invite);
            }
            least = Math.min(least, THREAD.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }

    /** However many lines there are, only so many become objects. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=audio 1 RTP/AVP 0\r\n",
                "m=\r\n",
                "a=candidate:1 1 UDP 1 172.16.0.1 1 typ host\r\n",
                "a=rtpmap:0 A/1\r\n",
                "a=rtcp:1 IN IP4 172.16.0.1\r\n",
                "c=IN IP4 172.16.0.1\r\n",
                "a=sendonly\r\n",
            })
    void readingADescriptionOfADatagramsSizeMakesFewObjects(String line) {
        byte[] body = ("v=0\r\nm=audio 1 RTP/AVP 0\r\n" + line.repeat(62_000 / line.length()))
                .getBytes(StandardCharsets.US_ASCII);
        SdpBody.parse(body, 0, body.length);
        long before = THREAD.getCurrentThreadAllocatedBytes();
        SdpBody read = SdpBody.parse(body, 0, body.length);
        long allocated = THREAD.getCurrentThreadAllocatedBytes() - before;
        assertThat(read.media()).hasSizeBetween(1, SdpBody.MOST_MEDIA);
        assertThat(allocated).as(line).isLessThan(MOST_READING_BYTES);
    }

    @Test
    void theWorstMessageOfOneDatagramTakesFiveMilliseconds() {
        ByteBuf worst = Unpooled.copiedBuffer(worst(), StandardCharsets.US_ASCII);
        assertThat(worst.readableBytes()).isBetween(60_000, 64_000);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long before = THREAD.getCurrentThreadCpuTime();
            rewrite(worst);
            best = Math.min(best, THREAD.getCurrentThreadCpuTime() - before);
        }
        System.out.println("worst message: " + worst.readableBytes() + " bytes in " + best / 1_000 + " us of CPU, "
                + rewriter.mapped() + " addresses mapped");
        assertThat(rewriter.mapped()).isGreaterThan(1_000);
        assertThat(best).isLessThan(MOST_NANOS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        Via: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bK1;rport~      | Via: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bK1;rport~
        v:a/b/c d~                                              | v:a/b/c d~
        Subject: a~                                             | Subject: a~
        Contact: <sip:172.16.0.1>,                              | ,
        Via: SIP/2.0/UDP 172.16.0.1;received=172.16.0.1         | ;received=172.16.0.1
        Contact: "a\\                                           | \\\\
        Refer-To: <sip:a?Route=%3csip:172.16.0.1%3e             | &Route=%3csip:172.16.0.1%3e
        c: application/sdp~~c=IN IP4 172.16.0.1~                | c=IN IP4 172.16.0.1~
        c: application/sdp~~m=audio 1 RTP/AVP 0~                | a=x~
        c: application/sdp~~a=alt:1                             | ` 1`
        c: application/dialog-info+xml~~<a uri="172.16.0.1"/>   | <a uri="10.9.9.9"/>
        c: message/sipfrag~~x~                                  | m:sip:10.9.9.9~
        From: <                                                 | <
        From: "                                                 | \\"
        Contact: <,                                             | <,
        Contact: <sip:a                                         | @;
        Contact: a;                                             | a;
        To: <sip:a>;a                                           | ;a="\\"
        Warning: 1 a                                            | ,1 a "
        To: <sip:a>~                                            | To: <sip:a>~
        x~                                                      | x yyyy~
        """)
    void timePerByteStaysFlatFromFiveHundredBytesToSixtyThousand(String start, String unit) {
        double small = nanosPerByte(start, unit, 500);
        double large = nanosPerByte(start, unit, 55_000);
        System.out.printf("%-60s %.2f ns/byte at 500, %.2f at 55,000%n", start, small, large);
        assertThat(large).isLessThan(3 * small + 1);
    }

    private double nanosPerByte(String start, String unit, int size) {
        String text = "BYE sip:a SIP/2.0~" + start + unit.repeat((size - start.length()) / unit.length());
        boolean open = !text.endsWith("~");
        ByteBuf message = Unpooled.copiedBuffer(
                (text + (open ? "~~" : text.contains("~~") ? "" : "~")).replace("~", "\r\n"),
                StandardCharsets.US_ASCII);
        int repeats = 200_000 / size + 1;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 60; round++) {
            long before = THREAD.getCurrentThreadCpuTime();
            for (int i = 0; i < repeats; i++) {
                attempt(message);
            }
            best = Math.min(best, THREAD.getCurrentThreadCpuTime() - before);
        }
        return (double) best / repeats / message.readableBytes();
    }

    /** What is refused costs, too. */
    private void attempt(ByteBuf message) {
        try {
            rewrite(message);
            out.writeInt(read(message));
        } catch (SipRefusal refused) {
            out.clear().writeInt(refused.offset());
        }
    }

    /** 1,000 Vias, 10,000 header fields in all, URI headers and bodies nested as deep as is allowed. */
    private static String worst() {
        StringBuilder nested = new StringBuilder("sip:172.16.0.1");
        for (int depth = 0; depth < 5; depth++) {
            String inner = nested.toString()
                    .replace("%", "%25")
                    .replace("<", "%3C")
                    .replace("?", "%3F")
                    .replace("=", "%3D");
            nested = new StringBuilder("sip:10.2.1.1?Route=").append(inner);
        }
        String body = "c=IN IP4 172.16.0.1\r\n".repeat(300);
        String type = "application/sdp";
        for (int depth = 0; depth < 5; depth++) {
            String mark = "b" + depth;
            body = "--" + mark + "\r\nc: " + type + "\r\n\r\n" + body + "\r\n--" + mark + "--";
            type = "multipart/mixed;boundary=" + mark;
        }
        return "INVITE sip:10.2.1.1 SIP/2.0\r\n" + "v:a/b/c 10.2.1.1\r\n".repeat(1_000) + "a:\r\n".repeat(8_990)
                + "Refer-To: <" + nested + ">\r\nc: " + type + "\r\nl: " + body.length() + "\r\n\r\n" + body;
    }
}
