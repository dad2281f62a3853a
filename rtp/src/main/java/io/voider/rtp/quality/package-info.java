/**
 * How good a stream was, from what a relay sees of it: RTP headers, arrival times, and RTCP when it is in clear.
 *
 * <p>A {@link io.voider.rtp.quality.DirectionQuality} watches one direction of one media stream. It belongs to one thread,
 * reads no clock, keeps a fixed amount of memory whatever arrives, and allocates nothing per packet. Its report is an
 * immutable record.
 *
 * <p>Loss is decided only when a packet has fallen out of a window of 64 sequence numbers, so that reordering is never
 * taken for loss:
 *
 * <pre>
 *    decided: received or lost → bursts       window of 64, one bit each      highest seen
 *   ─────────────────────────────────────────┤█████░███████████████████░████├─────────────►
 * </pre>
 */
@NullMarked
package io.voider.rtp.quality;

import org.jspecify.annotations.NullMarked;
