package io.voider.sip.rewrite;

import io.voider.sip.Scan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The attributes of a session description that have addresses, by how these stand in their values. */
enum AddressAttribute {
    /** A port, network type, address type, address (RFC 3605). */
    RTCP("rtcp:"),
    /** RFC 8839 section 5.1. */
    CANDIDATE("candidate:"),
    /** Component, address, port, and again (RFC 8839 section 5.2). */
    REMOTE_CANDIDATES("remote-candidates:"),
    /** A mode, network type, address type, then addresses (RFC 4570). */
    SOURCE_FILTER("source-filter:"),
    /** A number, network type, address type, address (RFC 7006). */
    CONNECTION_CAPABILITY("ccap:"),
    /** A number, address type, address, port (RFC 6947). */
    ALTERNATIVE_CONNECTIVITY("altc:"),
    /** What some phones had before ICE: numbers, a name, a password, address, port. */
    ALTERNATIVE("alt:"),
    /** A number, realm, network type, address type, address, port: where media passed before (3GPP TS 24.229 section 7.5.3). */
    VISITED_REALM("visited-realm:"),
    /** The same of another way. */
    SECONDARY_REALM("secondary-realm:"),
    /** What a NAT's helper replaced, by itself. */
    OLD_MEDIA_ADDRESS("oldmediaip:"),
    /** URIs (RFC 4975 section 8.1). */
    PATH("path:");

    /** The low five bits of a letter, large or small. */
    private static final int LETTER = 0x1f;

    private static final byte[][] STARTS =
            Arrays.stream(values()).map(each -> Scan.of(each.start)).toArray(byte[][]::new);

    private static final AddressAttribute[] ALL = values();

    /** By their first letter a bit for each third letter that they have: of most other attributes it has none. */
    private static final int[] LETTERS = new int[LETTER + 1];

    static {
        for (AddressAttribute each : ALL) {
            LETTERS[each.start.charAt(0) & LETTER] |= 1 << (each.start.charAt(2) & LETTER);
        }
    }

    private final String start;

    AddressAttribute(String start) {
        this.start = start;
    }

    /** Which of them is described in {@code [from, end)}, if any is. */
    static @Nullable AddressAttribute in(byte[] bytes, int from, int end) {
        if (end - from < 3 || (LETTERS[bytes[from] & LETTER] >>> (bytes[from + 2] & LETTER) & 1) == 0) {
            return null;
        }
        for (int i = 0; i < ALL.length; i++) {
            if (Scan.startsIgnoringCase(bytes, from, end, STARTS[i])) {
                return ALL[i];
            }
        }
        return null;
    }

    /** How many bytes its name has, colon included. */
    int length() {
        return start.length();
    }
}
