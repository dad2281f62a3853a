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

    /** Reads a message's body, or the first description of the session in a multipart body; null if there is none. */
    public static @Nullable SdpBody of(SipMessage message) {
        return of(message, message.bodies());
    }

    /** The same, of a message whose {@link SipMessage#bodies bodies} are known. */
    public static @Nullable SdpBody of(SipMessage message, List<BodyPart> bodies) {
        return first(message, bodies, "sdp", false);
    }

    /** Reads the description of an early session (RFC 3959): media until the answer alone; null if there is none. */
    public static @Nullable SdpBody early(SipMessage message, List<BodyPart> bodies) {
        return first(message, bodies, "sdp", true);
    }

    /** Reads candidates that come behind the description (RFC 8840 section 4.4); null if there are none. */
    public static @Nullable SdpBody trickled(SipMessage message) {
        return first(message, message.bodies(), "trickle-ice-sdpfrag", false);
    }

    private static @Nullable SdpBody first(SipMessage message, List<BodyPart> bodies, String subtype, boolean early) {
        for (BodyPart part : bodies) {
            if (part.type().is("application", subtype) && part.early() == early) {
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
