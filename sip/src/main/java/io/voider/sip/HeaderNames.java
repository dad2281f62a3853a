package io.voider.sip;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds {@link SipHeader}s by name: a table by first letter and length leaves one or two names to compare. */
final class HeaderNames {
    private static final int LONGEST = 31;
    private static final Name[][] BY_LETTER_AND_LENGTH = new Name[1 << 10][0];

    static {
        for (SipHeader header : SipHeader.values()) {
            file(header, header.fieldName());
            if (header.compact() != 0) {
                file(header, String.valueOf(header.compact()));
            }
        }
    }

    private static final class Name {
        final SipHeader header;
        final byte[] usual;
        final byte[] lowerCase;

        Name(SipHeader header, String name) {
            this.header = header;
            this.usual = Scan.of(name);
            this.lowerCase = Scan.of(name.toLowerCase(Locale.ROOT));
        }

        /** Nearly always the name is written as its document writes it. */
        boolean is(byte[] bytes, int start, int end) {
            return Arrays.equals(bytes, start, end, usual, 0, usual.length)
                    || Scan.equalIgnoringCase(bytes, start, end, lowerCase);
        }
    }

    private HeaderNames() {}

    private static void file(SipHeader header, String name) {
        int slot = slot((byte) name.charAt(0), name.length());
        Name[] before = BY_LETTER_AND_LENGTH[slot];
        Name[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = new Name(header, name);
        BY_LETTER_AND_LENGTH[slot] = after;
    }

    private static int slot(byte letter, int length) {
        return ((letter & 31) << 5) | length;
    }

    /** The header field of that name, long or compact, in any case; null for one that the table does not have. */
    static @Nullable SipHeader find(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length == 0 || length > LONGEST) {
            return null;
        }
        for (Name name : BY_LETTER_AND_LENGTH[slot(bytes[start], length)]) {
            if (name.is(bytes, start, end)) {
                return name.header;
            }
        }
        return null;
    }
}
