package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.voider.nat.limit.SourceRates;
import io.voider.nat.turn.TurnFrameDecoder;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import io.voider.transport.count.Counters;
import io.voider.transport.stream.BackPressure;
import io.voider.transport.stream.StreamCounter;
import io.voider.transport.stream.StreamLimits;
import java.net.InetSocketAddress;
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

    private record Stream(Channel channel, long source) {}

    private final int most;
    private final Receiver receiver;
    private final Counters<StunTurnCounter> counts;
    private final Map<FiveTuple, Stream> streams = new HashMap<>();
    private final Map<Long, Integer> perSource = new HashMap<>();
    /** Since when a connection has been without a relayed address. */
    private final Map<FiveTuple, Long> unused = new HashMap<>();

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
        if (streams.size() >= most || perSource.getOrDefault(source, 0) >= MAX_PER_SOURCE) {
            return false;
        }
        streams.put(from, new Stream(channel, source));
        perSource.merge(source, 1, Integer::sum);
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
        unused.remove(from);
        if (gone != null) {
            perSource.computeIfPresent(gone.source, (source, count) -> count == 1 ? null : count - 1);
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
        for (FiveTuple name : List.copyOf(streams.keySet())) {
            if (isUsed.test(name)) {
                unused.remove(name);
            } else if (nowNanos - unused.computeIfAbsent(name, fresh -> nowNanos) > UNUSED_NANOS) {
                close(name, StunTurnCounter.TURN_STREAMS_UNUSED);
            }
        }
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
