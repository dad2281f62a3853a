package io.voider.cli.exchange;

/**
 * Two parties, and what each is called on the side where a packet came in and on the side where it goes out. The packet's
 * source becomes {@link #sourceOut}, its destination {@link #destinationOut}; what comes back crosses by {@link
 * #reversed()}. Ports are never changed.
 *
 * @param in where the packet came in
 * @param out where it goes out
 * @param sourceIn the sender, as called on the side where it came in
 * @param destinationIn the receiver, as called there
 * @param sourceOut the sender, as called on the side where it goes out
 * @param destinationOut the receiver, as called there
 * @param line the line that it concerns
 */
public record Crossing(
        Side in, Side out, int sourceIn, int destinationIn, int sourceOut, int destinationOut, LineId line) {
    /** The same two parties, when the other one sends. */
    public Crossing reversed() {
        return new Crossing(out, in, destinationOut, sourceOut, destinationIn, sourceIn, line);
    }

    /**
     * Whether the sender is the party on the near side of the pair: the phone where the other is behind a line. Between two
     * parties on one side, the one with the lower address there counts as the nearer.
     */
    public boolean isOutward() {
        return in.equals(out) ? Integer.compareUnsigned(sourceOut, destinationIn) < 0 : in == Side.Phones.PHONES;
    }

    /** This pair of parties, seen with the nearer one as the sender. */
    public Crossing outward() {
        return isOutward() ? this : reversed();
    }

    /** Whether both parties have the same names on both sides, so that nothing is to be translated. */
    public boolean isPlain() {
        return sourceIn == sourceOut && destinationIn == destinationOut;
    }

    @Override
    public String toString() {
        return DialledNumber.dotted(sourceIn) + " → " + DialledNumber.dotted(destinationIn) + " (" + in + ") becomes "
                + DialledNumber.dotted(sourceOut) + " → " + DialledNumber.dotted(destinationOut) + " (" + out + ")";
    }
}
