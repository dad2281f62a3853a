package io.voider.cli.exchange;

import io.voider.sip.Parties;
import io.voider.sip.Side;

/**
 * A network that the exchange stands in. Each is a world of its own: the same address may be somebody else's in another.
 *
 * @param number 0: the phones of this home, all on one interface; 1: the tunnel of my own exchange; 2…254: the tunnel of exchange
 *     i, which I joined. To the media relay it is the number of a leg.
 */
public record Network(int number) {
    /** The phones of this home. */
    public static final Network PHONES = new Network(0);

    private static final int MOST = 254;

    /** @throws IllegalArgumentException if there is no such network */
    public Network {
        if (number < 0 || number > MOST) {
            throw new IllegalArgumentException("network " + number + ", must be 0 to " + MOST);
        }
    }

    /** The network inside the tunnel of exchange {@code index}, 1…254. */
    public static Network tunnel(int index) {
        return new Network(index);
    }

    /** Where the party on {@code side} is. */
    static Network of(Parties parties, Side side) {
        LineId line = LineId.ofNumber(parties.line());
        boolean atHome = line.equals(LineId.HOME) || (side == Side.PHONE && !parties.isPlain());
        return atHome ? PHONES : tunnel(line.exchange());
    }

    /** Whether it is the phones'. */
    boolean isPhones() {
        return number == 0;
    }

    @Override
    public String toString() {
        return isPhones() ? "the phones' side" : "tunnel " + number;
    }
}
