package io.voider.nat.turn.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.voider.transport.count.Counters;
import java.util.function.Consumer;

/** Hands on each datagram of a socket, and lets what was answered leave when nothing more is there. */
final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Consumer<DatagramPacket> receiver;
    private final Outbox outbox;
    private final Counters<StunTurnCounter> counts;
    private final StunTurnCounter onError;

    /**
     * @param receiver takes a look; the packet stays the handler's
     * @param onError is counted for an error of the socket, as after an ICMP message: the next datagram may well pass
     */
    DatagramHandler(
            Consumer<DatagramPacket> receiver,
            Outbox outbox,
            Counters<StunTurnCounter> counts,
            StunTurnCounter onError) {
        this.receiver = receiver;
        this.outbox = outbox;
        this.counts = counts;
        this.onError = onError;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        receiver.accept(packet);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        outbox.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        counts.increment(onError);
    }
}
