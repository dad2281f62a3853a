package io.voider.nat.rendezvous.server;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.rendezvous.wire.Frames;
import io.voider.transport.count.Counters;
import io.voider.transport.stream.BackPressure;
import io.voider.transport.stream.StreamCounter;
import io.voider.transport.stream.StreamLimits;
import java.net.InetSocketAddress;

/** ConnectionAdmission, then TLS, then frames, then the {@link Introducer}; or, for who speaks HTTP, the {@link SignUpDoor}. */
@Sharable
final class ServerPipeline extends ChannelInitializer<SocketChannel> {
    private static final int FLUSH_EVERY = 64;
    private static final StreamLimits STREAM = StreamLimits.DEFAULT.withBytes(64 << 10, 128 << 10, 512 << 10);

    private final SslContext tls;
    private final ConnectionAdmission admission;
    private final Introducer introducer;
    private final SignUpDoor door;
    private final RendezvousLimits limits;
    private final Counters<RendezvousCounter> counts;
    private final ChannelGroup connections;
    private final Ticker clock;

    ServerPipeline(
            SslContext tls,
            ConnectionAdmission admission,
            Introducer introducer,
            SignUpDoor door,
            RendezvousLimits limits,
            Counters<RendezvousCounter> counts,
            ChannelGroup connections,
            Ticker clock) {
        this.tls = tls;
        this.admission = admission;
        this.introducer = introducer;
        this.door = door;
        this.limits = limits;
        this.counts = counts;
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetSocketAddress from = channel.remoteAddress();
        if (from == null || !admission.admit(from.getAddress(), clock.nanoTime())) {
            // A reset leaves nothing behind in the kernel either.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
            return;
        }
        connections.add(channel);
        channel.closeFuture().addListener(closed -> admission.left(from.getAddress()));
        SslHandler handler = tls.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(limits.patience().identifyMillis());
        channel.pipeline()
                .addLast(new BackPressure(STREAM, this::count))
                .addLast(new FlushConsolidationHandler(FLUSH_EVERY, true))
                .addLast(handler)
                .addLast(new SpokenProtocol(door, from.getAddress()))
                .addLast(Frames.decoder())
                .addLast(new IntroductionHandler(introducer, from, counts, clock));
    }

    private void count(StreamCounter event) {
        if (event != StreamCounter.STREAM_PAUSED) {
            counts.increment(RendezvousCounter.CLOSED_SLOW);
        }
    }
}
