package io.voider.rtp.gate;

import java.time.Duration;

/**
 * How much the gate lets in, and for how long.
 *
 * <p>A passage's rate is meant for what the fastest phones send: voice in packets of 10 ms with DTMF, comfort noise and ICE
 * checks beside it; pictures of several megabits a second. After a pause half a second's worth may come at once, as it does
 * when a tunnel was held up for a moment.
 *
 * @param passagesPerCall highest number of passages of one call, at least 1
 * @param passages highest number in all, at least {@code passagesPerCall}
 * @param silence a call that is not on hold and of which nothing passed for so long, in either direction, is silent
 * @param audioPerSecond datagrams and later fragments that one passage for audio, or for fax, carries in a second; 1…10⁶
 * @param videoPerSecond the same for video
 */
public record GateLimits(int passagesPerCall, int passages, Duration silence, int audioPerSecond, int videoPerSecond) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long BURST_NANOS = NANOS_PER_SECOND / 2;
    private static final int HIGHEST_RATE = 1_000_000;

    /** 64 passages a call, 4,096 in all, five minutes of silence; 300 packets a second of audio, 3,000 of video. */
    public static final GateLimits DEFAULT = new GateLimits(64, 4_096, Duration.ofMinutes(5), 300, 3_000);

    /** Refuses limits that would let nothing in. */
    public GateLimits {
        if (passagesPerCall < 1 || passages < passagesPerCall) {
            throw new IllegalArgumentException(passagesPerCall + " passages a call and " + passages
                    + " in all: a call needs one, and the gate room for one call");
        }
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("silence of " + silence + " would call every call silent at once");
        }
        if (audioPerSecond < 1
                || audioPerSecond > HIGHEST_RATE
                || videoPerSecond < 1
                || videoPerSecond > HIGHEST_RATE) {
            throw new IllegalArgumentException(audioPerSecond + " and " + videoPerSecond
                    + " packets a second of audio and of video are not within 1…" + HIGHEST_RATE);
        }
    }

    /** The same, but for what counts as silence. */
    public GateLimits withSilence(Duration newSilence) {
        return new GateLimits(passagesPerCall, passages, newSilence, audioPerSecond, videoPerSecond);
    }

    /** The same, with the highest rates that there are: for measuring what a relay can carry. */
    public GateLimits withHighestRates() {
        return new GateLimits(passagesPerCall, passages, silence, HIGHEST_RATE, HIGHEST_RATE);
    }

    Allowance allowance(MediaKind kind) {
        int perSecond = kind == MediaKind.VIDEO ? videoPerSecond : audioPerSecond;
        return new Allowance(NANOS_PER_SECOND / perSecond, BURST_NANOS, kind == MediaKind.FAX);
    }
}
