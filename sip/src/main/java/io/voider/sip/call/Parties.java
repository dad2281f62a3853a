package io.voider.sip.call;

/**
 * The two ends of a call, each by the address it has for itself and the one that the other side sees (the dial plan's two
 * pairs). Addresses are IPv4, most significant byte first. Two calls of different parties are different calls, whatever
 * their Call-IDs.
 *
 * @param line which line the call runs over; a number that only its owner gives a meaning to
 * @param phone the phone as it knows itself
 * @param me the phone as the tunnel's side sees it
 * @param peer the other party as it knows itself, in the tunnel
 * @param dialled the other party as the phone sees it
 */
public record Parties(int line, int phone, int me, int peer, int dialled) {
    /** The address that the party on {@code side} writes into its own messages. */
    int own(Side side) {
        return side == Side.PHONE ? phone : peer;
    }

    /** The address at which the opposite side reaches the party on {@code side}. */
    int seen(Side side) {
        return side == Side.PHONE ? me : dialled;
    }
}
