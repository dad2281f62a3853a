package io.voider.transport.packet;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultChannelPipeline;
import io.voider.transport.count.Counter;

/** A packet channel's pipeline, which counts what no handler took, and lets no error vanish. */
final class CountingPipeline extends DefaultChannelPipeline {
    private final PacketChannel channel;

    CountingPipeline(PacketChannel channel) {
        super(channel);
        this.channel = channel;
    }

    /** An error is the loop's to deal with, as any of its tasks'; Netty would log it and go on. */
    @Override
    protected void onUnhandledInboundException(Throwable cause) {
        if (cause instanceof Error error) {
            channel.eventLoop().execute(() -> {
                throw error;
            });
        } else {
            super.onUnhandledInboundException(cause);
        }
    }

    @Override
    protected void onUnhandledInboundMessage(ChannelHandlerContext context, Object message) {
        if (message instanceof Packet) {
            channel.counters().increment(Counter.DROPPED_UNHANDLED);
        } else {
            super.onUnhandledInboundMessage(context, message);
        }
    }
}
