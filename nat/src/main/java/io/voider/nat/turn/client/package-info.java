/**
 * A TURN client (RFC 8656): one allocation on one server, over UDP, TCP or TLS. {@link
 * io.voider.nat.turn.client.TurnClient} is pure; what carries its bytes is beside the sockets.
 *
 * <p>Every peer gets a channel, which also is its permission. On the wire a datagram for a peer is then
 *
 * <pre>
 *   u16 channel 0x4000–0x4FFF, u16 length, data        over TCP and TLS padded to 4 bytes
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.turn.client;
