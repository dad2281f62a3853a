package io.voider.cli.lab.relay;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.MediaKind;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.rtp.relay.MediaRelay;
import io.voider.rtp.relay.RelayOptions;
import io.voider.rtp.relay.RelayWarmUp;
import io.voider.transport.packet.KernelUdp;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Two hosts, and between them a namespace that forwards nothing but what the media relay takes across.
 *
 * <pre>
 *    PREFIX-a                       PREFIX-m                     PREFIX-b
 *    198.18.1.2 a0 ──── a1 198.18.1.1   relay   198.18.2.1 b1 ──── b0 198.18.2.2
 *
 *    198.18.1.2 → 10.2.1.1:20000+2i   becomes   172.29.2.1 → 198.18.2.2:20000+2i
 *    198.18.2.2 → 172.29.2.1:20000+2i becomes   10.2.1.1 → 198.18.1.2:20000+2i
 * </pre>
 *
 * <p>Each stream has a passage for RTP and one for RTCP in either direction. Streams differ in their ports, as above, or all use
 * port 40000 and differ in the addresses dialled (10.2.1.1, 10.2.1.2, …, 10.2.2.1, …): then one socket can receive them all.
 * The namespaces are named after the prefix, so that {@code ip netns exec} finds them.
 */
public final class RelayLab implements AutoCloseable {
    /** Streams that fit into a gate: four passages each. */
    public static final int MAX_STREAMS = GateLimits.DEFAULT.passages() / 4;

    private static final int HOST_A = 0xc6120102;
    private static final int HOST_B = 0xc6120202;
    private static final int DIALLED = 0x0a020101;
    private static final int CALLER_AT_B = 0xac1d0201;
    private static final int FIRST_PORT = 20_000;
    private static final int COMMON_PORT = 40_000;
    private static final int ADDRESSES_PER_NET = 250;
    private static final int STREAMS_PER_CALL = GateLimits.DEFAULT.passagesPerCall() / 4;
    /** A sixth of a second of a thousand streams. */
    private static final int RING_BYTES = 16 << 20;

    private static final int LEG_A = 0;
    private static final int LEG_B = 2;

    private final String prefix;
    private final Namespace a;
    private final Namespace b;
    private final Namespace middle;
    private final IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final PacketChannel towardsA;
    private final PacketChannel towardsB;
    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT.withHighestRates());
    private final MediaRelay relay = new MediaRelay(gate, RelayOptions.DEFAULT, System::nanoTime);

    /** What tells one stream from the next. */
    public enum Distinction {
        /** The port. */
        PORT,
        /** The address dialled. */
        ADDRESS
    }

    /** A lab whose streams differ in their ports. */
    public RelayLab(String prefix, int streams) {
        this(prefix, streams, Distinction.PORT);
    }

    /** Raises the hosts and the relay, and opens the passages of {@code streams} streams. Needs root. */
    public RelayLab(String prefix, int streams, Distinction distinction) {
        if (streams < 1 || streams > MAX_STREAMS) {
            throw new IllegalArgumentException(streams + " streams: the gate holds 1…" + MAX_STREAMS);
        }
        this.prefix = prefix;
        Namespace.host();
        loops.next().submit(() -> {}).awaitUninterruptibly();
        deleteLeftovers();
        a = Namespace.create(prefix + "-a");
        b = Namespace.create(prefix + "-b");
        middle = Namespace.create(prefix + "-m");
        connect(a, "a0", "a1", "198.18.1.2/24", "198.18.1.1", "10.0.0.0/8");
        connect(b, "b0", "b1", "198.18.2.2/24", "198.18.2.1", "172.29.0.0/16");
        middle.links().up("lo");
        KernelUdp.silence(middle);
        RelayWarmUp.run();
        towardsA = open("a1", LEG_A);
        towardsB = open("b1", LEG_B);
        openPassages(streams, distinction);
    }

    private void deleteLeftovers() {
        for (String name : Namespace.list()) {
            if (name.equals(prefix + "-a") || name.equals(prefix + "-b") || name.equals(prefix + "-m")) {
                Namespace.delete(name);
            }
        }
    }

    private void connect(Namespace host, String inside, String outside, String address, String gateway, String far) {
        for (Namespace side : List.of(host, middle)) {
            side.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
        }
        host.links().createVeth(inside, outside, middle);
        host.links().up("lo");
        host.links().up(inside);
        middle.links().up(outside);
        host.addresses().add(inside, address);
        middle.addresses().add(outside, gateway + "/24");
        host.routes().add(Route.to(far).via(gateway));
        host.neighbours()
                .set(inside, gateway, middle.links().require(outside).mac().orElseThrow());
    }

    private PacketChannel open(String interfaceName, int leg) {
        boolean isA = leg == LEG_A;
        Namespace host = isA ? a : b;
        PacketOptions options = PacketOptions.DEFAULT
                .withBuffers(RING_BYTES, 4 << 20)
                .withNeighbours(Map.of(
                        isA ? HOST_A : HOST_B,
                        host.links().require(isA ? "a0" : "b0").mac().orElseThrow()));
        return PacketChannel.open(middle, interfaceName, options, loops.next(), relay.handler(leg))
                .syncUninterruptibly()
                .getNow();
    }

    private void openPassages(int streams, Distinction distinction) {
        for (int first = 0; first < streams; first += STREAMS_PER_CALL) {
            List<Passage> passages = new ArrayList<>();
            for (int i = first; i < Math.min(streams, first + STREAMS_PER_CALL); i++) {
                boolean ports = distinction == Distinction.PORT;
                int port = ports ? FIRST_PORT + 2 * i : COMMON_PORT;
                int host = ports ? 0 : ((i / ADDRESSES_PER_NET) << 8) + i % ADDRESSES_PER_NET;
                Passage there = new Passage(
                        LEG_A,
                        LEG_B,
                        HOST_A,
                        DIALLED + host,
                        port,
                        CALLER_AT_B + host,
                        HOST_B,
                        MediaKind.AUDIO,
                        PayloadTypes.STATIC);
                Passage back = new Passage(
                        LEG_B,
                        LEG_A,
                        HOST_B,
                        CALLER_AT_B + host,
                        port,
                        DIALLED + host,
                        HOST_A,
                        MediaKind.AUDIO,
                        PayloadTypes.STATIC);
                passages.addAll(List.of(there, there.withPort(port + 1), back, back.withPort(port + 1)));
            }
            gate.open(first / STREAMS_PER_CALL, passages, System.nanoTime());
        }
    }

    /** The relay in the middle. */
    public MediaRelay relay() {
        return relay;
    }

    /** What is open in the relay. */
    public MediaGate gate() {
        return gate;
    }

    /** The relay's channel on the side of the host that calls. */
    public PacketChannel towardsA() {
        return towardsA;
    }

    /** The relay's channel on the side of the host that is called. */
    public PacketChannel towardsB() {
        return towardsB;
    }

    /** The namespace of the host that calls. */
    public Namespace a() {
        return a;
    }

    /** The namespace of the host that is called. */
    public Namespace b() {
        return b;
    }

    /** The namespace between them. */
    public Namespace middle() {
        return middle;
    }

    /** Says where everything is, and how to send through it. */
    public void describe(int streams, PrintStream out) {
        out.printf("namespaces  %1$s-a  %1$s-m (the relay)  %1$s-b%n", prefix);
        out.printf("host a      198.18.1.2 in %s-a sends to 10.2.1.1, ports %d+2i%n", prefix, FIRST_PORT);
        out.printf(
                "host b      198.18.2.2 in %s-b receives from 172.29.2.1 on the same ports, and answers there%n",
                prefix);
        out.printf("streams     %d, each with RTP and RTCP passages both ways%n", streams);
        out.printf("process     %d%n", ProcessHandle.current().pid());
        out.printf(
                "try         rtpload --tx-netns %1$s-a --rx-netns %1$s-b --src 198.18.1.2:10000 --dst 10.2.1.1:%2$d+2"
                        + " --recv 198.18.2.2:%2$d+2 --streams %3$d --watch-pid %4$d%n",
                prefix, FIRST_PORT, streams, ProcessHandle.current().pid());
        out.println("ready");
        out.flush();
    }

    /** Raises a lab with {@code streams} streams, describes it on {@code out}, and keeps it until interrupted. */
    public static void run(int streams, PrintStream out) throws InterruptedException {
        RelayLab lab = new RelayLab("voider-relay-" + ProcessHandle.current().pid(), streams);
        keep(lab, () -> lab.describe(streams, out));
    }

    private static void keep(RelayLab lab, Runnable whenReady) throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        Thread onExit = new Thread(
                () -> {
                    interrupted.countDown();
                    try {
                        gone.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException impatient) {
                        Thread.currentThread().interrupt();
                    }
                },
                "relay-lab-exit");
        Runtime.getRuntime().addShutdownHook(onExit);
        try (lab) {
            whenReady.run();
            interrupted.await();
        } finally {
            gone.countDown();
        }
    }

    /** Takes everything down again. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        for (Namespace namespace : List.of(a, b, middle)) {
            namespace.close();
            Namespace.delete(namespace.name());
        }
    }

    /** For benchmarks: {@code RelayLab PREFIX STREAMS}, streams told apart by address; prints {@code ready}. */
    public static void main(String[] arguments) throws InterruptedException {
        keep(
                new RelayLab(arguments[0], Integer.parseInt(arguments[1]), Distinction.ADDRESS),
                () -> System.out.println("ready"));
    }
}
