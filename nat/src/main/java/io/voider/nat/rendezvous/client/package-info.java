/**
 * A node's hold on a rendezvous. {@link io.voider.nat.rendezvous.client.RendezvousClient} keeps the connections; {@code
 * Correspondence} is what is said on them, without sockets or clock.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.client;
