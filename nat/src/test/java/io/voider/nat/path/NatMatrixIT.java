package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.nat.ice.PathStatus.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pairs of homes behind real NATs: who can have a direct path has one, the others the relay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NatMatrixIT {
    private static final long PATIENCE_MILLIS = Long.getLong("voider.nat.patience", 60_000);

    private NatLab lab;
    private EventLoopGroup group;
    private int net;

    private record Outcome(State state, long firstDatagramMillis, long settledMillis) {}

    @BeforeAll
    void start() throws IOException {
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        group.submit(() -> {}).syncUninterruptibly();
        lab = new NatLab();
    }

    @AfterAll
    void stop() throws IOException {
        lab.close();
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aFewPairsEndAsTheoryWants() throws Exception {
        check(HomeKind.INPUT_DROP, HomeKind.INPUT_DROP, 1);
        check(HomeKind.INPUT_ACCEPT, HomeKind.INPUT_ACCEPT, 1);
        check(HomeKind.SYMMETRIC, HomeKind.FULL_CONE, 1);
        check(HomeKind.SYMMETRIC_BLOCK, HomeKind.INPUT_DROP, 1);
        check(HomeKind.SYMMETRIC, HomeKind.SYMMETRIC_BLOCK, 1);
        check(HomeKind.UDP_BLOCKED, HomeKind.CGNAT, 1);
    }

    @Test
    @Tag("soak")
    void everyPairEndsAsTheoryWantsInEveryRun() throws Exception {
        int runs = Integer.getInteger("voider.nat.runs", 20);
        List<String> wrong = new ArrayList<>();
        HomeKind[] kinds = HomeKind.values();
        for (int i = 0; i < kinds.length; i++) {
            for (int j = i; j < kinds.length; j++) {
                wrong.addAll(row(kinds[i], kinds[j], runs));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** A pair by name, so that a rare outcome can be looked at. */
    @Test
    @Tag("soak")
    void onePairThatTheOperatorNames() throws Exception {
        HomeKind left = HomeKind.valueOf(System.getProperty("voider.nat.left", "INPUT_ACCEPT"));
        HomeKind right = HomeKind.valueOf(System.getProperty("voider.nat.right", "SYMMETRIC_BLOCK"));
        check(left, right, Integer.getInteger("voider.nat.runs", 20));
    }

    private void check(HomeKind left, HomeKind right, int runs) throws Exception {
        assertThat(row(left, right, runs)).isEmpty();
    }

    private List<String> row(HomeKind left, HomeKind right, int runs) throws Exception {
        State expected = HomeKind.passable(left, right) ? State.DIRECT : State.RELAYED;
        List<Long> first = new ArrayList<>();
        List<Long> settled = new ArrayList<>();
        int right_ = 0;
        List<String> wrong = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Outcome outcome = attempt(left, right, expected);
            if (outcome.state() == expected) {
                right_++;
                first.add(outcome.firstDatagramMillis());
                settled.add(outcome.settledMillis());
            } else {
                wrong.add(left + " - " + right + " run " + run + ": " + outcome);
            }
        }
        Collections.sort(first);
        Collections.sort(settled);
        System.out.printf(
                "%-20s %-20s %-8s %2d/%2d  first datagram %5d ms (worst %5d)  settled %5d ms (worst %5d)%n",
                left, right, expected, right_, runs, middle(first), last(first), middle(settled), last(settled));
        return wrong;
    }

    private static long middle(List<Long> sorted) {
        return sorted.isEmpty() ? -1 : sorted.get(sorted.size() / 2);
    }

    private static long last(List<Long> sorted) {
        return sorted.isEmpty() ? -1 : sorted.get(sorted.size() - 1);
    }

    private Outcome attempt(HomeKind left, HomeKind right, State expected) throws Exception {
        net = (net + 2) % 200;
        EventLoop loop = group.next();
        try (NatLab.Home homeA = lab.home("a" + net, left, net);
                NatLab.Home homeB = lab.home("b" + net, right, net + 1);
                LabNode a = node(homeA, loop);
                LabNode b = node(homeB, loop)) {
            a.friend = b;
            b.friend = a;
            long start = System.nanoTime();
            a.finder.start().syncUninterruptibly();
            b.finder.start().syncUninterruptibly();
            a.stream(10);
            b.stream(10);
            await(left + " - " + right, a, b, () -> !a.arrivals.isEmpty() && !b.arrivals.isEmpty());
            long firstArrival = Math.max(a.arrivals.get(0), b.arrivals.get(0));
            long patience = System.nanoTime() + (expected == State.DIRECT ? PATIENCE_MILLIS : 3_000) * 1_000_000;
            await(
                    left + " - " + right,
                    a,
                    b,
                    () -> (a.state() == State.DIRECT && b.state() == State.DIRECT) || System.nanoTime() > patience);
            State state = a.state() == b.state() && a.state() != null ? a.state() : State.SUSPECT;
            return new Outcome(state, (firstArrival - start) / 1_000_000, (System.nanoTime() - start) / 1_000_000);
        }
    }

    private LabNode node(NatLab.Home home, EventLoop loop) {
        PathConfig config = new PathConfig(
                0,
                List.of(home.address),
                NatLab.stunServers(),
                List.of(NatLab.turn(TurnServer.Transport.UDP), NatLab.turn(TurnServer.Transport.TCP)));
        return new LabNode(home, loop, config, 0);
    }

    private static void await(String what, LabNode a, LabNode b, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + ": nothing for " + PATIENCE_MILLIS + " ms\n" + a + "\n" + b);
            }
            Thread.sleep(5);
        }
    }
}
