package io.voider.transport.namespace;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program that {@link KilledProgramIT} kills: claims an owner's name, removes what was left over, then makes and unmakes
 * namespaces, and channels in them, without end. It tells every step in a line.
 */
final class Victim {

    private static final int NAMESPACES = 10;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Claim claim;

    private Victim(Claim claim) {
        this.claim = claim;
    }

    public static void main(String[] arguments) throws Exception {
        try (Claim claim = Claim.take(arguments[0])) {
            int removed = claim.removeLeftovers().size();
            say("claimed, removed " + removed);
            Victim victim = new Victim(claim);
            while (claim.leftovers().isEmpty()) {
                victim.round();
            }
        }
        throw new AssertionError("something of ours is left over while we live");
    }

    private void round() throws Exception {
        List<Namespace> namespaces = new ArrayList<>();
        List<Channel> channels = new ArrayList<>();
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < NAMESPACES; i++) {
            Namespace namespace = i % 3 == 2 ? claim.anonymous("n" + i) : claim.create("n" + i);
            namespaces.add(namespace);
            say("made " + namespace.name());
            namespace.links().up("lo");
            namespace.links().createTun("tun0", 65534);
            channels.add(datagramChannel(namespace));
            channels.add(packetChannel(namespace, "tun0"));
            namespace.sysctls().hold("net/ipv4/ip_forward", "1");
            if (i % 4 == 0) {
                children.add(
                        namespace.start(new ProcessBuilder("sleep", "1000")).get(10, TimeUnit.SECONDS));
                say("started a child in " + namespace.name());
            }
        }
        try (Namespace host = Namespace.host()) {
            for (int i = 1; i < NAMESPACES; i++) {
                String here = claim.name("h" + i);
                host.links().createVeth(here, claim.name("g" + i));
                say("made " + here);
                host.links().move(here, namespaces.get(i - 1), "left");
                host.links().move(claim.name("g" + i), namespaces.get(i), "right");
                namespaces.get(i - 1).links().up("left");
                channels.add(packetChannel(namespaces.get(i - 1), "left"));
                say("moved a pair");
            }
        }
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
        for (Channel channel : channels) {
            channel.close().syncUninterruptibly();
        }
        for (Namespace namespace : namespaces) {
            namespace.close();
            if (Namespace.list().contains(namespace.name())) {
                Namespace.delete(namespace.name());
            }
            say("ended " + namespace.name());
        }
    }

    private Channel datagramChannel(Namespace namespace) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(EpollDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter());
        return NamespaceChannels.bind(
                        namespace, bootstrap, new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060))
                .syncUninterruptibly()
                .getNow();
    }

    private Channel packetChannel(Namespace namespace, String interfaceName) {
        return PacketChannel.open(
                        namespace,
                        interfaceName,
                        PacketOptions.DEFAULT,
                        loops.next(),
                        new ChannelInboundHandlerAdapter())
                .syncUninterruptibly()
                .getNow();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
