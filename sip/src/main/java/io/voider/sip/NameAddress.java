package io.voider.sip;

import org.jspecify.annotations.Nullable;

/**
 * One address out of From, To, Contact, Route, Refer-To … (RFC 3261 section 20.10), read.
 *
 * @param displayName without quotes; empty if there is none
 * @param uri whom it names
 * @param parameters the header field's parameters, not the URI's
 */
public record NameAddress(String displayName, SipUri uri, Parameters parameters) {

    static NameAddress of(AddressSpan span) {
        byte[] bytes = span.array();
        return new NameAddress(
                ParameterSpan.unquoted(bytes, span.displayStart(), span.displayEnd()),
                SipUri.parse(bytes, span.uriStart(), span.uriEnd()),
                Parameters.of(new ParameterSpan().wrap(bytes, span.parametersStart(), span.entryEnd(), '\0')));
    }

    /** The tag, or null. */
    public @Nullable String tag() {
        return parameters.value("tag");
    }
}
