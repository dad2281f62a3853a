package io.voider.rtp.relay;

import io.voider.rtp.gate.MediaFlow;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which first fragments passed, so that the rest of their packets may follow (RFC 791: fragments of one packet share
 * addresses, protocol and identification).
 *
 * <p>Only first fragments that matched a pinhole get in, so only a call's own party can fill it. A hash table in which a new
 * entry puts out an old one; a packet's fragments arrive close together, so little is lost by that.
 */
final class FragmentTrail {
    private static final int SLOTS_LOG2 = 8;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final long LIFETIME_NANOS = 5_000_000_000L;

    private final long[] addresses = new long[1 << SLOTS_LOG2];
    private final int[] identifications = new int[1 << SLOTS_LOG2];
    private final @Nullable MediaFlow[] flows = new @Nullable MediaFlow[1 << SLOTS_LOG2];
    private final long[] expiryNanos = new long[1 << SLOTS_LOG2];

    void passed(int source, int destination, int identification, MediaFlow flow, long nowNanos) {
        long pair = pair(source, destination);
        int slot = slot(pair, identification);
        addresses[slot] = pair;
        identifications[slot] = identification;
        flows[slot] = flow;
        expiryNanos[slot] = nowNanos + LIFETIME_NANOS;
    }

    @Nullable
    MediaFlow follow(int source, int destination, int identification, long nowNanos) {
        long pair = pair(source, destination);
        int slot = slot(pair, identification);
        MediaFlow flow = flows[slot];
        if (flow == null || addresses[slot] != pair || identifications[slot] != identification) {
            return null;
        }
        if (expiryNanos[slot] - nowNanos < 0) {
            flows[slot] = null;
            return null;
        }
        return flow;
    }

    private static int slot(long pair, int identification) {
        long mixed = (pair ^ (identification * GOLDEN)) * GOLDEN;
        return (int) (((mixed ^ (mixed >>> 32)) * GOLDEN) >>> (64 - SLOTS_LOG2));
    }

    private static long pair(int source, int destination) {
        return (long) source << 32 | (destination & 0xffff_ffffL);
    }
}
