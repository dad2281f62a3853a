package io.voider.nat.repair;

/**
 * Counts which of the other side's numbered datagrams come. Numbers rise by one with each datagram, and begin anew with each
 * key of the tunnel. A datagram that comes late makes good for the gap that it left.
 */
public final class Arrivals {
    /** A gap that one datagram may show by itself. A wider one stands when the next confirms it: it may be an invention. */
    private static final int PLAIN_GAP = 64;

    /** A number that is so far from the last belongs to another key, or to another session. */
    private static final int MOST_MISSED = 4096;

    private long highest;
    private boolean any;
    private long unconfirmed;
    private int sent;
    private int distinct;
    private int arrived;

    /** A datagram came for the first time. {@code number} is of 0…2<sup>35</sup>-1: key and count. */
    public void first(long number) {
        arrived++;
        distinct++;
        long ahead = number - highest;
        if (!any) {
            any = true;
            highest = number;
            sent++;
        } else if (ahead > 0 && ahead <= PLAIN_GAP) {
            highest = number;
            sent += (int) ahead;
        } else if (ahead > PLAIN_GAP || ahead < -MOST_MISSED) {
            far(number, ahead);
        }
    }

    private void far(long number, long ahead) {
        long since = number - unconfirmed;
        if (since > 0 && since <= PLAIN_GAP) {
            highest = number;
            sent += ahead > 0 && ahead <= MOST_MISSED ? (int) ahead : (int) since + 1;
        }
        unconfirmed = number;
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
