package io.voider.sip.rewrite;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import org.jspecify.annotations.Nullable;

/**
 * The four addresses of {@link Parties} by number, each next to its twin, with their text in dotted decimal. Made ready for
 * other parties by {@link #of}, without making an object.
 */
final class Twins {
    /** What {@link #find} says of any other address. */
    static final int NOT_MAPPED = -1;

    private static final int PHONE = 0;
    private static final int ME = 1;
    private static final int DIALLED = 2;
    private static final int PEER = 3;
    private static final int LONGEST = "255.255.255.255".length();

    private final int[] addresses = new int[4];
    private final byte[][] texts = new byte[4][LONGEST];
    private final int[] lengths = new int[4];
    private @Nullable Parties parties;

    /** From now on those of {@code whose}. */
    Twins of(Parties whose) {
        if (!whose.equals(parties)) {
            parties = whose;
            set(PHONE, whose.phone());
            set(ME, whose.me());
            set(DIALLED, whose.dialled());
            set(PEER, whose.peer());
        }
        return this;
    }

    private void set(int number, int address) {
        addresses[number] = address;
        byte[] text = texts[number];
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int octet = address >>> shift & 0xff;
            if (octet >= 100) {
                text[length++] = (byte) ('0' + octet / 100);
            }
            if (octet >= 10) {
                text[length++] = (byte) ('0' + octet / 10 % 10);
            }
            text[length++] = (byte) ('0' + octet % 10);
            if (shift > 0) {
                text[length++] = '.';
            }
        }
        lengths[number] = length;
    }

    /** Which of the four an address is, or {@link #NOT_MAPPED}. */
    int find(int address) {
        for (int i = 0; i < addresses.length; i++) {
            if (addresses[i] == address) {
                return i;
            }
        }
        return NOT_MAPPED;
    }

    /** The twin's number of address number {@code found}. */
    static int twin(int found) {
        return found ^ 1;
    }

    /** Whether address number {@code found} is one of those that the party on side {@code from} knows. */
    static boolean isKnown(int found, Side from) {
        boolean phoneSide = found == PHONE || found == DIALLED;
        return phoneSide == (from == Side.PHONE);
    }

    /** Address number {@code found} in dotted decimal; the first {@link #length} bytes count. */
    byte[] text(int found) {
        return texts[found];
    }

    /** How many bytes the text of address number {@code found} has. */
    int length(int found) {
        return lengths[found];
    }
}
