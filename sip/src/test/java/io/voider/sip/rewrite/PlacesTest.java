package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipLimits;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message is mapped, or refused, as it is wherever it lies in an array and whatever is around it. */
class PlacesTest {
    private static final String A = "172.16.0.1";
    private static final Parties PARTIES = Parties.parse(A, "172.29.5.1", "10.2.1.1", "172.29.1.1");
    private static final List<String> AROUND = List.of(
            "", "1", "a", ".1", ":5", "@" + A, ";x", "=y", "?z", ",", ">", "\"", "/", " ", "\r\n", "]", "[", "%31",
            "-->");

    private final SipDecoder decoder = new SipDecoder(new SipLimits(8192, 20, 2, 2));
    private final Rewriter rewriter = new Rewriter(new SipLimits(8192, 20, 2, 2));

    private String outcome(String message, String before, String behind) {
        byte[] bytes = (before + message + behind).getBytes(StandardCharsets.ISO_8859_1);
        ByteBuf out = Unpooled.buffer();
        try {
            int start = before.length();
            rewriter.rewrite(PARTIES, Side.PHONE, decoder.decode(bytes, start, start + message.length()), out);
            return out.toString(StandardCharsets.ISO_8859_1);
        } catch (SipRefusal refusal) {
            return refusal.reason() + " at " + refusal.offset();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c: application/sdp|c=IN IP4 @",
                "c: application/sdp|c=IN IP4 ",
                "c: application/sdp|c=@",
                "c: application/sdp|c=",
                "c: application/sdp|c",
                "c: application/sdp|o=- 1 1 IN IP4 @",
                "c: application/sdp|o=- 1 1 IN IP4",
                "c: application/sdp|o=",
                "c: application/sdp|u=sip:@",
                "c: application/sdp|a=rtcp:1 IN IP4 @",
                "c: application/sdp|a=rtcp:1",
                "c: application/sdp|a=rtcp:",
                "c: application/sdp|a=al",
                "c: application/sdp|a=alt:@",
                "c: application/sdp|a=candidate:1 1 UDP 1 @",
                "c: application/sdp|a=candidate:1 1 UDP 1 @ 5 typ srflx raddr @",
                "c: application/sdp|a=candidate:1 1 UDP 1 @ 5 typ srflx raddr",
                "c: application/sdp|a=remote-candidates:1 @ 5 2 @ 6",
                "c: application/sdp|a=remote-candidates:1 @",
                "c: application/sdp|a=path:msrp://@",
                "\"c: application/sdp|c=IN IP4 @",
                "c: \"application/sdp|c=IN IP4 @",
                "c: |v=0",
                "c: application/dialog-info+xml|<a uri='@'>sip:@",
                "c: application/dialog-info+xml|<a uri='@'",
                "c: application/dialog-info+xml|<a uri='@",
                "c: application/dialog-info+xml|<a uri=",
                "c: application/dialog-info+xml|<a uri",
                "c: application/dialog-info+xml|<uri",
                "c: application/dialog-info+xml|<uri>@",
                "c: application/dialog-info+xml|<!-- sip:@ ",
                "c: application/dialog-info+xml|<!-- sip:@ --",
                "c: application/dialog-info+xml|<![CDATA[sip:@]]",
                "c: application/dialog-info+xml|<?sip:@?",
                "c: application/dialog-info+xml|<",
                "c: application/simple-message-summary|Message-Account: sip:@",
                "c: application/vq-rtcpxr|LocalAddr: IP=@",
                "c: application/vq-rtcpxr|LocalAddr: IP=",
                "c: application/vq-rtcpxr|LocalAddr: IP",
                "c: message/sipfrag|SIP/2.0 200 OK",
                "c: message/sipfrag|INVITE sip:@ SIP/2.0",
                "c: message/sipfrag|m: <sip:@",
                "c: message/sipfrag|l: 0",
                "c: message/sipfrag|l: 1\r\nc: application/sdp\r\n\r\nc=IN IP4 @",
                "c: multipart/mixed;boundary=x|--x\r\nc: application/sdp\r\n\r\nc=IN IP4 @\r\n--x--",
                "c: multipart/mixed;boundary=x|--x\r\nc: application/sdp\r\n\r\nc=IN IP4 @",
                "c: multipart/mixed;boundary=x|--x\r\n\r\n--x\r\n\r\n--x\r\n\r\n",
                "c: multipart/mixed;boundary=x|--x",
                "c: multipart/mixed;boundary=x|--x-",
                "c: message/sip|OPTIONS sip:@ SIP/2.0\r\nc: message/sip\r\n\r\nc: message/sip\r\n\r\nm: <sip:@>",
                "m: <sip:172.016.0.1>|",
                "m: <sip:x?Route=%3csip:172.016.0.1%3e>|",
                "m: <sip:x?Route=%3csip:172.16.0.%31%3e>|",
                "m: <sip:@?Route=%3csip:@%3e&m=%3csip:@|",
                "m: <sip:x;maddr=@;maddr=\"@\";maddr=@:5;maddr=@:x;maddr=;maddr>|",
                "m: <sip:x?Route|",
                "m: <sip:x?|",
                "m: <sip:x?&&Route=&=|",
                "Warning: 399 @ \"sip:@\", 399 @:5 \"a\\\"|",
                "Warning: 399 @, 1 x \"@\" , 2 @|",
                "Warning: 399|",
                "v: SIP/2.0/UDP @;received=@;maddr=\"@\"|",
                "Content-Encoding: \r\nc: application/sdp|c=IN IP4 @",
                "Content-Encoding: x\r\nContent-Encoding: gzip\r\nc: application/sdp|c=IN IP4 @",
                "Refer-To: <sip:10.2.3.1>|",
                "Refer-To: <sip:10.2.3.%31?m=%3csip:10.2.3.1%3e>|",
                "m: <sip:[::ffff:@]>, <sip:[::ffff:@>, sip:@., sip:@., <sip:[::ac10:1]>|",
                "m: <sip:0254.020.0.1>|",
                "m: <sip:172.16.0.256>, <sip:172.16.0.1.2>, <sip:172.16.0>, <sip:172.16.0.08>|",
            })
    void nothingAroundAMessageMatters(String fields) {
        String[] parts = fields.replace("@", A).split("\\|", 2);
        String message = "OPTIONS sip:x SIP/2.0\r\n" + parts[0] + "\r\n\r\n" + parts[1];
        String alone = outcome(message, "", "");
        for (String around : AROUND) {
            assertThat(outcome(message, around.repeat(3), around)).as(around).isEqualTo(alone);
        }
    }
}
