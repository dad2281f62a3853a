package io.voider.rtp.quality;

import java.util.Optional;

/**
 * What a payload type stands for.
 *
 * @param encodingName as in {@code a=rtpmap}, such as {@code PCMU} or {@code opus}
 * @param clockRateHertz rate of the RTP timestamps, positive
 */
public record PayloadFormat(String encodingName, int clockRateHertz) {
    /** Refuses a clock rate that is not positive. */
    public PayloadFormat {
        if (clockRateHertz <= 0) {
            throw new IllegalArgumentException("clock rate of " + encodingName + " is " + clockRateHertz + " Hz");
        }
    }

    /** The codec, when the E-model has figures for it. */
    public Optional<Codec> codec() {
        return Codec.ofEncodingName(encodingName);
    }

    /** Whether this fills in between speech rather than being speech (RFC 4733, RFC 3389). */
    boolean auxiliary() {
        return encodingName.equalsIgnoreCase("telephone-event")
                || encodingName.equalsIgnoreCase("tone")
                || comfortNoise();
    }

    /** Whether this describes the noise of a pause (RFC 3389). */
    boolean comfortNoise() {
        return encodingName.equalsIgnoreCase("CN");
    }
}
