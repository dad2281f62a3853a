/**
 * What a public server answers: STUN Binding on two UDP ports and, where there are two, two addresses (RFC 8489, RFC 5780),
 * and a TURN relay (RFC 8656), over UDP and TCP, for those whom the rendezvous has given credentials.
 *
 * <p>The socketless part takes messages and the time and says what to send and which relay sockets to open. One event
 * loop does everything.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.turn.server;
