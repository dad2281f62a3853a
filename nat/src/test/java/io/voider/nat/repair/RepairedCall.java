package io.voider.nat.repair;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * One direction of a call over a path that loses, in a time of its own: 50 datagrams of voice a second, a count from the
 * other side each second, of which every fifth gets lost as well.
 */
final class RepairedCall {
    static final int VOICE_BYTES = 224;
    private static final long PACKET_NANOS = 20_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long ONE_WAY_NANOS = 25_000_000L;

    /** What a path does to a datagram. */
    interface Fate {
        boolean loses(long nowNanos);
    }

    private record Late(long number, long atNanos) {}

    private final Fate fate;
    final Repetition repetition;
    final List<Repetition.State> states = new ArrayList<>();
    private final Arrivals arrivals = new Arrivals();
    private final Set<Long> heard = new HashSet<>();
    private final PriorityQueue<Late> late = new PriorityQueue<>((a, b) -> Long.compare(a.atNanos, b.atNanos));
    private ArrivalCount underWay = new ArrivalCount(0, 0, 0);
    private long now;
    private long number;
    int sent;
    int copies;
    boolean counts = true;

    RepairedCall(Fate fate) {
        this.fate = fate;
        repetition = new Repetition(0);
        repetition.inCall(true, 0);
    }

    /** Each datagram is lost with that probability. */
    static Fate random(DoubleSupplier share, long seed) {
        Random dice = new Random(seed);
        return now -> dice.nextDouble() < share.getAsDouble();
    }

    /** A path that carries so many datagrams a second, with a queue of 100 ms, and loses the rest. */
    static Fate full(double perSecond) {
        double[] queue = new double[2];
        return now -> {
            queue[0] = Math.max(0, queue[0] - (now - queue[1]) / 1e9 * perSecond);
            queue[1] = now;
            if (queue[0] + 1 > Math.max(1, perSecond / 10)) {
                return true;
            }
            queue[0]++;
            return false;
        };
    }

    void run(int seconds) {
        long end = now + seconds * SECOND_NANOS;
        for (; now < end; now += PACKET_NANOS) {
            while (!late.isEmpty() && late.peek().atNanos <= now) {
                Late copy = late.remove();
                copies++;
                pass(copy.number, copy.atNanos);
            }
            sent++;
            long mine = number++;
            if (repetition.copies(VOICE_BYTES, true, now) > 0) {
                late.add(new Late(mine, now + LateCopies.DELAY_NANOS));
            }
            pass(mine, now);
            if (counts && now % SECOND_NANOS == 0 && now / SECOND_NANOS % 5 != 4) {
                repetition.heard(underWay, now);
            }
            if (now % SECOND_NANOS == SECOND_NANOS - 2 * PACKET_NANOS) {
                underWay = arrivals.count(); // it is on its way for 40 ms
            }
            if (states.isEmpty() || states.get(states.size() - 1) != repetition.state()) {
                states.add(repetition.state());
            }
        }
    }

    private void pass(long datagram, long at) {
        if (fate.loses(at + ONE_WAY_NANOS)) {
            return;
        }
        if (heard.add(datagram)) {
            arrivals.first(datagram);
        } else {
            arrivals.again();
        }
    }

    /** What the listener misses, 0…1. */
    double missed() {
        return 1 - (double) heard.size() / sent;
    }
}
