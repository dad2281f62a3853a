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
 *   <tr><td>silent, and the rendezvous does not see the other node either, no call on</td><td></td><td>gone</td></tr>
 *   <tr><td>there</td><td>showed nothing since the path last broke, or for 15 s</td><td>silent</td></tr>
 *   <tr><td>there</td><td>showed something</td><td>passes</td></tr>
 * </table>
 *
 * <p>Pure: time comes in, in nanoseconds of one clock.
 */
final class LineWatch {
    /** An idle OpenVPN sends something every 5 s: two of three may be lost. */
    static final long SILENCE_NANOS = 15_000_000_000L;

    private PathStatus.State path = PathStatus.State.FINDING;
    /** Whether there is a path, and has been without a break. */
    private boolean whole;

    private boolean broken;
    private long brokenNanos;
    private boolean busy;
    private boolean unseen;

    /** The path is in that state now. */
    void path(PathStatus.State now, long nowNanos) {
        boolean before = whole;
        path = now;
        whole = hasPath() && !isGone() && (before || now != PathStatus.State.SUSPECT);
        breaks(before, nowNanos);
    }

    private void breaks(boolean before, long nowNanos) {
        if (before && !whole) {
            broken = true;
            brokenNanos = nowNanos;
        }
    }

    /** Whether there is a call on the line. */
    void busy(boolean value) {
        busy = value;
    }

    /** Whether the rendezvous has just lost sight of the other node. */
    void unseen(boolean value, long nowNanos) {
        boolean before = whole;
        unseen = value;
        whole &= !isGone();
        breaks(before, nowNanos);
    }

    /** Whether datagrams can be given to the path, though it may have fallen silent. */
    boolean hasPath() {
        return switch (path) {
            case DIRECT, RELAYED, SUSPECT -> true;
            case FINDING, LOST -> false;
        };
    }

    /** Whether the path is to be watched as closely as in a call. */
    boolean isAttentive() {
        return busy || unseen;
    }

    /** Neither seen by the rendezvous nor heard: a path that fell silent by itself may come back, and is kept for that. */
    boolean isGone() {
        return unseen && !busy && path == PathStatus.State.SUSPECT;
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
