package io.voider.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body, or one part of a multipart body.
 *
 * @param type what it is
 * @param start index of its content's first byte in the message's array
 * @param end index behind its content
 */
public record BodyPart(MediaType type, int start, int end) {
    private static final MediaType PLAIN = MediaType.parse(Scan.of("text/plain"), 0, "text/plain".length(), 0);

    static List<BodyPart> of(SipMessage message) {
        MediaType type = message.contentType();
        if (type == null || message.bodyStart() == message.bodyEnd()) {
            return List.of();
        }
        List<BodyPart> parts = new ArrayList<>();
        collect(message, message, type, SipLimits.DEFAULT.nesting(), parts);
        return List.copyOf(parts);
    }

    private static void collect(SipMessage whole, SipMessage part, MediaType type, int levels, List<BodyPart> into) {
        BoundarySpan boundary = new BoundarySpan();
        if (!type.type().equals("multipart") || levels == 0 || !boundary.find(part)) {
            into.add(new BodyPart(type, part.bodyStart(), part.bodyEnd()));
            return;
        }
        SipDecoder decoder = new SipDecoder();
        MultipartSpan span = new MultipartSpan()
                .wrap(part.array(), part.bodyStart(), part.bodyEnd(), boundary.start(), boundary.end());
        while (span.next()) {
            if (into.size() == SipLimits.DEFAULT.parts()) {
                throw SipRefusal.limit(span.start() - whole.start(), "too many parts in a body");
            }
            SipMessage inner = new SipMessage();
            decoder.decodePart(inner, part.array(), whole.start(), span.start(), span.end());
            @Nullable MediaType innerType = inner.contentType();
            collect(whole, inner, innerType == null ? PLAIN : innerType, levels - 1, into);
        }
    }
}
