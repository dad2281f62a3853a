package io.voider.nat.ice;

/**
 * How a line's path is doing.
 *
 * @param rttNanos round-trip time of the path in use; 0 when there is none
 * @param explanation one plain sentence for a person; says why, when the path is not direct
 */
public record PathStatus(State state, long rttNanos, String explanation) {
    /** {@link #SUSPECT} paths are still used, and doubled by another where there is one. */
    public enum State {
        FINDING,
        DIRECT,
        RELAYED,
        SUSPECT,
        LOST
    }
}
