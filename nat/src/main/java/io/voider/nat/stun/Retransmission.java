package io.voider.nat.stun;

/**
 * How often a request is sent when no answer comes (RFC 8489 section 6.2.1): after each transmission, how long to wait for an
 * answer before the next one, or, after the last, before giving up.
 */
public final class Retransmission {
    private final long[] waitsNanos;

    private Retransmission(long[] waitsNanos) {
        this.waitsNanos = waitsNanos;
    }

    /** With these waits, each in nanoseconds, of which there is one at least. */
    public static Retransmission of(long... waitsNanos) {
        if (waitsNanos.length == 0) {
            throw new IllegalArgumentException("a request is sent once at least");
        }
        return new Retransmission(waitsNanos.clone());
    }

    /** So many transmissions, with a wait that doubles from {@code firstNanos} on. */
    public static Retransmission doubling(long firstNanos, int transmissions) {
        long[] waits = new long[transmissions];
        for (int i = 0; i < transmissions; i++) {
            waits[i] = firstNanos << i;
        }
        return of(waits);
    }

    /** How often a request is sent at most. */
    public int transmissions() {
        return waitsNanos.length;
    }

    /** The wait after transmission number {@code transmission}, from 1. */
    long waitAfter(int transmission) {
        return waitsNanos[transmission - 1];
    }
}
