package io.voider.nat.repair;

/**
 * Counts which of the other side's numbered datagrams come. Numbers rise by one with each datagram, and begin anew with each
 * key of the tunnel. A datagram that comes late makes good for the gap that it left.
 */
public final class Arrivals {
    /** A number that is so far from the last belongs to another count: another session, or an invention. */
    private static final int MOST_MISSED = 4096;

    private long highest;
    private boolean any;
    private int sent;
    private int distinct;
    private int arrived;

    /** A datagram came for the first time. {@code number} is of 0…2<sup>35</sup>-1: key and count. */
    public void first(long number) {
        long ahead = number - highest;
        if (!any || ahead > MOST_MISSED || ahead < -MOST_MISSED) {
            any = true;
            highest = number;
            sent++;
        } else if (ahead > 0) {
            highest = number;
            sent += (int) ahead;
        }
        distinct++;
        arrived++;
    }

    /** A datagram came that had come before. */
    public void again() {
        arrived++;
    }

    /** What was counted so far. */
    public ArrivalCount count() {
        return new ArrivalCount(sent, distinct, arrived);
    }
}
