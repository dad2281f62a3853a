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

    /** A SIP URI of which a phone left the scheme out, with it; any other text as it is. */
    static String withScheme(String uri) {
        byte[] bytes = uri.getBytes(StandardCharsets.ISO_8859_1);
        boolean bare = new UriSpan().wrap(bytes, 0, bytes.length).kind() == UriSpan.Kind.BARE;
        return bare ? "sip:" + uri : uri;
    }

    /** The user part with its escapes resolved, or null for none. */
    @Nullable
    String plainUser() {
        if (user == null || user.indexOf('%') < 0) {
            return user == null ? null : utf8(user);
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < user.length(); i++) {
            int high = user.charAt(i) == '%' && i + 2 < user.length() ? Character.digit(user.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(user.charAt(i + 2), 16);
            plain.append(low < 0 ? user.charAt(i) : (char) (16 * high + low));
            i += low < 0 ? 0 : 2;
        }
        return utf8(plain.toString());
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
