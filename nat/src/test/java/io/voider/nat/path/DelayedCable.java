package io.voider.nat.path;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.voider.ns.Namespace;
import io.voider.transport.link.LinkProfile;
import io.voider.transport.link.Wire;
import io.voider.transport.packet.Delivery;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;

/** A link between two namespaces that goes through a third, where a {@link Wire} in user space delays every frame. */
final class DelayedCable implements AutoCloseable {
    private static final long SEED = 25;

    private final Namespace leftEnd;
    private final String leftName;
    private final Namespace middle;
    private final PacketChannel left;
    private final PacketChannel right;
    private final Wire wire;

    DelayedCable(
            Namespace leftEnd,
            String leftName,
            Namespace rightEnd,
            String rightName,
            LinkProfile profile,
            EventLoop loop) {
        this.leftEnd = leftEnd;
        this.leftName = leftName;
        middle = Namespace.anonymous("nat-it-cable");
        middle.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
        NatLab.join(leftEnd, leftName, middle, "left");
        NatLab.join(rightEnd, rightName, middle, "right");
        NatLab.withoutSegmentation(leftEnd, leftName);
        NatLab.withoutSegmentation(rightEnd, rightName);
        left = open("left", loop);
        right = open("right", loop);
        wire = Wire.join(left, right, profile, profile, SEED);
    }

    private PacketChannel open(String link, EventLoop loop) {
        return PacketChannel.open(
                        middle,
                        link,
                        PacketOptions.DEFAULT.withDelivery(Delivery.FRAMES),
                        loop,
                        new ChannelInboundHandlerAdapter())
                .syncUninterruptibly()
                .getNow();
    }

    @Override
    public void close() {
        wire.close();
        left.close().syncUninterruptibly();
        right.close().syncUninterruptibly();
        leftEnd.links().delete(leftName);
        middle.close();
    }
}
