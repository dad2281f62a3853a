package io.voider.cli.lab.world;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.node.ground.CounterGroup;
import io.voider.cli.node.ground.CounterReading;
import io.voider.ns.Claim;
import io.voider.ns.KernelException;
import io.voider.ns.Namespace;
import io.voider.ns.Prefix;
import io.voider.ns.Route;
import io.voider.ns.Scheduling;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The little Internet itself: namespaces, the cables between them, and the NATs. Blocks; closing takes all of it down.
 *
 * <pre>
 *   internet ─ sK ══ mK ─ cables ─ wK ══ wan ─ site K             (══ a veth pair; the cable joins wK and mK, with delay)
 * </pre>
 *
 * <p>Site K has 203.0.113.(8K+2)/29 and 2001:db8:K::2/64 for its public addresses, and the rest of 2001:db8:K::/48 is
 * routed to it; site 0 is the VPS.
 */
public final class Topology implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);
    private static final int NFT_SECONDS = 10;

    /** Room for 8,192 frames, 400 ms of a flood of 20,000 a second: it is the nodes that are to suffer from it. */
    private static final PacketOptions CABLE_ENDS =
            new PacketOptions(Delivery.FRAMES, Set.of(), Map.of(), false, 16 << 20, 4 << 20);

    private static final int FIRST_HOST = 2;
    private static final int SECOND_HOST = 3;

    private final Claim claim;
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Deque<Namespace> namespaces = new ArrayDeque<>();
    private final Map<Integer, Cable> cabling = new TreeMap<>();
    private final Namespace internet;
    private final Namespace cables;

    /** A cable, and its ends in user space. */
    private record Cable(Wire wire, PacketChannel near, PacketChannel far) {}

    public Topology(Claim claim) {
        this.claim = claim;
        // Born before any namespace is opened, the loop's thread stays in the machine's own.
        loop.submit(Topology::goFirst).syncUninterruptibly();
        internet = namespace("internet");
        internet.sysctls().set("net/ipv4/ip_forward", "1");
        internet.sysctls().set("net/ipv6/conf/all/forwarding", "1");
        cables = namespace("cables");
        cables.sysctls().set("net/ipv6/conf/all/disable_ipv6", "1");
        cables.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
    }

    /** What stands for copper waits for no processor: without that a busy machine loses packets in the cables, which no cable does. */
    private static void goFirst() {
        try {
            Scheduling.makePrompt();
        } catch (KernelException e) {
            LOG.info("the cables do not go before other work on the processor: {}", e.getMessage());
        }
    }

    /** A namespace of the lab's. */
    public Namespace namespace(String suffix) {
        Namespace made = claim.create(suffix);
        namespaces.push(made);
        // An address is good at once; nobody else has it.
        made.sysctls().set("net/ipv6/conf/default/accept_dad", "0");
        made.links().up("lo");
        return made;
    }

    /** The public IPv4 address of site {@code number}. */
    public static String address(int number) {
        return "203.0.113." + (8 * number + FIRST_HOST);
    }

    private static String gateway(int number) {
        return "203.0.113." + (8 * number + 1);
    }

    /** Brings a namespace to the internet as site {@code number}, 0…30, over a cable of that kind. */
    public void connect(Namespace site, int number, LinkProfile profile) throws InterruptedException {
        String near = "w" + number;
        String far = "m" + number;
        String port = port(number);
        cables.links().createVeth(near, "wan", site);
        cables.links().createVeth(far, port, internet);
        internet.addresses().add(port, gateway(number) + "/29");
        internet.addresses().add(port, "2001:db8:" + number + "::1/64");
        cables.links().up(near);
        cables.links().up(far);
        internet.links().up(port);
        internet.routes().add(Route.to("2001:db8:" + number + "::/48").via("2001:db8:" + number + "::2"));
        configure(site, number, FIRST_HOST);
        withoutOffload(site, "wan");
        withoutOffload(internet, port);
        PacketChannel here = channel(near);
        PacketChannel there = channel(far);
        cabling.put(number, new Cable(Wire.join(here, there, profile, profile, number), here, there));
    }

    /** What the cables carried and lost, both ways together. */
    public Map<String, Long> counts() {
        CounterReading reading = new CounterReading();
        cabling.forEach((number, cable) -> {
            reading.add(CounterGroup.CABLE, Integer.toString(number), cable.wire.forth());
            reading.add(CounterGroup.CABLE, Integer.toString(number), cable.wire.back());
            for (PacketChannel end : List.of(cable.near, cable.far)) {
                loop.submit(end::updateStatistics).syncUninterruptibly();
                reading.add(CounterGroup.CABLE_END, Integer.toString(number), end.counters());
            }
        });
        return reading.counts();
    }

    private static String port(int number) {
        return "s" + number;
    }

    private static void configure(Namespace site, int number, int host) {
        site.addresses().add("wan", prefix(number, host));
        site.addresses().add("wan", "2001:db8:" + number + "::2/64");
        site.links().up("wan");
        site.routes().add(Route.to("0.0.0.0/0").via(gateway(number)));
        site.routes().add(Route.to("::/0").via("2001:db8:" + number + "::1"));
    }

    /** Takes a site from the internet and brings it back: its NAT, if it is one, has forgotten everything. */
    static void reconnect(Namespace site, int number) {
        configure(site, number, withdraw(site, number));
    }

    /** Gives a site another public IPv4 address; what came from or went to the old one is forgotten. */
    public static void renumber(Namespace site, int number) {
        configure(site, number, withdraw(site, number) == FIRST_HOST ? SECOND_HOST : FIRST_HOST);
    }

    /** What a masquerading NAT knows of an interface goes when the interface goes down. */
    private static int withdraw(Namespace site, int number) {
        int host = has(site, number, FIRST_HOST) ? FIRST_HOST : SECOND_HOST;
        site.addresses().remove("wan", prefix(number, host));
        site.addresses().remove("wan", "2001:db8:" + number + "::2/64");
        site.links().down("wan");
        return host;
    }

    private static boolean has(Namespace site, int number, int host) {
        Prefix prefix = Prefix.parse(prefix(number, host));
        return site.addresses().list("wan").stream()
                .anyMatch(each -> each.prefix().equals(prefix));
    }

    private static String prefix(int number, int host) {
        return "203.0.113." + (8 * number + host) + "/29";
    }

    /** Lets nothing pass between two sites directly; both still reach all others. */
    public void part(int one, int other) throws IOException, InterruptedException {
        String both = "{ " + port(one) + ", " + port(other) + " }";
        rules(
                internet,
                "table inet parted { chain through { type filter hook forward priority 0; iifname " + both + " oifname "
                        + both + " drop; }; }\n");
    }

    /** Ends {@link #part}. */
    public void rejoin() throws IOException, InterruptedException {
        rules(internet, "delete table inet parted\n");
    }

    /** From now on IPv4 passes only to and from site {@code number}. */
    public void onlyIpv6BetweenOthers(int number) throws IOException, InterruptedException {
        String server = address(number);
        rules(
                internet,
                "table ip old { chain through { type filter hook forward priority 0; ip saddr != " + server
                        + " ip daddr != " + server + " drop; }; }\n");
    }

    /** A loop for whoever listens on packets in here. */
    public EventLoop loop() {
        return loop;
    }

    private static void withoutOffload(Namespace namespace, String link) {
        namespace.call(() -> {
            Offload.disableSegmentation(link);
            return null;
        });
    }

    private PacketChannel channel(String link) throws InterruptedException {
        return PacketChannel.open(cables, link, CABLE_ENDS, loop, new ChannelInboundHandlerAdapter())
                .sync()
                .getNow();
    }

    /**
     * Puts a router in front of {@code inside}: its {@code lan} has {@code PREFIX.1/24}, and {@code inside}, behind its own
     * {@code outer}, {@code PREFIX.2/24}. The router's {@code wan} must be brought somewhere else.
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

    /** Gives both ends of that an IPv6 prefix of 64 bits, {@code 2001:db8:1:1}; the router lets in what answers. */
    static void behindIpv6(Namespace router, Namespace inside, String prefix, String outer)
            throws IOException, InterruptedException {
        router.sysctls().set("net/ipv6/conf/all/forwarding", "1");
        router.addresses().add("lan", prefix + "::1/64");
        inside.addresses().add(outer, prefix + "::2/64");
        inside.routes().add(Route.to("::/0").via(prefix + "::1"));
        rules(
                router,
                "table ip6 voider { chain stray { type filter hook forward priority 0; iifname \"wan\" oifname"
                        + " \"lan\" ct state new drop; }; }\n");
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
