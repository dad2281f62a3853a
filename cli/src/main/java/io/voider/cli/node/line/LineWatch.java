package io.voider.cli.node.line;

import io.voider.nat.ice.PathStatus;

/**
 * Whether a line carries anything, from what its path says and from when its tunnel last showed that it goes on. A path that is
 * there does not mean that: behind it, the other node may have been started anew and know nothing of the tunnel.
 *
 * <table>
 *   <caption>What is made of path and tunnel</caption>
 *   <tr><th>path</th><th>tunnel</th><th></th></tr>
 *   <tr><td>none</td><td></td><td>nothing can pass</td></tr>
 *   <tr><td>silent, and the rendezvous does not see the other node either</td><td></td><td>gone</td></tr>
 *   <tr><td>silent for 1.2 s, in a call, and for 0.8 s of it</td><td></td><td>gone</td></tr>
 *   <tr><td>there</td><td>showed nothing since the path last broke, or for 15 s</td><td>silent</td></tr>
 *   <tr><td>there</td><td>showed something</td><td>passes</td></tr>
 * </table>
 *
 * <p>Pure: time comes in, in nanoseconds of one clock.
 */
final class LineWatch {
    /** An idle OpenVPN sends something every 5 s: two of three may be lost. */
    static final long SILENCE_NANOS = 15_000_000_000L;

    /** So long a path is suspected in a call before it is taken for gone; it is suspected 400 ms after it was heard last. */
    static final long SUSPICION_NANOS = 800_000_000L;

    private PathStatus.State path = PathStatus.State.FINDING;
    /** Whether there is a path, and has been without a break. */
    private boolean whole;

    private long suspectedNanos;
    private boolean broken;
    private long brokenNanos;
    private boolean busy;
    private long beganNanos;
    private boolean unseen;

    /** The path is in that state now. */
    void path(PathStatus.State now, long nowNanos) {
        boolean before = whole;
        if (now == PathStatus.State.SUSPECT && path != now) {
            suspectedNanos = nowNanos;
        }
        path = now;
        whole = hasPath() && !isGone(nowNanos) && (before || now != PathStatus.State.SUSPECT);
        breaks(before, nowNanos);
    }

    private void breaks(boolean before, long nowNanos) {
        if (before && !whole) {
            broken = true;
            brokenNanos = nowNanos;
        }
    }

    /** Whether there is a call on the line. */
    void busy(boolean value, long nowNanos) {
        if (value && !busy) {
            beganNanos = isGone(nowNanos) ? suspectedNanos : nowNanos;
        }
        busy = value;
    }

    /** Whether the rendezvous has just lost sight of the other node. */
    void unseen(boolean value, long nowNanos) {
        boolean before = whole;
        unseen = value;
        whole &= !isGone(nowNanos);
        breaks(before, nowNanos);
    }

    /** Time has passed. */
    void until(long nowNanos) {
        boolean before = whole;
        whole &= !isGone(nowNanos);
        breaks(before, nowNanos);
    }

    /** When the path is taken for gone if nothing more is heard, or {@code otherwise}. */
    long goneNanos(long otherwise) {
        return busy && path == PathStatus.State.SUSPECT ? silentNanos() + SUSPICION_NANOS : otherwise;
    }

    /** Whether datagrams can be given to the path, though it may have fallen silent. */
    boolean hasPath() {
        return switch (path) {
            case DIRECT, RELAYED, SUSPECT -> true;
            case FINDING, LOST -> false;
        };
    }

    /** Whether there is a call on the line. */
    boolean isBusy() {
        return busy;
    }

    /** Whether the path is to be watched as closely as in a call. */
    boolean isAttentive() {
        return busy || unseen;
    }

    /**
     * Not heard, and not seen by the rendezvous either; or, in a call, not heard for longer than a moment. The path may come back, and is
     * kept for that: what there is to send still goes there, and a call goes on.
     */
    boolean isGone(long nowNanos) {
        boolean forLong = busy && nowNanos - silentNanos() >= SUSPICION_NANOS;
        return path == PathStatus.State.SUSPECT && (unseen || forLong);
    }

    /** Since when the path is silent in a call: what was before it was asked seldom, and may be there all the same. */
    private long silentNanos() {
        return beganNanos - suspectedNanos > 0 ? beganNanos : suspectedNanos;
    }

    /**
     * Whether what is sent comes through.
     *
     * @param silenceNanos since when the tunnel showed nothing
     */
    boolean passes(long silenceNanos, long nowNanos) {
        boolean sinceTheBreak = !broken || silenceNanos < nowNanos - brokenNanos;
        return whole && silenceNanos < SILENCE_NANOS && sinceTheBreak;
    }
}
