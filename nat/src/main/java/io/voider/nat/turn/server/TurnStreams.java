package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.voider.nat.limit.SourceCounts;
import io.voider.nat.limit.SourceRates;
import io.voider.nat.turn.TurnFrameDecoder;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import io.voider.transport.count.Counters;
import io.voider.transport.stream.BackPressure;
import io.voider.transport.stream.StreamCounter;
import io.voider.transport.stream.StreamLimits;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connections of clients whose network lets no UDP out. One that has no relayed address for ten seconds is closed.
 * Lives on the server's event loop.
 */
final class TurnStreams {
    /** A home has at most 506 lines, each with a connection of its own. */
    private static final int MAX_PER_SOURCE = 512;

    private static final long UNUSED_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Takes what comes in. */
    interface Receiver {
        /** A whole message; the buffer stays the caller's. */
        void received(ByteBuf message, FiveTuple from);

        /** Nothing more is there to be read for now: what was answered may leave. */
        void flush();

        /** The connection is gone. */
        void closed(FiveTuple from);
    }

    private static final class Stream {
        final Channel channel;
        final long source;
        boolean unused;
        /** Since when it has been without a relayed address, if it is. */
        long unusedSinceNanos;

        Stream(Channel channel, long source) {
            this.channel = channel;
            this.source = source;
        }

        /** Whether it has been of no use for too long. */
        boolean isIdle(boolean used, long nowNanos) {
            if (used || !unused) {
                unused = !used;
                unusedSinceNanos = nowNanos;
            }
            return unused && nowNanos - unusedSinceNanos > UNUSED_NANOS;
        }
    }

    private final int most;
    private final Receiver receiver;
    private final Counters<StunTurnCounter> counts;
    private final Map<FiveTuple, Stream> streams = new HashMap<>();
    private final SourceCounts perSource = new SourceCounts(MAX_PER_SOURCE);

    /** @param most connections at once */
    TurnStreams(int most, Receiver receiver, Counters<StunTurnCounter> counts) {
        this.most = most;
        this.receiver = receiver;
        this.counts = counts;
    }

    /** What each connection begins with that is made to the address of the server's socket with that index. */
    ChannelInitializer<SocketChannel> initializer(int socket) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                InetSocketAddress client = channel.remoteAddress();
                if (client == null || !admit(channel, new FiveTuple(client, socket, true))) {
                    counts.increment(StunTurnCounter.TURN_STREAMS_REFUSED);
                    channel.config().setOption(ChannelOption.SO_LINGER, 0);
                    channel.close();
                }
            }
        };
    }

    private boolean admit(SocketChannel channel, FiveTuple from) {
        long source = SourceRates.key(from.client().getAddress());
        if (streams.size() >= most || !perSource.hasRoom(source)) {
            return false;
        }
        streams.put(from, new Stream(channel, source));
        perSource.add(source);
        channel.closeFuture().addListener(closed -> left(from));
        channel.pipeline()
                .addLast(
                        new BackPressure(StreamLimits.DEFAULT, this::count),
                        new TurnFrameDecoder(),
                        new Messages(from));
        return true;
    }

    private void count(StreamCounter event) {
        if (event != StreamCounter.STREAM_PAUSED) {
            counts.increment(StunTurnCounter.TURN_STREAMS_UNREAD);
        }
    }

    private void left(FiveTuple from) {
        Stream gone = streams.remove(from);
        if (gone != null) {
            perSource.remove(gone.source);
            receiver.closed(from);
        }
    }

    /** The connection of that name; null if there is none any more. */
    @Nullable
    Channel find(FiveTuple name) {
        Stream stream = streams.get(name);
        return stream == null ? null : stream.channel;
    }

    /** Once a second or so: closes what {@code isUsed} has denied for too long. */
    void tick(Predicate<FiveTuple> isUsed, long nowNanos) {
        List<FiveTuple> idle = new ArrayList<>();
        streams.forEach((name, stream) -> {
            if (stream.isIdle(isUsed.test(name), nowNanos)) {
                idle.add(name);
            }
        });
        idle.forEach(name -> close(name, StunTurnCounter.TURN_STREAMS_UNUSED));
    }

    private void close(FiveTuple name, StunTurnCounter why) {
        Channel channel = find(name);
        if (channel != null) {
            counts.increment(why);
            channel.close();
        }
    }

    /** Each message of one connection. */
    private final class Messages extends SimpleChannelInboundHandler<ByteBuf> {
        private final FiveTuple from;

        Messages(FiveTuple from) {
            this.from = from;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            receiver.received(message, from);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            receiver.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            close(from, StunTurnCounter.TURN_STREAMS_BROKEN);
        }
    }
}
