package io.voider.benchmarks;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.rewrite.Rewriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sdp.Connection;
import javax.sdp.SdpFactory;
import javax.sdp.SessionDescription;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.ContactHeader;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.ViaHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One message through the exchange: decoded, its addresses mapped, written. Beside it JAIN-SIP does the same job: parse, set
 * the hosts of Request-URI, Via, From, To, Contact and SDP, encode. Run both with {@code -prof gc}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class SipRewrite {
    private static final Map<String, String> TWINS = Map.of("172.16.0.1", "172.29.2.1", "10.2.1.1", "172.29.1.1");

    @Param({"INVITE", "OK", "BYE"})
    private SipMessages message = SipMessages.INVITE;

    private final Parties parties = Parties.parse("172.16.0.1", "172.29.2.1", "10.2.1.1", "172.29.1.1");
    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();
    private final ByteBuf heapOut = Unpooled.buffer(4096);
    private final ByteBuf directOut = Unpooled.directBuffer(4096);
    private byte[] bytes = new byte[0];
    private ByteBuf heapIn = Unpooled.EMPTY_BUFFER;
    private ByteBuf directIn = Unpooled.EMPTY_BUFFER;

    @Setup
    public void fill() {
        bytes = message.bytes();
        heapIn = Unpooled.wrappedBuffer(bytes);
        directIn = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }

    @Benchmark
    public ByteBuf voider() {
        rewriter.rewrite(parties, Side.PHONE, decoder.decode(heapIn), heapOut.clear());
        return heapOut;
    }

    /** From one direct buffer to another, as packets lie in the slabs of a packet channel. */
    @Benchmark
    public ByteBuf voiderDirect() {
        rewriter.rewrite(parties, Side.PHONE, decoder.decode(directIn), directOut.clear());
        return directOut;
    }

    @Benchmark
    public byte[] jainSip() throws Exception {
        SIPMessage parsed = new StringMsgParser().parseSIPMessage(bytes, true, false, null);
        if (parsed instanceof SIPRequest request) {
            map(request.getRequestURI());
        }
        ViaHeader via = parsed.getTopmostVia();
        via.setHost(twin(via.getHost()));
        if (via.getReceived() != null) {
            via.setReceived(twin(via.getReceived()));
        }
        map(parsed.getFrom().getAddress());
        map(parsed.getTo().getAddress());
        ContactHeader contact = parsed.getContactHeader();
        if (contact != null) {
            map(contact.getAddress());
        }
        ContentTypeHeader type = parsed.getContentTypeHeader();
        if (type != null) {
            parsed.setContent(mappedSdp(new String(parsed.getRawContent(), StandardCharsets.UTF_8)), type);
        }
        return parsed.encodeAsBytes("udp");
    }

    private static byte[] mappedSdp(String text) throws Exception {
        SessionDescription sdp = SdpFactory.getInstance().createSessionDescription(text);
        sdp.getOrigin().setAddress(twin(sdp.getOrigin().getAddress()));
        Connection connection = sdp.getConnection();
        connection.setAddress(twin(connection.getAddress()));
        return sdp.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void map(Address address) throws Exception {
        map(address.getURI());
    }

    private static void map(URI uri) throws Exception {
        SipURI sip = (SipURI) uri;
        sip.setHost(twin(sip.getHost()));
    }

    private static String twin(String host) {
        return TWINS.getOrDefault(host, host);
    }
}
