package io.voider.sip;

import io.netty.util.NetUtil;

/**
 * Two parties that may call each other, and the two names of each:
 *
 * <pre>
 *   on the phone's side      on the tunnel's side
 *   phone    A   ◄──────►   B   me
 *   dialled  C   ◄──────►   D   peer
 * </pre>
 *
 * <p>A is the phone's {@link #own own} address and B what the other party {@link #seen sees}; D is the other party's own and C
 * what the phone sees. That is all the address translation that there is. Each address has one twin, and is its twin's
 * twin: mapping a message twice gives it back, whatever addresses it held.
 *
 * <p>The dial plan makes them, and whatever direction something has is derived from who sent it: {@link #sideOf}. Addresses
 * are IPv4, most significant byte first. Two calls of different parties are different calls, whatever their Call-IDs.
 *
 * @param line which line they talk over; a number that only the dial plan gives a meaning to
 * @param phone the nearer party as it knows itself
 * @param me the nearer party as the other one sees it
 * @param dialled the other party as the nearer one sees it
 * @param peer the other party as it knows itself
 */
public record Parties(int line, int phone, int me, int dialled, int peer) {
    private static final int NET = 0xffff_0000;
    /** The first octet of whatever a phone dials. */
    private static final int NUMBERS = 10;

    /** @throws IllegalArgumentException if two of the four are the same, but for parties that are {@link #isPlain plain} */
    public Parties {
        requireDistinct("phone", phone, "dialled", dialled);
        requireDistinct("phone", phone, "peer", peer);
        requireDistinct("me", me, "dialled", dialled);
        requireDistinct("me", me, "peer", peer);
        if (phone == me != (dialled == peer)) {
            requireDistinct("phone", phone, "me", me);
            requireDistinct("dialled", dialled, "peer", peer);
        }
    }

    private static void requireDistinct(String name, int address, String otherName, int other) {
        if (address == other) {
            throw new IllegalArgumentException(name + " and " + otherName + " are both "
                    + NetUtil.intToIpAddress(address) + ", the four addresses must be distinct");
        }
    }

    /**
     * Two parties by four addresses in dotted decimal, on line 0.
     *
     * @throws IllegalArgumentException if one is not an IPv4 address without leading zeros, or two are the same
     */
    public static Parties parse(String phone, String me, String dialled, String peer) {
        return new Parties(
                0, address("phone", phone), address("me", me), address("dialled", dialled), address("peer", peer));
    }

    private static int address(String name, String text) {
        long address = Ipv4Text.parse(text);
        if (address == Ipv4Text.NONE) {
            throw new IllegalArgumentException(name + " is " + text + ", must be an IPv4 address like 172.16.0.1");
        }
        return (int) address;
    }

    /** Whether both have the same names on both sides, so that nothing is to be mapped: two friends of one exchange. */
    public boolean isPlain() {
        return phone == me;
    }

    /**
     * The twin of an address that is none of the four, but next to two of them: where dialled and peer differ in the first two octets
     * alone, these name an exchange, and whoever else is in it has such a pair of names, too. It is its twin's twin; an address
     * without one, and each whose twin would be one of the four, is its own.
     */
    public int neighbour(int address) {
        int nets = (dialled ^ peer) & NET;
        boolean oneExchange = nets == (dialled ^ peer) && !isPlain();
        boolean inNet = (address & NET) == (dialled & NET) || (address & NET) == (peer & NET);
        int twin = address ^ nets;
        return oneExchange && inNet && !isOneOf(address) && !isOneOf(twin) ? twin : address;
    }

    private boolean isOneOf(int address) {
        return address == phone || address == me || address == dialled || address == peer;
    }

    /** The address that the party on {@code side} has for itself, and writes into its messages. */
    public int own(Side side) {
        return side == Side.PHONE ? phone : peer;
    }

    /** The address by which the opposite side knows the party on {@code side}. */
    public int seen(Side side) {
        return side == Side.PHONE ? me : dialled;
    }

    /**
     * Whether an address can only be the party on {@code side} itself, where that party says where it listens: its own, what the
     * opposite side sees, or {@linkplain #isNumberOf its number} at another home.
     */
    public boolean isOf(Side side, int address) {
        return address == own(side) || address == seen(side) || isNumberOf(side, address);
    }

    /**
     * Whether an address that is none of the four is the number by which the other home knows the party on {@code side}. Each home
     * numbers the exchanges by itself, so that of {@code 10.i.s.p} no more than s and p are known elsewhere. A phone learns of that
     * number out of a STUN response of the other phone's (RFC 8445 section 7.2.5.3.1).
     */
    public boolean isNumberOf(Side side, int address) {
        return address >>> 24 == NUMBERS && ((address ^ seen(side)) & ~NET) == 0 && !isOneOf(address);
    }

    /** The side of the party whose own address this is: it sent what comes from there. */
    public Side sideOf(int own) {
        return own == phone ? Side.PHONE : Side.TUNNEL;
    }

    @Override
    public String toString() {
        return "phone " + NetUtil.intToIpAddress(phone) + " as " + NetUtil.intToIpAddress(me) + ", dialled "
                + NetUtil.intToIpAddress(dialled) + " as " + NetUtil.intToIpAddress(peer);
    }
}
