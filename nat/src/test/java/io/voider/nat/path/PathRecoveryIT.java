package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.nat.ice.PathStatus.State;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A call's stream of 50 packets a second each way, and a path that is taken away under it. */
class PathRecoveryIT {
    private static final long PATIENCE_MILLIS = 60_000;

    private EventLoopGroup group;
    private NatLab lab;
    private NatLab.Home homeA;
    private NatLab.Home homeB;
    private LabNode a;
    private LabNode b;

    @BeforeEach
    void establish() throws Exception {
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        group.submit(() -> {}).syncUninterruptibly();
        lab = new NatLab();
        homeA = lab.home("a", HomeKind.INPUT_DROP, 1);
        homeB = lab.home("b", HomeKind.INPUT_DROP, 2);
        EventLoop loop = group.next();
        a = node(homeA, loop);
        b = node(homeB, loop);
        a.friend = b;
        b.friend = a;
        a.finder.start().syncUninterruptibly();
        b.finder.start().syncUninterruptibly();
        await(() -> a.state() == State.DIRECT && b.state() == State.DIRECT);
        a.finder.inCall(true);
        b.finder.inCall(true);
        a.stream(20);
        b.stream(20);
        // A relay in reserve is known to answer before anything is taken away.
        await(() -> a.arrivals.size() > 100 && b.arrivals.size() > 100);
    }

    @AfterEach
    void end() throws IOException {
        a.close();
        b.close();
        homeA.close();
        homeB.close();
        lab.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static LabNode node(NatLab.Home home, EventLoop loop) {
        PathConfig config = new PathConfig(
                0,
                List.of(home.address),
                NatLab.stunServers(),
                List.of(NatLab.turn(TurnServer.Transport.UDP), NatLab.turn(TurnServer.Transport.TCP)));
        return new LabNode(home, loop, config, 0);
    }

    @Test
    void aKilledPathIsReplacedWhileTheCallGoesOn() throws Exception {
        report("path killed", kills(2), 600);
    }

    @Test
    @Tag("soak")
    void aPathKilledAHundredTimesIsReplacedEachTime() throws Exception {
        report("path killed", kills(Integer.getInteger("voider.nat.kills", 100)), 600);
    }

    private List<Long> kills(int times) throws Exception {
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            await(() -> a.state() == State.DIRECT && b.state() == State.DIRECT);
            NatLab.nft(
                    homeA.outer(),
                    "table ip kill { chain forward { type filter hook forward priority -10;"
                            + " ip daddr 198.51.2.2 drop; ip saddr 198.51.2.2 drop; }\n}\n");
            long at = System.nanoTime();
            await(() -> a.state() == State.RELAYED && b.state() == State.RELAYED);
            NatLab.nft(homeA.outer(), "delete table ip kill");
            gaps.add(gap(at));
        }
        return gaps;
    }

    @Test
    void aRebootedNatIsPassedAgain() throws Exception {
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            await(() -> a.state() == State.DIRECT && b.state() == State.DIRECT);
            long at = System.nanoTime();
            // Taking a masquerading interface down forgets every connection that was translated through it.
            bounce(homeA.outer(), "198.51.1.2/24", "198.51.1.2/24");
            settle(at);
            gaps.add(gap(at));
        }
        report("NAT rebooted", gaps, 1_500);
    }

    @Test
    void anotherWanAddressIsFollowed() throws Exception {
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            await(() -> a.state() == State.DIRECT && b.state() == State.DIRECT);
            long at = System.nanoTime();
            bounce(homeA.outer(), "198.51.1." + (2 + i) + "/24", "198.51.1." + (3 + i) + "/24");
            settle(at);
            gaps.add(gap(at));
        }
        report("WAN address changed", gaps, 3_000);
        await(() -> a.state() == State.DIRECT && b.state() == State.DIRECT);
    }

    private static void bounce(Namespace router, String before, String after) {
        router.links().down("wan");
        router.addresses().remove("wan", before);
        router.addresses().add("wan", after);
        router.links().up("wan");
        router.routes().add(Route.to("0.0.0.0/0").via("198.51.1.1"));
    }

    /** Until both hear each other again, and for as long as a second break might take to show. */
    private void settle(long since) throws InterruptedException {
        await(() -> System.nanoTime() - since > 2_000_000_000L
                && heardLately(a)
                && heardLately(b)
                && a.state() != State.SUSPECT
                && b.state() != State.SUSPECT);
    }

    private static boolean heardLately(LabNode node) {
        return System.nanoTime() - node.arrivals.get(node.arrivals.size() - 1) < 100_000_000L;
    }

    /** The longest silence after {@code from} on either side, in milliseconds. */
    private long gap(long from) {
        return Math.max(gap(a, from), gap(b, from));
    }

    private static long gap(LabNode node, long from) {
        long longest = 0;
        long before = from;
        for (long at : node.arrivals) {
            if (at > from) {
                longest = Math.max(longest, at - before);
                before = at;
            }
        }
        return longest / 1_000_000;
    }

    private static void report(String what, List<Long> gaps, long wanted) {
        List<Long> sorted = new ArrayList<>(gaps);
        Collections.sort(sorted);
        long p95 = sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
        System.out.printf(
                "%-20s %3d times: gap p50 %4d ms, p95 %4d ms, worst %4d ms (wanted p95 %d ms on a quiet machine)%n",
                what, sorted.size(), sorted.get(sorted.size() / 2), p95, sorted.get(sorted.size() - 1), wanted);
        // A bound for a loaded machine: far below what a restart of OpenVPN or of the search would take.
        assertThat(p95).isLessThan(10 * wanted);
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nothing for " + PATIENCE_MILLIS + " ms\n" + a + "\n" + b);
            }
            Thread.sleep(5);
        }
    }
}
