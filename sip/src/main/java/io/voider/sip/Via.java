package io.voider.sip;

import org.jspecify.annotations.Nullable;

/**
 * One hop of a request (RFC 3261 section 20.42), read.
 *
 * @param transport as written: {@code UDP}, {@code TCP} …; empty if there is none
 * @param host sent-by's host
 * @param port sent-by's port, or -1 if there is none, or none that a port can be
 * @param parameters branch, received, rport …
 */
public record Via(String transport, String host, int port, Parameters parameters) {

    /** Reads the entry that {@code span} stands at. */
    static Via of(ViaSpan span) {
        byte[] bytes = span.array();
        return new Via(
                Scan.text(bytes, span.transportStart(), span.transportEnd()),
                Scan.text(bytes, span.hostStart(), span.hostEnd()),
                SipUri.port(bytes, span.portStart(), span.portEnd()),
                Parameters.of(span.parameters()));
    }

    /** The branch, or null, as before RFC 3261. */
    public @Nullable String branch() {
        return parameters.value("branch");
    }
}
