package io.voider.sip.sdp;

import io.voider.sip.Scan;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which way media flows, seen from whoever wrote it (RFC 3264 section 5.1). */
public enum SdpDirection {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    private static final SdpDirection[] ALL = values();

    private final String attribute = name().toLowerCase(Locale.ROOT);

    /** The direction that is the attribute in {@code [start, end)}; null if it is another one. */
    static @Nullable SdpDirection of(byte[] bytes, int start, int lineEnd) {
        int end = Scan.trimEnd(bytes, start, lineEnd);
        for (SdpDirection direction : ALL) {
            if (Scan.equal(bytes, start, end, direction.attribute)) {
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
