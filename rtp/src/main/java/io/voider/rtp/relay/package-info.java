/**
 * The relay: media crosses from one packet channel to another, rewritten where it lies.
 *
 * <p>{@link io.voider.rtp.relay.MediaRelay} makes one handler for each leg, to stand first in the pipeline of that leg's
 * {@link io.voider.transport.packet.PacketChannel}. What matches an open pinhole is consumed there; everything else goes on
 * to the next handler as if the relay were not there, so that signalling stands behind media:
 *
 * <pre>
 *   PacketChannel of leg 0 ──► relay ──► SIP, …            PacketChannel of leg 2 ──► relay ──► SIP, …
 *                                │                                                      │
 *                                └── matched, rewritten ──► transmit on leg 2           └──► transmit on leg 0
 * </pre>
 *
 * <p>Threads: a leg's handler runs on its channel's event loop. When the two legs of a packet have different loops, the packet
 * is copied into a bounded ring between those two loops; when that is full, the packet is dropped and counted, so that
 * nothing waits for anything. No object is made for a packet on either way.
 */
@NullMarked
package io.voider.rtp.relay;

import org.jspecify.annotations.NullMarked;
