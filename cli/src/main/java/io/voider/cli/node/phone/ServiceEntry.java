package io.voider.cli.node.phone;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Packet;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.Udp;

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
            case DNS -> services.name(asking(packet), payload(packet));
            default -> services.time(asking(packet), payload(packet));
        }
        return true;
    }

    private static PhoneServices.Asking asking(Packet packet) {
        Ipv4 ip = packet.ipv4();
        Udp udp = packet.udp();
        return new PhoneServices.Asking(ip.source(), udp.sourcePort(), ip.destination(), udp.destinationPort());
    }

    private static byte[] payload(Packet packet) {
        byte[] payload = new byte[packet.udp().payloadLength()];
        packet.ipv4().buffer().getBytes(packet.udp().payloadOffset(), payload);
        return payload;
    }
}
