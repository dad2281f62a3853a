package io.voider.transport.openvpn;

import java.util.Locale;

/**
 * Where a tunnel's OpenVPN process stands. What is not in the table changes nothing.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>state<th>event<th>next state</tr>
 * <tr><td>STOPPED<td>START<td>STARTING</tr>
 * <tr><td>STARTING<td>HELD<td>HELD</tr>
 * <tr><td>HELD<td>RELEASED<td>CONNECTING</tr>
 * <tr><td>CONNECTING<td>CONNECTED<td>UP</tr>
 * <tr><td>CONNECTING, UP<td>HELD<td>HELD</tr>
 * <tr><td>UP<td>RECONNECTING<td>CONNECTING</tr>
 * <tr><td>STARTING, HELD, CONNECTING, UP<td>EXITED<td>FAILING</tr>
 * <tr><td>FAILING<td>START<td>STARTING</tr>
 * <tr><td>FAILING<td>STOP<td>STOPPED</tr>
 * <tr><td>STARTING, HELD, CONNECTING, UP<td>STOP<td>STOPPING</tr>
 * <tr><td>STOPPING<td>EXITED<td>STOPPED</tr>
 * </table>
 */
public enum TunnelState {
    /** There is no process, and none is wanted. */
    STOPPED,
    /** The process was started and has not spoken yet. */
    STARTING,
    /** The process waits until there is a path. */
    HELD,
    /** The process tries to reach its peer, or the server to open its socket. */
    CONNECTING,
    /** A client has its session; a server is ready for sessions. */
    UP,
    /** The process ended unasked; another one is started after a while. */
    FAILING,
    /** The process was asked to end. */
    STOPPING;

    /** What can happen to a tunnel. */
    enum Event {
        START,
        HELD,
        RELEASED,
        CONNECTED,
        RECONNECTING,
        EXITED,
        STOP
    }

    /** The state after {@code event}. */
    TunnelState after(Event event) {
        return switch (event) {
            case START -> this == STOPPED || this == FAILING ? STARTING : this;
            case HELD -> this == STARTING || this == CONNECTING || this == UP ? HELD : this;
            case RELEASED -> this == HELD ? CONNECTING : this;
            case CONNECTED -> this == CONNECTING ? UP : this;
            case RECONNECTING -> this == UP ? CONNECTING : this;
            case EXITED -> exited();
            case STOP -> stopped();
        };
    }

    private TunnelState exited() {
        return switch (this) {
            case STARTING, HELD, CONNECTING, UP -> FAILING;
            case STOPPING -> STOPPED;
            case STOPPED, FAILING -> this;
        };
    }

    private TunnelState stopped() {
        return switch (this) {
            case STARTING, HELD, CONNECTING, UP -> STOPPING;
            case FAILING -> STOPPED;
            case STOPPED, STOPPING -> this;
        };
    }

    /** For people, in a log. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is a process. */
    boolean running() {
        return this != STOPPED && this != FAILING;
    }
}
