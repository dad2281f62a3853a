package io.voider.transport.packet;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends every packet out on another channel. */
@Sharable
final class Forwarder extends SimpleChannelInboundHandler<Packet> {

    private final boolean throughPipeline;
    private volatile @Nullable PacketChannel other;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** @param throughPipeline by write and flush, not by transmit */
    Forwarder(boolean throughPipeline) {
        super(false);
        this.throughPipeline = throughPipeline;
    }

    void to(PacketChannel channel) {
        other = channel;
    }

    @Nullable
    Throwable failure() {
        return failure.get();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Packet packet) {
        PacketChannel target = other;
        if (target == null) {
            return;
        }
        if (throughPipeline) {
            Object unused = target.write(packet, target.voidPromise());
        } else {
            target.transmit(packet);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        PacketChannel target = other;
        if (throughPipeline && target != null) {
            target.flush();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure.compareAndSet(null, cause);
    }
}
