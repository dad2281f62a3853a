/**
 * What a public server answers over UDP: STUN Binding on two ports and, where there are two, two addresses (RFC 8489,
 * RFC 5780), and a TURN relay (RFC 8656) for those whom the rendezvous has given credentials.
 *
 * <p>The socketless part takes datagrams and the time and says what to send and which relay sockets to open. One event
 * loop does everything.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.turn.server;
