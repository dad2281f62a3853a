package io.voider.sip.sdp;

import io.voider.sip.BodyPart;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session description, read medium by medium: what cannot be read costs its own medium alone, and is told.
 *
 * @param media in order; of more than {@value #MOST_MEDIA} the first
 * @param bundled whether several media may come to one of their ports (RFC 9143)
 * @param faults what cannot be read and costs somebody media, in order
 */
public record SdpBody(List<SdpMedia> media, boolean bundled, List<SdpFault> faults) {
    /** How many media are read: more than any description has, and few enough to be read quickly. */
    public static final int MOST_MEDIA = 256;

    public SdpBody {
        media = List.copyOf(media);
        faults = List.copyOf(faults);
    }

    /**
     * Reads a message's body, or the first session description in a multipart body, of an early session only if there is no other;
     * null if there is none.
     */
    public static @Nullable SdpBody of(SipMessage message) {
        BodyPart early = null;
        for (BodyPart part : message.bodies()) {
            if (part.type().is("application", "sdp")) {
                if (!part.early()) {
                    return parse(message.array(), part.start(), part.end());
                }
                early = early == null ? part : early;
            }
        }
        return early == null ? null : parse(message.array(), early.start(), early.end());
    }

    /** Reads candidates that come behind the description (RFC 8840 section 4.4); null if there are none. */
    public static @Nullable SdpBody trickled(SipMessage message) {
        for (BodyPart part : message.bodies()) {
            if (part.type().is("application", "trickle-ice-sdpfrag")) {
                return parse(message.array(), part.start(), part.end());
            }
        }
        return null;
    }

    /** Reads a session description. */
    public static SdpBody parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /** Reads the session description in {@code array[start … end)}. */
    public static SdpBody parse(byte[] array, int start, int end) {
        return new SdpReader(array).read(start, end);
    }
}
