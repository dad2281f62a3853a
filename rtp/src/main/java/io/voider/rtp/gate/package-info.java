/**
 * The media gate: nothing but the media of live calls passes, and only as those calls negotiated it.
 *
 * <p>An offer or answer says where its sender listens. That opens a {@link io.voider.rtp.gate.Passage} for the other party:
 * from its address alone, to that address and port alone. Nothing is ever learnt from a packet.
 *
 * <p>Threads: calls are opened and closed from anywhere ({@link io.voider.rtp.gate.MediaGate} is thread-safe); each change
 * publishes, for every leg that it concerns, a new immutable table. The packet path of a leg reads its table with one volatile
 * read and takes no lock.
 */
@NullMarked
package io.voider.rtp.gate;

import org.jspecify.annotations.NullMarked;
