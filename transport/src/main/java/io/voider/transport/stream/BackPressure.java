package io.voider.transport.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the peer of a stream from filling this process' memory: whoever does not read is not read from. Stands first in the
 * pipeline, before encryption, and belongs to one channel; whoever writes needs to know nothing of it.
 *
 * <table>
 *   <caption>By what waits to be taken by the peer, see {@link StreamLimits}</caption>
 *   <tr><td>more than {@code pauseBytes}</td><td>nothing is read until less than {@code resumeBytes} wait</td></tr>
 *   <tr><td>that for longer than {@code unread}</td><td>closed</td></tr>
 *   <tr><td>more than {@code mostBytes}</td><td>closed, and what did not fit is released</td></tr>
 * </table>
 *
 * <p>Where what comes in on one stream goes out on another, {@link #into} ties the two together; several may go into one, and one into several.
 * Belongs to the channel's event loop, which both of a pair must have.
 */
public final class BackPressure extends ChannelDuplexHandler {
    private static final int PARTING_SECONDS = 5;

    private final StreamLimits limits;
    private final Consumer<StreamCounter> counts;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> unread;
    private final List<BackPressure> sources = new ArrayList<>(1);
    private final List<BackPressure> sinks = new ArrayList<>(1);
    private boolean active;
    private boolean paused;
    private boolean cutOff;

    /** @param counts hears of each stream that was paused or closed, on its event loop */
    public BackPressure(StreamLimits limits, Consumer<StreamCounter> counts) {
        this.limits = limits;
        this.counts = counts;
    }

    /**
     * What comes in here goes out there, too: from now on, nothing is read here while any such stream that is open takes nothing more,
     * or while none of them is open yet.
     */
    public void into(BackPressure out) {
        if (!sinks.contains(out)) {
            sinks.add(out);
            out.sources.add(this);
            settle();
        }
    }

    /** From now on what comes in here does not go out there. */
    public void part(BackPressure out) {
        if (sinks.remove(out)) {
            out.sources.remove(this);
            settle();
        }
    }

    /** From now on what comes in here goes nowhere else. */
    public void part() {
        List.copyOf(sinks).forEach(this::part);
    }

    /** This stream ends: what comes in elsewhere no longer goes out here, and what comes in here goes nowhere. */
    public void leave() {
        List.copyOf(sources).forEach(source -> source.part(this));
        part();
    }

    /** Closes the channel once what was written has been taken, or after five seconds if the peer does not take it. */
    public static void closeWhenTaken(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        if (channel.isOpen()) {
            ScheduledFuture<?> last =
                    channel.eventLoop().schedule(() -> channel.close(), PARTING_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> last.cancel(false));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ctx.channel().config().setWriteBufferWaterMark(limits.marks());
        active = ctx.channel().isActive();
        settle();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        active = true;
        settle();
        List.copyOf(sources).forEach(BackPressure::settle);
        ctx.fireChannelActive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            cancelUnread();
        } else if (unread == null) {
            unread = ctx.executor()
                    .schedule(
                            () -> cutOff(ctx, StreamCounter.CLOSED_STREAM_UNREAD),
                            limits.unread().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
        settle();
        List.copyOf(sources).forEach(BackPressure::settle);
        ctx.fireChannelWritabilityChanged();
    }

    private void settle() {
        if (context == null) {
            return;
        }
        boolean pause = !context.channel().isWritable() || !sinksTakeMore();
        if (pause != paused) {
            paused = pause;
            if (pause) {
                counts.accept(StreamCounter.STREAM_PAUSED);
            }
            context.channel().config().setAutoRead(!pause);
        }
    }

    private boolean sinksTakeMore() {
        boolean open = sinks.isEmpty();
        for (BackPressure sink : sinks) {
            if (sink.context != null && sink.active) {
                open = true;
                if (!sink.context.channel().isWritable()) {
                    return false;
                }
            }
        }
        return open;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean full = !ctx.channel().isWritable()
                && ctx.channel().bytesBeforeWritable() > limits.mostBytes() - limits.resumeBytes();
        if (cutOff || full) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IOException("the peer does not read"));
            cutOff(ctx, StreamCounter.CLOSED_STREAM_FULL);
        } else {
            ctx.write(message, promise);
        }
    }

    private void cutOff(ChannelHandlerContext ctx, StreamCounter why) {
        if (!cutOff) {
            cutOff = true;
            counts.accept(why);
            ctx.close();
        }
    }

    private void cancelUnread() {
        if (unread != null) {
            unread.cancel(false);
            unread = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        active = false;
        cancelUnread();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancelUnread();
    }
}
