package io.voider.nat.repair;

import org.jspecify.annotations.Nullable;

/**
 * How much of what is sent gets lost, from what the other side counts. Of {@code sent} numbers, each sent once or twice,
 * {@code offered} datagrams were put on the path, and {@code arrived} came.
 */
final class LossEstimate {
    /** Fewer numbers than these in one count say nothing yet, and go into the next. */
    private static final int LEAST = 20;

    /** As many offered datagrams make an estimate firm. */
    private static final int FIRM = 100;

    private static final int REMEMBERED = 5;

    /** What was sent by now, and what of it the other side says to have counted. */
    private record Mark(long numbers, long datagrams, ArrivalCount count) {}

    private final double[] offered = new double[REMEMBERED];
    private final double[] arrived = new double[REMEMBERED];
    private int judged;
    private @Nullable Mark mark;
    private long numbers;
    private long datagrams;
    private double lost;

    /** A numbered datagram is sent, or two. */
    void sent(boolean twice) {
        numbers++;
        datagrams += twice ? 2 : 1;
    }

    /** From now on it is sent in another way: what is under way is of neither. The last estimate stays until there is another. */
    void begin() {
        judged = 0;
        mark = null;
    }

    /** Another call: nothing is known. */
    void forget() {
        begin();
        lost = 0;
    }

    /** The other side has counted. Returns whether that makes another estimate. */
    boolean heard(ArrivalCount count) {
        Mark before = mark;
        if (before == null) {
            mark = new Mark(numbers, datagrams, count);
            return false;
        }
        int given = count.sent() - before.count.sent();
        int came = count.arrived() - before.count.arrived();
        long sentNumbers = numbers - before.numbers;
        if (given < LEAST || sentNumbers < LEAST) {
            return false;
        }
        mark = new Mark(numbers, datagrams, count);
        int slot = judged % REMEMBERED;
        offered[slot] = (double) given * (datagrams - before.datagrams) / sentNumbers;
        arrived[slot] = Math.max(0, came);
        judged++;
        lost = Math.min(1, Math.max(0, 1 - sum(arrived) / sum(offered)));
        return true;
    }

    private double sum(double[] values) {
        double sum = 0;
        for (int slot = 0; slot < Math.min(judged, REMEMBERED); slot++) {
            sum += values[slot];
        }
        return sum;
    }

    /** Whether chance can hardly be the reason. */
    boolean isFirm() {
        return sum(offered) >= FIRM;
    }

    /** 0…1. */
    double lost() {
        return lost;
    }
}
