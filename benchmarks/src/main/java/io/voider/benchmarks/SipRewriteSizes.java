package io.voider.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipRefusal;
import io.voider.sip.rewrite.Rewriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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

/** The same work on messages from 500 bytes to 60 KB of several shapes, hostile ones too: time per byte should stay flat. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class SipRewriteSizes {
    /** What a large message is large of. */
    public enum Shape {
        VIAS("Via: SIP/2.0/UDP 172.16.0.1:5060;branch=z9hG4bK1846220739;rport\r\n", "\r\n"),
        SHORTEST_VIAS("v:a/b/c d\r\n", "\r\n"),
        SHORTEST_FIELDS("a:\r\n", "\r\n"),
        COMMAS("Contact: <sip:172.16.0.1>", ",<sip:172.16.0.1>", "\r\n\r\n"),
        SEMICOLONS("Via: SIP/2.0/UDP 172.16.0.1", ";received=172.16.0.1", "\r\n\r\n"),
        QUOTES("Contact: \"", "\\\"", "\" <sip:172.16.0.1>\r\n\r\n"),
        FOLDS("Contact: a", "\r\n ", "<sip:172.16.0.1>\r\n\r\n"),
        ESCAPES("Refer-To: <sip:172.16.0.1?", "Route=%3csip:172.16.0.1%3e&", "a=b>\r\n\r\n"),
        SDP("c: application/sdp\r\n\r\n", "c=IN IP4 172.16.0.1\r\n", ""),
        CANDIDATES("c: application/sdp\r\n\r\n", "a=candidate:1 1 UDP 1 172.16.0.1 9 typ host raddr 10.2.1.1\r\n", ""),
        PARTS(
                "c: multipart/mixed;boundary=b\r\n\r\n",
                "--b\r\nc:application/sdp\r\n\r\nc=IN IP4 172.16.0.1\r\n",
                "--b--");

        private final String before;
        private final String unit;
        private final String after;

        Shape(String unit, String after) {
            this("", unit, after);
        }

        Shape(String before, String unit, String after) {
            this.before = before;
            this.unit = unit;
            this.after = after;
        }

        byte[] message(int size) {
            String start = "INVITE sip:10.2.1.1 SIP/2.0\r\n" + before;
            int room = size - start.length() - after.length();
            return (start + unit.repeat(room / unit.length()) + after).getBytes(StandardCharsets.US_ASCII);
        }
    }

    @Param
    private Shape shape = Shape.VIAS;

    @Param({"500", "5000", "60000"})
    private int size = 500;

    private final Parties parties = Parties.parse("172.16.0.1", "172.29.2.1", "10.2.1.1", "172.29.1.1");
    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();
    private final ByteBuf out = Unpooled.buffer(70_000);
    private ByteBuf in = Unpooled.EMPTY_BUFFER;

    @Setup
    public void fill() {
        in = Unpooled.wrappedBuffer(shape.message(size));
    }

    @Benchmark
    public int voider() {
        try {
            rewriter.rewrite(parties, Side.PHONE, decoder.decode(in), out.clear());
            return out.writerIndex();
        } catch (SipRefusal refused) {
            return refused.offset();
        }
    }
}
