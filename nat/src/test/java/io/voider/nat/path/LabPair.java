package io.voider.nat.path;

import io.netty.channel.EventLoop;
import io.voider.nat.ice.PathStatus.State;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Two nodes that look for each other. */
final class LabPair implements AutoCloseable {
    static final long PATIENCE_MILLIS = Long.getLong("voider.nat.patience", 60_000);

    final LabNode a;
    final LabNode b;

    /** With every relay that they reach, and a rendezvous that takes no time. */
    LabPair(Home.Machine left, Home.Machine right, EventLoop loop) {
        this(new LabNode(left, loop, LabNode.relays(left), 0), new LabNode(right, loop, LabNode.relays(right), 0));
    }

    LabPair(LabNode a, LabNode b) {
        this.a = a;
        this.b = b;
        a.friend = b;
        b.friend = a;
    }

    static LabPair withRelays(Home.Machine left, Home.Machine right, EventLoop loop, List<TurnServer> relays) {
        return new LabPair(new LabNode(left, loop, relays, 0), new LabNode(right, loop, relays, 0));
    }

    void start() {
        a.finder.start().syncUninterruptibly();
        b.finder.start().syncUninterruptibly();
    }

    /** Both send a datagram now and every {@code millis}. */
    void stream(long millis) {
        a.stream(millis);
        b.stream(millis);
    }

    boolean both(State state) {
        return a.state() == state && b.state() == state;
    }

    boolean bothHeard(int datagrams) {
        return a.arrivals.size() >= datagrams && b.arrivals.size() >= datagrams;
    }

    /** When the first datagram had come to the side that had to wait longer for it, by {@link System#nanoTime}. */
    long firstArrival() {
        return Math.max(a.arrivals.get(0), b.arrivals.get(0));
    }

    void await(BooleanSupplier condition) throws InterruptedException {
        if (!await(condition, PATIENCE_MILLIS)) {
            throw new AssertionError("nothing for " + PATIENCE_MILLIS + " ms\n" + a + "\n" + b);
        }
    }

    /** Whether the condition came true in that time. */
    boolean await(BooleanSupplier condition, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    @Override
    public void close() {
        a.close();
        b.close();
    }
}
