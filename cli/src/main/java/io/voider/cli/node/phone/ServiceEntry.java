package io.voider.cli.node.phone;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Packet;
import io.voider.transport.packet.PacketChannel;

/**
 * Stands between the media relay and signalling on the phones' channel, and takes what is the services': datagrams to their
 * ports at a phone's gateway, and DHCP to everybody. All else goes on.
 */
final class ServiceEntry extends ChannelInboundHandlerAdapter {
    private static final int DNS = 53;
    private static final int DHCP_SERVER = 67;
    private static final int NTP = 123;
    private static final int EVERYBODY = -1;

    private final PhoneServices services;

    ServiceEntry(PhoneServices services) {
        this.services = services;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        services.attach((PacketChannel) ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof Packet packet) || !packet.isUdp() || !take(packet)) {
            ctx.fireChannelRead(message);
        }
    }

    private boolean take(Packet packet) {
        int port = packet.udp().destinationPort();
        if (port != DHCP_SERVER && port != DNS && port != NTP) {
            return false;
        }
        int destination = packet.ipv4().destination();
        if (!services.isGateway(destination) && (port != DHCP_SERVER || destination != EVERYBODY)) {
            return false;
        }
        switch (port) {
            case DHCP_SERVER -> services.dhcp(payload(packet), packet.sourceStation());
            case DNS -> services.name(question(packet));
            default -> services.time(question(packet));
        }
        return true;
    }

    private static PhoneServices.Question question(Packet packet) {
        Ipv4 ip = packet.ipv4();
        return new PhoneServices.Question(
                ip.source(), packet.udp().sourcePort(), ip.destination(), packet.udp().destinationPort(), payload(packet));
    }

    private static byte[] payload(Packet packet) {
        byte[] payload = new byte[packet.udp().payloadLength()];
        packet.ipv4().buffer().getBytes(packet.udp().payloadOffset(), payload);
        return payload;
    }
}
