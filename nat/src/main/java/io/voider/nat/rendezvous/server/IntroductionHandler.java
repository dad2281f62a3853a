package io.voider.nat.rendezvous.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.rendezvous.ExactJsonException;
import io.voider.nat.rendezvous.wire.Frames;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.transport.count.Counters;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One connection of the server: frames to the {@link Introducer} and back. */
final class IntroductionHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private final Introducer introducer;
    private final InetSocketAddress from;
    private final Counters<RendezvousCounter> counts;
    private final Ticker clock;
    private @Nullable Session session;

    IntroductionHandler(
            Introducer introducer, InetSocketAddress from, Counters<RendezvousCounter> counts, Ticker clock) {
        this.introducer = introducer;
        this.from = from;
        this.counts = counts;
        this.clock = clock;
    }

    private record Connection(Channel channel) implements Session.Link {
        @Override
        public void send(Notice notice) {
            byte[] json = Frames.encode(notice);
            ByteBuf frame = channel.alloc().buffer(Frames.LENGTH_FIELD + json.length);
            channel.writeAndFlush(frame.writeShort(json.length).writeBytes(json), channel.voidPromise());
        }

        @Override
        public boolean congested() {
            return !channel.isWritable();
        }

        @Override
        public void close() {
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                session = introducer.connected(new Connection(context.channel()), from, clock.nanoTime());
            } else {
                counts.increment(RendezvousCounter.HANDSHAKES_FAILED);
                context.close();
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf json) {
        if (session == null) {
            return;
        }
        try {
            introducer.received(session, Frames.request(json), clock.nanoTime());
        } catch (ExactJsonException notOurs) {
            introducer.garbled(session);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (session != null) {
            introducer.disconnected(session);
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean badFrame = cause instanceof TooLongFrameException || cause instanceof CorruptedFrameException;
        if (session != null && badFrame) {
            introducer.garbled(session);
        } else {
            // A broken connection or record: TLS or TCP has said so already, and nothing can be sent any more.
            context.close();
        }
    }
}
