/**
 * The rendezvous: a small public server that introduces homes to each other and learns as little as it can, and the
 * node's client for it.
 *
 * <pre>
 *   here      values that all have in common: octets, addresses, an owner's line, strict JSON
 *   seal      what two homes say to each other, closed to the server; the right to do so
 *   wire      frames between client and server
 *   account   who may use a server: in memory, on the disk, in the operator's hands
 *   client    a node's hold on a rendezvous; knows nothing of server and account
 *   server    the public server
 * </pre>
 *
 * <p>The pure parts know no socket and no clock: {@link io.voider.nat.rendezvous.seal}, {@code Correspondence} of the client,
 * {@code Introducer} of the server. The classes around them carry out. Everything of one server or one client runs on one
 * event loop.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous;
