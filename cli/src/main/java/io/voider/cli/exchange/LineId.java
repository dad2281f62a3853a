package io.voider.cli.exchange;

/**
 * Which line: one tunnel between two exchanges.
 *
 * @param exchange i: 1 for a friend's line at my own exchange, else the exchange that I joined
 * @param subscriber s: the friend's number at my own exchange; 1 for a joined exchange, whose owner is at the other end
 */
public record LineId(int exchange, int subscriber) {
    /** Phones of one's own have no tunnel between them; their calls are booked under this. */
    public static final LineId HOME = new LineId(1, 1);

    /** The line of friend {@code subscriber} of my own exchange. */
    public static LineId friend(int subscriber) {
        return new LineId(1, subscriber);
    }

    /** The line to the owner of a joined exchange. */
    public static LineId joined(int index) {
        return new LineId(index, 1);
    }

    /** One number for the line, 1…65535, for those who know lines by number only. */
    public int number() {
        return exchange << 8 | subscriber;
    }

    /** The line of that {@link #number}. */
    public static LineId ofNumber(int number) {
        return new LineId(number >>> 8, number & 255);
    }

    /** What one dials for the first phone at its other end. */
    @Override
    public String toString() {
        return "10." + exchange + "." + subscriber + ".1";
    }
}
