package io.voider.cli.lab;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.ns.socket.Offload;
import io.voider.transport.link.LinkProfile;
import io.voider.transport.link.Wire;
import io.voider.transport.packet.Delivery;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The little Internet itself: namespaces, the cables between them, and the NATs. Blocks; closing takes all of it down.
 *
 * <pre>
 *   internet ─ sK ══ mK ─ cables ─ wK ══ wan ─ site K             (══ a veth pair; the cable joins wK and mK, with delay)
 * </pre>
 *
 * <p>Site K has 203.0.113.(4K+2)/30 and 2001:db8:K::2/64 for its public addresses; site 0 is the VPS.
 */
final class Topology implements AutoCloseable {
    private static final int NFT_SECONDS = 10;

    private final Claim claim;
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Deque<Namespace> namespaces = new ArrayDeque<>();
    private final Namespace internet;
    private final Namespace cables;

    Topology(Claim claim) {
        this.claim = claim;
        // Born before any namespace is opened, the loop's thread stays in the machine's own.
        loop.submit(() -> {}).syncUninterruptibly();
        internet = namespace("internet");
        internet.sysctls().set("net/ipv4/ip_forward", "1");
        internet.sysctls().set("net/ipv6/conf/all/forwarding", "1");
        cables = namespace("cables");
        cables.sysctls().set("net/ipv6/conf/all/disable_ipv6", "1");
        cables.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
    }

    /** A namespace of the lab's. */
    Namespace namespace(String suffix) {
        Namespace made = claim.create(suffix);
        namespaces.push(made);
        made.links().up("lo");
        return made;
    }

    /** The public IPv4 address of site {@code number}. */
    static String address(int number) {
        return "203.0.113." + (4 * number + 2);
    }

    /** Brings a namespace to the internet as site {@code number}, 0…62, over a cable of that kind. */
    Wire connect(Namespace site, int number, LinkProfile profile) throws InterruptedException {
        String near = "w" + number;
        String far = "m" + number;
        cables.links().createVeth(near, "wan", site);
        cables.links().createVeth(far, "s" + number, internet);
        String gateway = "203.0.113." + (4 * number + 1);
        internet.addresses().add("s" + number, gateway + "/30");
        internet.addresses().add("s" + number, "2001:db8:" + number + "::1/64");
        site.addresses().add("wan", address(number) + "/30");
        site.addresses().add("wan", "2001:db8:" + number + "::2/64");
        cables.links().up(near);
        cables.links().up(far);
        internet.links().up("s" + number);
        site.links().up("wan");
        site.routes().add(Route.to("0.0.0.0/0").via(gateway));
        site.routes().add(Route.to("::/0").via("2001:db8:" + number + "::1"));
        withoutOffload(site, "wan");
        withoutOffload(internet, "s" + number);
        return Wire.join(channel(near), channel(far), profile, profile, number);
    }

    private static void withoutOffload(Namespace namespace, String link) {
        namespace.call(() -> {
            Offload.disableSegmentation(link);
            return null;
        });
    }

    private PacketChannel channel(String link) throws InterruptedException {
        return PacketChannel.open(
                        cables,
                        link,
                        PacketOptions.DEFAULT.withDelivery(Delivery.FRAMES).withVerifyChecksums(false),
                        loop,
                        new ChannelInboundHandlerAdapter())
                .sync()
                .getNow();
    }

    /**
     * Puts a router in front of {@code inside}: its {@code lan} has {@code PREFIX.1/24}, and {@code inside}, behind its own
     * {@code eth0}, {@code PREFIX.2/24}. The router's {@code wan} must be brought somewhere else.
     */
    static void behind(Namespace router, Namespace inside, String prefix, String outer) {
        router.links().createVeth("lan", outer, inside);
        router.addresses().add("lan", prefix + ".1/24");
        inside.addresses().add(outer, prefix + ".2/24");
        router.links().up("lan");
        inside.links().up(outer);
        inside.routes().add(Route.to("0.0.0.0/0").via(prefix + ".1"));
        router.sysctls().set("net/ipv4/ip_forward", "1");
    }

    /** Loads rules into a router's nftables. */
    static void rules(Namespace router, String rules) throws IOException, InterruptedException {
        Process nft = router.start(new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true))
                .join();
        try (OutputStream in = nft.getOutputStream()) {
            in.write(rules.getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!nft.waitFor(NFT_SECONDS, TimeUnit.SECONDS) || nft.exitValue() != 0) {
            throw new IOException("nft refused the rules of " + router.name() + ": " + said);
        }
    }

    @Override
    public void close() {
        for (Namespace namespace : namespaces) {
            namespace.close();
            Namespace.delete(namespace.name());
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
