package io.voider.sip.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which way media flows, seen from whoever wrote it (RFC 3264 section 5.1). */
public enum SdpDirection {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    static @Nullable SdpDirection of(String attribute) {
        for (SdpDirection direction : values()) {
            if (direction.name().toLowerCase(Locale.ROOT).equals(attribute)) {
                return direction;
            }
        }
        return null;
    }

    /** Whether the writer sends. */
    public boolean sends() {
        return this == SENDRECV || this == SENDONLY;
    }

    /** Whether the writer receives. */
    public boolean receives() {
        return this == SENDRECV || this == RECVONLY;
    }
}
