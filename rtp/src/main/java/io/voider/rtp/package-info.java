/**
 * The voice path: which media may cross the node, how it crosses, and how good it was.
 *
 * <ul>
 *   <li>{@link io.voider.rtp.gate}: the pinholes of live calls;
 *   <li>{@link io.voider.rtp.relay}: from one packet channel to another, in place;
 *   <li>{@link io.voider.rtp.quality}: loss, jitter, bursts and the E-model, from headers alone;
 *   <li>{@link io.voider.rtp.rtcp}: the control protocol that runs beside RTP.
 * </ul>
 *
 * <p>All of it reads the RTP header at most, and changes no byte behind the UDP header:
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---+-+-+-------+-+-------------+-------------------------------+
 *  |V=2|P|X|  CC   |M| payload type|        sequence number        |
 *  +---+-+-+-------+-+-------------+-------------------------------+
 *  |                           timestamp                           |
 *  +---------------------------------------------------------------+
 *  |            synchronization source (SSRC) identifier           |
 *  +---------------------------------------------------------------+
 * </pre>
 */
@NullMarked
package io.voider.rtp;

import org.jspecify.annotations.NullMarked;
