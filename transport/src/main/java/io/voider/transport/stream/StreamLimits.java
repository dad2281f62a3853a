package io.voider.transport.stream;

import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;

/**
 * What the peer of a stream may cost. Waiting bytes are those that were written and that the kernel has not taken yet, with
 * 96 more for each write.
 *
 * @param resumeBytes reading goes on when fewer than so many bytes wait
 * @param pauseBytes nothing is read while more than so many bytes wait
 * @param mostBytes the stream is closed when more than so many bytes wait: what a single read is answered with may pass
 *     {@code pauseBytes}, but not this
 * @param unread how long more than {@code resumeBytes} may wait before the stream is closed
 * @param firstMessage how long a peer that connected may take for its first whole message
 */
public record StreamLimits(int resumeBytes, int pauseBytes, int mostBytes, Duration unread, Duration firstMessage) {
    /** For messages of a few kilobytes, over networks. */
    public static final StreamLimits DEFAULT =
            new StreamLimits(16 << 10, 64 << 10, 512 << 10, Duration.ofSeconds(30), Duration.ofSeconds(10));

    public StreamLimits {
        if (resumeBytes < 0 || pauseBytes < resumeBytes || mostBytes < pauseBytes) {
            throw new IllegalArgumentException("0 ≤ " + resumeBytes + " ≤ " + pauseBytes + " ≤ " + mostBytes + "?");
        }
    }

    /** The same with more room, for a peer that is sent much at once. */
    public StreamLimits withBytes(int resume, int pause, int most) {
        return new StreamLimits(resume, pause, most, unread, firstMessage);
    }

    WriteBufferWaterMark marks() {
        return new WriteBufferWaterMark(resumeBytes, pauseBytes);
    }
}
