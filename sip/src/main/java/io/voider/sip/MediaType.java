package io.voider.sip;

import java.util.Locale;

/**
 * A media type (RFC 3261 section 20.15).
 *
 * @param type in lower case, as {@code application}
 * @param subtype in lower case, as {@code sdp}
 * @param parameters as {@code boundary}
 */
public record MediaType(String type, String subtype, Parameters parameters) {

    static MediaType parse(byte[] bytes, int start, int end, int origin) {
        int typeEnd = Scan.tokenEnd(bytes, start, end);
        int slash = Scan.skipWhite(bytes, typeEnd, end);
        int subtype = Scan.skipWhite(bytes, Math.min(slash + 1, end), end);
        int subtypeEnd = Scan.tokenEnd(bytes, subtype, end);
        if (typeEnd == start || slash == end || bytes[slash] != '/' || subtypeEnd == subtype) {
            throw SipRefusal.syntax(slash - origin, "Content-Type is not type/subtype");
        }
        return new MediaType(
                Scan.text(bytes, start, typeEnd).toLowerCase(Locale.ROOT),
                Scan.text(bytes, subtype, subtypeEnd).toLowerCase(Locale.ROOT),
                Parameters.of(new ParameterSpan().wrap(bytes, origin, subtypeEnd, end, '\0')));
    }

    /** Whether it is {@code type/subtype}, both in lower case. */
    public boolean is(String wantedType, String wantedSubtype) {
        return type.equals(wantedType) && subtype.equals(wantedSubtype);
    }
}
