package io.voider.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body, or one part of a multipart body.
 *
 * @param type what it is
 * @param early whether it is for media before the answer alone, which are negotiated by themselves (RFC 3959)
 * @param start index of its content's first byte in the message's array
 * @param end index behind its content
 */
public record BodyPart(MediaType type, boolean early, int start, int end) {
    private static final MediaType PLAIN = type("text/plain");
    private static final MediaType SDP = type("application/sdp");
    /** A part has no more lines than a message has bytes. */
    private static final SipLimits ANY_LINES = new SipLimits(
            SipLimits.DEFAULT.messageBytes(),
            SipLimits.DEFAULT.messageBytes(),
            SipLimits.DEFAULT.parts(),
            SipLimits.DEFAULT.nesting());

    private static final byte[] EARLY_SESSION = Scan.of("early-session");
    private static final byte[] SDP_START = Scan.of("v=0");

    private static MediaType type(String text) {
        MediaType type = MediaType.parse(Scan.of(text), 0, text.length());
        if (type == null) {
            throw new IllegalArgumentException(text);
        }
        return type;
    }

    static List<BodyPart> of(SipMessage message) {
        if (message.bodyStart() == message.bodyEnd()) {
            return List.of();
        }
        MediaType type = message.contentType();
        if (type == null) {
            return isSessionDescription(message)
                    ? List.of(new BodyPart(SDP, false, message.bodyStart(), message.bodyEnd()))
                    : List.of();
        }
        List<BodyPart> parts = new ArrayList<>();
        collect(message, message, type, SipLimits.DEFAULT.nesting(), parts);
        return List.copyOf(parts);
    }

    /** Whether a body has no Content-Type, and begins as a session description must (RFC 8866 section 5.1). */
    public static boolean isSessionDescription(SipMessage message) {
        return !message.has(SipHeader.CONTENT_TYPE)
                && Scan.startsIgnoringCase(message.array(), message.bodyStart(), message.bodyEnd(), SDP_START);
    }

    private static boolean isEarly(SipMessage part) {
        int index = part.indexOf(SipHeader.CONTENT_DISPOSITION);
        if (index < 0) {
            return false;
        }
        int start = part.valueStart(index);
        int end = Scan.tokenEnd(part.array(), start, part.valueEnd(index));
        return Scan.equalIgnoringCase(part.array(), start, end, EARLY_SESSION);
    }

    private static void collect(SipMessage whole, SipMessage part, MediaType type, int levels, List<BodyPart> into) {
        BoundarySpan boundary = new BoundarySpan();
        if (!type.type().equals("multipart") || levels == 0 || !boundary.find(part)) {
            into.add(new BodyPart(type, isEarly(part), part.bodyStart(), part.bodyEnd()));
            return;
        }
        SipDecoder decoder = new SipDecoder(ANY_LINES);
        MultipartSpan span = new MultipartSpan()
                .wrap(part.array(), part.bodyStart(), part.bodyEnd(), boundary.start(), boundary.end());
        while (into.size() < SipLimits.DEFAULT.parts() && span.next()) {
            SipMessage inner = new SipMessage();
            decoder.decodePart(inner, part.array(), whole.start(), span.start(), span.end());
            @Nullable MediaType innerType = inner.contentType();
            collect(whole, inner, innerType == null ? PLAIN : innerType, levels - 1, into);
        }
    }
}
