package io.voider.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A media type (RFC 3261 section 20.15).
 *
 * @param type in lower case, as {@code application}
 * @param subtype in lower case, as {@code sdp}
 * @param parameters as {@code boundary}
 */
public record MediaType(String type, String subtype, Parameters parameters) {

    /** Reads what is in {@code [start, end)}, quotes around it left out; null if it is not {@code type/subtype}. */
    static @Nullable MediaType parse(byte[] bytes, int from, int end) {
        int start = from < end && bytes[from] == '"' ? from + 1 : from;
        int typeEnd = Scan.tokenEnd(bytes, start, end);
        int slash = Scan.skipWhite(bytes, typeEnd, end);
        int subtype = Scan.skipWhite(bytes, Math.min(slash + 1, end), end);
        int subtypeEnd = Scan.tokenEnd(bytes, subtype, end);
        if (typeEnd == start || slash == end || bytes[slash] != '/' || subtypeEnd == subtype) {
            return null;
        }
        return new MediaType(
                Scan.text(bytes, start, typeEnd).toLowerCase(Locale.ROOT),
                Scan.text(bytes, subtype, subtypeEnd).toLowerCase(Locale.ROOT),
                Parameters.of(new ParameterSpan().wrap(bytes, subtypeEnd, end, '\0')));
    }

    /** Whether it is {@code type/subtype}, both in lower case. */
    public boolean is(String wantedType, String wantedSubtype) {
        return type.equals(wantedType) && subtype.equals(wantedSubtype);
    }
}
