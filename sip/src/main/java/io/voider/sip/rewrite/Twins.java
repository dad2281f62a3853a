package io.voider.sip.rewrite;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The four addresses of {@link Parties} by number, each next to its twin, with their text in dotted decimal, and the two nets that
 * their {@linkplain Parties#neighbour neighbours} are in. Made ready for other parties by {@link #of}, without making an object.
 */
final class Twins {
    /** What {@link #find} says of any other address. */
    static final int NOT_MAPPED = -1;

    private static final int PHONE = 0;
    private static final int ME = 1;
    private static final int DIALLED = 2;
    private static final int PEER = 3;
    private static final int DIALLED_NET = 4;
    private static final int PEER_NET = 5;
    private static final int ADDRESSES = 4;
    private static final int LONGEST = "255.255.255.255".length();

    private final int[] addresses = new int[ADDRESSES];
    private final byte[][] texts = new byte[ADDRESSES + 2][LONGEST];
    private final int[] lengths = new int[ADDRESSES + 2];
    private @Nullable Parties parties;

    /** From now on those of {@code whose}. */
    void of(Parties whose) {
        if (!whose.equals(parties)) {
            parties = whose;
            set(PHONE, whose.phone());
            set(ME, whose.me());
            set(DIALLED, whose.dialled());
            set(PEER, whose.peer());
            write(DIALLED_NET, whose.dialled(), 16);
            write(PEER_NET, whose.peer(), 16);
        }
    }

    private void set(int number, int address) {
        addresses[number] = address;
        write(number, address, 0);
    }

    /** @param last the shift of the last octet that is written */
    private void write(int number, int address, int last) {
        byte[] text = texts[number];
        int length = 0;
        for (int shift = 24; shift >= last; shift -= 8) {
            int octet = address >>> shift & 0xff;
            if (octet >= 100) {
                text[length++] = (byte) ('0' + octet / 100);
            }
            if (octet >= 10) {
                text[length++] = (byte) ('0' + octet / 10 % 10);
            }
            text[length++] = (byte) ('0' + octet % 10);
            if (shift > last) {
                text[length++] = '.';
            }
        }
        lengths[number] = length;
    }

    /** Which of the two nets a neighbour of the parties is in, or {@link #NOT_MAPPED}. */
    int findNet(int address) {
        if (parties == null || parties.neighbour(address) == address) {
            return NOT_MAPPED;
        }
        return address >>> 16 == parties.dialled() >>> 16 ? DIALLED_NET : PEER_NET;
    }

    /** Whether an address that is none of the four is a {@linkplain Parties#isNumberOf number} of the party on {@code side}. */
    boolean isNumberOf(Side side, int address) {
        return parties != null && parties.isNumberOf(side, address);
    }

    /** Which of the four the party on {@code side} has for itself. */
    static int own(Side side) {
        return side == Side.PHONE ? PHONE : PEER;
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

    /** Which of the four {@code bytes[start … end)} spells in dotted decimal without leading zeros, or {@link #NOT_MAPPED}. */
    int find(byte[] bytes, int start, int end) {
        int length = end - start;
        for (int i = 0; i < ADDRESSES; i++) {
            if (lengths[i] == length && Arrays.equals(texts[i], 0, length, bytes, start, end)) {
                return i;
            }
        }
        return NOT_MAPPED;
    }

    /** The twin's number of address, or net, number {@code found}. */
    static int twin(int found) {
        return found ^ 1;
    }

    /** Whether address, or net, number {@code found} is one of those that the party on side {@code from} knows. */
    static boolean isKnown(int found, Side from) {
        boolean phoneSide = found == PHONE || found == DIALLED || found == DIALLED_NET;
        return phoneSide == (from == Side.PHONE);
    }

    /** Address, or net, number {@code found} in dotted decimal; the first {@link #length} bytes count. */
    byte[] text(int found) {
        return texts[found];
    }

    /** How many bytes the text of address, or net, number {@code found} has. */
    int length(int found) {
        return lengths[found];
    }
}
