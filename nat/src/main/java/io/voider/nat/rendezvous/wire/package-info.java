/**
 * What client and server of a rendezvous say to each other. TLS 1.3 over TCP, the server's key pinned by the client
 * ({@code SHA-256} of SubjectPublicKeyInfo), in it frames in both directions:
 *
 * <pre>
 *   0  length of the JSON text in bytes (2, big-endian; 2 to 4096)
 *   2  one JSON object in UTF-8, whose "type" names the frame
 * </pre>
 *
 * <p>What a client may say is {@link io.voider.nat.rendezvous.wire.Request}, what the server may say is
 * {@link io.voider.nat.rendezvous.wire.Notice}. Anything else ends the connection.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.wire;
