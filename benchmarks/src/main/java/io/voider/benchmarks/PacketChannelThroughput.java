package io.voider.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.ResourceLeakDetector;
import io.voider.ns.Namespace;
import io.voider.transport.count.Counter;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Packet;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketChecksums;
import io.voider.transport.packet.PacketOptions;
import io.voider.transport.packet.Udp;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Datagrams of 200 bytes through two packet channels: sent on one end of a veth, passed on by a channel to another veth,
 * received at the far end. Needs root. With {@code -prof gc} the figure of interest is {@code gc.alloc.rate.norm}, bytes
 * for each packet that passed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // the harness calls open() first
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class PacketChannelThroughput {

    private static final int BATCH = 64;
    private static final int PAYLOAD = 200;
    private static final int LENGTH = 20 + 8 + PAYLOAD;

    /** How the channel in the middle sends: "transmit", or "write" for Netty's own way. */
    @Param({"transmit", "write"})
    public String way = "transmit";

    private final ByteBuf packet = Unpooled.directBuffer(LENGTH).writerIndex(LENGTH);
    private final Semaphore arrived = new Semaphore(0);
    private final Runnable sendBatch = this::sendBatch;
    private final IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private Namespace namespace;
    private PacketChannel source;
    private PacketChannel middle;

    @Setup
    public void open() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        EventLoop loop = group.next();
        loop.submit(() -> {}).syncUninterruptibly();
        new Ipv4().wrap(packet, 0).write(LENGTH, 1, 64, Ipv4.PROTOCOL_UDP, 0x0a000001, 0x0a000002);
        new Udp().wrap(packet, 20).write(5000, 6000, 8 + PAYLOAD);
        PacketChecksums.finish(packet, 0, LENGTH);
        namespace = Namespace.anonymous("vt-benchmark");
        namespace.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
        namespace.links().createVeth("a0", "a1");
        namespace.links().createVeth("b0", "b1");
        for (String link : new String[] {"a0", "a1", "b0", "b1"}) {
            namespace.links().up(link);
        }
        source = open("a0", new ChannelInboundHandlerAdapter());
        PacketChannel out = open("b0", new ChannelInboundHandlerAdapter());
        boolean write = way.equals("write");
        middle = open("a1", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (write) {
                    Object unused = out.write(message, out.voidPromise());
                } else {
                    out.transmit((Packet) message);
                }
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                if (write) {
                    out.flush();
                }
            }
        });
        open("b1", new ChannelInboundHandlerAdapter() {
            private int batch;

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                batch++;
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                arrived.release(batch);
                batch = 0;
            }
        });
    }

    private PacketChannel open(String link, ChannelInboundHandlerAdapter handler) {
        PacketOptions options = PacketOptions.DEFAULT;
        return PacketChannel.open(namespace, link, options, group.next(), handler)
                .syncUninterruptibly()
                .getNow();
    }

    private void sendBatch() {
        for (int i = 0; i < BATCH; i++) {
            source.transmit(packet, 0, LENGTH);
        }
        source.flush();
    }

    /** One batch, from the first veth to the last. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void pass(Blackhole blackhole) throws InterruptedException {
        source.eventLoop().execute(sendBatch);
        if (!arrived.tryAcquire(BATCH, 10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("packets were lost: " + middle.counters());
        }
        blackhole.consume(middle.counters().count(Counter.RECEIVED_PACKETS));
    }

    @TearDown
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        namespace.close();
    }
}
