package io.voider.cli.exchange.proxy;

import io.voider.sip.UriSpan;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** User part and host of a SIP URI as they are written, a byte a character. */
record Spelling(@Nullable String user, String host) {
    /** Of that URI; empty if it is none, or is not written in the plain way. */
    static Optional<Spelling> of(String uri) {
        byte[] bytes = uri.getBytes(StandardCharsets.ISO_8859_1);
        UriSpan span = new UriSpan().wrap(bytes, 0, bytes.length);
        boolean named = span.userStart() < span.userEnd();
        if (span.kind() != UriSpan.Kind.SIP || (named && span.hostStart() != span.userEnd() + 1)) {
            return Optional.empty();
        }
        return Optional.of(new Spelling(
                named ? uri.substring(span.userStart(), span.userEnd()) : null,
                uri.substring(span.hostStart(), span.hostEnd())));
    }

    /** Text as it is handled here: its UTF-8 bytes, one a character. */
    static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text of such bytes. */
    static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
