/**
 * The rendezvous: a small public server that introduces homes to each other and learns as little as it can, and the
 * node's client for it.
 *
 * <p>On the wire: TLS 1.3 over TCP, the server's key pinned by the client ({@code SHA-256} of SubjectPublicKeyInfo), in
 * it frames in both directions:
 *
 * <pre>
 *   0  length of the JSON text in bytes (2, big-endian; 2 to 4096)
 *   2  one JSON object in UTF-8, whose "type" names the frame
 * </pre>
 *
 * What a client may say is {@link io.voider.nat.rendezvous.Request}, what the server may say is
 * {@link io.voider.nat.rendezvous.Notice}. Anything else ends the connection.
 *
 * <p>Inside, the pure parts know no socket and no clock: {@code Introducer} is the server's knowledge,
 * {@link io.voider.nat.rendezvous.SealedSession} what two homes say to each other through it. The classes around them
 * carry out. Everything of one server or one client runs on one event loop.
 */
package io.voider.nat.rendezvous;
