package io.voider.cli.exchange;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.call.Booking;

/**
 * A call is booked on who placed it: a friend, be it to a phone of this home or to another friend; each subscriber of a joined
 * exchange by itself; each phone of this home.
 */
final class CallAccounts implements Booking {
    private static final long OWN_PHONES = 1L << 32;

    @Override
    public long of(Parties parties, Side caller) {
        LineId line = LineId.ofNumber(parties.line());
        if (parties.isPlain()) {
            return new LineId(line.exchange(), parties.own(caller) >>> 8 & 255).number();
        }
        boolean ownPhone = caller == Side.PHONE || line.equals(LineId.HOME);
        return ownPhone ? OWN_PHONES | (parties.own(caller) & 0xffff_ffffL) : parties.dialled() >>> 8 & 0xffff;
    }
}
