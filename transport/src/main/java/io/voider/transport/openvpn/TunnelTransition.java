package io.voider.transport.openvpn;

/**
 * That a tunnel is in another state than before.
 *
 * @param from the state before
 * @param to the state from now on
 * @param nanos time of entry, as {@code System.nanoTime} counts
 * @param reason why, in words for people
 */
public record TunnelTransition(TunnelState from, TunnelState to, long nanos, String reason) {}
