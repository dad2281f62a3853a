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
        final byte[] lowerCase;

        Name(SipHeader header, byte[] lowerCase) {
            this.header = header;
            this.lowerCase = lowerCase;
        }
    }

    private HeaderNames() {}

    private static void file(SipHeader header, String name) {
        byte[] lowerCase = Scan.of(name.toLowerCase(Locale.ROOT));
        int slot = slot(lowerCase[0], lowerCase.length);
        Name[] before = BY_LETTER_AND_LENGTH[slot];
        Name[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = new Name(header, lowerCase);
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
            if (Scan.equalIgnoringCase(bytes, start, end, name.lowerCase)) {
                return name.header;
            }
        }
        return null;
    }
}
