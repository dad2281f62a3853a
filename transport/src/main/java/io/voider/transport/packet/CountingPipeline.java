package io.voider.transport.packet;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultChannelPipeline;
import io.voider.transport.count.Counter;

/** A packet channel's pipeline, which counts what no handler took. */
final class CountingPipeline extends DefaultChannelPipeline {
    private final PacketChannel channel;

    CountingPipeline(PacketChannel channel) {
        super(channel);
        this.channel = channel;
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
