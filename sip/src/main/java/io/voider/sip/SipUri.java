package io.voider.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A URI, read (RFC 3261 section 19.1). One that is not {@code sip:} or {@code sips:} has only its scheme and text.
 *
 * @param scheme in lower case
 * @param user the user part without password, escapes resolved; null if there is none, as desk phones dial
 * @param host a name, an IPv4 address, or an IPv6 address in brackets, as written; empty if the URI names none
 * @param port 1 … 65535, or -1 if there is none, or none that a port can be
 * @param parameters the URI's own parameters
 * @param headers what follows {@code ?}, escapes kept; empty if there is nothing
 * @param text the URI as it is written
 */
public record SipUri(
        String scheme,
        @Nullable String user,
        String host,
        int port,
        Parameters parameters,
        String headers,
        String text) {

    /** Reads the URI in {@code [start, end)}. */
    static SipUri parse(byte[] bytes, int start, int end) {
        return of(bytes, new UriSpan().wrap(bytes, start, end));
    }

    private static SipUri of(byte[] bytes, UriSpan span) {
        boolean headers = span.headersStart() < span.end();
        return new SipUri(
                span.scheme().toLowerCase(Locale.ROOT),
                user(bytes, span),
                Scan.text(bytes, span.hostStart(), span.hostEnd()),
                port(bytes, span.portStart(), span.portEnd()),
                Parameters.of(new ParameterSpan().wrap(bytes, span.parametersStart(), span.headersStart(), '\0')),
                headers ? Scan.text(bytes, span.headersStart() + 1, span.end()) : "",
                Scan.text(bytes, span.start(), span.end()));
    }

    private static @Nullable String user(byte[] bytes, UriSpan span) {
        if (span.userStart() == span.userEnd()) {
            return null;
        }
        int password = Scan.find(bytes, span.userStart(), span.userEnd(), ':');
        return unescaped(bytes, span.userStart(), password);
    }

    static int port(byte[] bytes, int start, int end) {
        long port = CSeq.clamped(bytes, start, end);
        return port < 1 || port > 65_535 ? -1 : (int) port;
    }

    /** The text of a range, {@code %41} resolved to {@code A}; an escape that is none stays. */
    static String unescaped(byte[] bytes, int start, int end) {
        byte[] plain = new byte[end - start];
        int length = 0;
        for (int i = start; i < end; i++) {
            if (Scan.isEscape(bytes, i, end)) {
                plain[length++] = Scan.unescape(bytes, i);
                i += 2;
            } else {
                plain[length++] = bytes[i];
            }
        }
        return Scan.text(plain, 0, length);
    }

    /** Whether the scheme is {@code sip} or {@code sips}. */
    public boolean isSip() {
        return scheme.equals("sip") || scheme.equals("sips");
    }
}
