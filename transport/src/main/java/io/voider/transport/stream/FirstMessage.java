package io.voider.transport.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Closes a stream on which no whole message came in time. Stands behind the decoder of a stream that was accepted, and leaves
 * the pipeline with the first message.
 */
public final class FirstMessage extends ChannelInboundHandlerAdapter {
    private final StreamLimits limits;
    private final Predicate<Object> isMessage;
    private final Consumer<StreamCounter> counts;
    private @Nullable ScheduledFuture<?> deadline;

    /**
     * @param isMessage whether what the decoder gave is a message, and no keep-alive
     * @param counts hears of a stream that was closed, on its event loop
     */
    public FirstMessage(StreamLimits limits, Predicate<Object> isMessage, Consumer<StreamCounter> counts) {
        this.limits = limits;
        this.isMessage = isMessage;
        this.counts = counts;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> {
                            counts.accept(StreamCounter.CLOSED_STREAM_SILENT);
                            ctx.close();
                        },
                        limits.firstMessage().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean first = isMessage.test(message);
        ctx.fireChannelRead(message);
        if (first && !ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
