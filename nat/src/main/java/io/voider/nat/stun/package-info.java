/**
 * STUN messages (RFC 8489) with the methods and attributes of TURN (RFC 8656), ICE (RFC 8445) and NAT behaviour
 * discovery (RFC 5780): bytes to messages and back, and nothing else. No sockets, no clock, no retransmission.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|  method and class         |  bytes after the header       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 magic cookie 0x2112A442                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 transaction id (96 bits)                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | attributes: type 16, length 16, value, padding to 4 bytes ... |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>{@link io.voider.nat.stun.StunMessage#decode} is strict: every attribute that it knows has the length its RFC
 * gives, addresses are of a known family, text is UTF-8, a FINGERPRINT that is there is right and stands last. What
 * follows a message integrity is not authenticated, so it does not exist for the reader (RFC 8489 section 14.5).
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.stun;
