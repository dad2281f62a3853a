package io.voider.cli.exchange;

import io.voider.sip.call.Parties;

/** The relay's legs by number: 0 the phones, i the tunnel of exchange i. */
public final class Leg {
    /** The phones of this home. */
    public static final int PHONES = 0;

    private Leg() {}

    /** The legs of a call: of the nearer party and of the other. */
    record Pair(int near, int far) {}

    /** The leg of a side. */
    public static int of(Side side) {
        return side instanceof Side.Tunnel tunnel ? tunnel.index() : PHONES;
    }

    /** The side of a leg. */
    static Side side(int leg) {
        return leg == PHONES ? Side.Phones.PHONES : new Side.Tunnel(leg);
    }

    static Pair of(Parties parties) {
        LineId line = LineId.ofNumber(parties.line());
        if (line.equals(LineId.HOME)) {
            return new Pair(PHONES, PHONES);
        }
        boolean betweenFriends = parties.phone() == parties.me();
        return new Pair(betweenFriends ? line.exchange() : PHONES, line.exchange());
    }
}
