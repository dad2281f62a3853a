/**
 * The public server. {@code Introducer} and what it knows ({@code Presence}, {@code Session}) have neither socket nor clock;
 * {@link io.voider.nat.rendezvous.server.RendezvousServer} carries out, on one event loop, with STUN and TURN beside it.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.server;
