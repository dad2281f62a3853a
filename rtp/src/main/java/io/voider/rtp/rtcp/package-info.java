/**
 * The RTP control protocol: sender and receiver reports, source descriptions, BYE, APP (RFC 3550), extended reports
 * (RFC 3611) and feedback (RFC 4585, RFC 5104).
 *
 * <p>A datagram holds several packets, one behind the other. Each begins alike, and its length field counts 32-bit words
 * less one, so that the lengths must add up to the datagram:
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---+-+---------+---------------+-------------------------------+
 *  |V=2|P|  count  |  packet type  |       length in words - 1     |
 *  +---+-+---------+---------------+-------------------------------+
 *  |                         SSRC of sender                        |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>{@link io.voider.rtp.rtcp.RtcpReader} walks a datagram in place without garbage, for the packet path;
 * {@link io.voider.rtp.rtcp.RtcpParser} makes records of all that is inside, for people and tools.
 */
@NullMarked
package io.voider.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
