/** What client and server of TURN (RFC 8656) have in common on the wire. */
@org.jspecify.annotations.NullMarked
package io.voider.nat.turn;
