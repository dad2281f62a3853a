package io.voider.cli.exchange;

import java.util.Locale;

/**
 * Where a line stands. A pure function of what is known of it: see {@link #of}.
 *
 * <table>
 *   <caption>From what is known to the state; the first row that fits counts</caption>
 *   <tr><th>cut off</th><th>path</th><th>tunnel</th><th>peer seen</th><th></th></tr>
 *   <tr><td>yes</td><td></td><td></td><td></td><td>{@link #CUT_OFF}</td></tr>
 *   <tr><td colspan="4">cannot be set up</td><td>{@link #OUT_OF_ORDER}</td></tr>
 *   <tr><td></td><td>yes</td><td>up</td><td></td><td>{@link #UP}</td></tr>
 *   <tr><td></td><td>yes</td><td>silent</td><td></td><td>{@link #CONNECTING}</td></tr>
 *   <tr><td></td><td>no</td><td>up or silent</td><td></td><td>{@link #FAILING}</td></tr>
 *   <tr><td></td><td>yes</td><td>down</td><td></td><td>{@link #CONNECTING}</td></tr>
 *   <tr><td></td><td>no</td><td>down</td><td>yes</td><td>{@link #FINDING}</td></tr>
 *   <tr><td></td><td>no</td><td>down</td><td>no</td><td>{@link #NO_PEER}</td></tr>
 * </table>
 */
public enum LineState {
    /** The other node is not there. */
    NO_PEER,
    /** The other node is there; a way to it is being looked for. */
    FINDING,
    /** There is a way; the tunnel is being set up, or nothing comes through it. */
    CONNECTING,
    /** One can call. */
    UP,
    /** The way broke; the tunnel waits for another. */
    FAILING,
    /** This node could not set it up. */
    OUT_OF_ORDER,
    /** Revoked, or left. */
    CUT_OFF;

    /** What is known of a line's tunnel. */
    enum Tunnel {
        DOWN,
        /** There is a session, and what is sent comes through. */
        UP,
        /** There is a session, and nothing comes through. */
        SILENT;

        static Tunnel of(boolean up, boolean silent) {
            return up ? (silent ? SILENT : UP) : DOWN;
        }
    }

    static LineState of(boolean cutOff, boolean outOfOrder, boolean path, Tunnel tunnel, boolean peerSeen) {
        if (cutOff) {
            return CUT_OFF;
        }
        if (outOfOrder) {
            return OUT_OF_ORDER;
        }
        if (tunnel != Tunnel.DOWN) {
            return !path ? FAILING : tunnel == Tunnel.UP ? UP : CONNECTING;
        }
        if (path) {
            return CONNECTING;
        }
        return peerSeen ? FINDING : NO_PEER;
    }

    /** Its name in reports: {@code no-peer}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
