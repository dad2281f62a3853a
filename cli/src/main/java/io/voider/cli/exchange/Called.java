package io.voider.cli.exchange;

import io.voider.cli.state.PhoneLine;
import io.voider.sip.Parties;
import java.util.List;

/**
 * A call to a number of this home that rings other phones than the one of that number, or several.
 *
 * @param line the line over which it comes
 * @param me the number that was called, as the caller knows it
 * @param dialled the caller, as the phones here see it
 * @param peer the caller as it knows itself
 * @param phones those that ring first; empty if there is none
 */
record Called(LineId line, int me, int dialled, int peer, List<PhoneLine> phones) {
    Called {
        phones = List.copyOf(phones);
    }

    /** The same with other phones. */
    Called ringing(List<PhoneLine> others) {
        return new Called(line, me, dialled, peer, others);
    }

    /** The caller and one of the phones, which goes by the number that was called. */
    Parties at(PhoneLine phone) {
        return new Parties(line.number(), phone.address().value(), me, dialled, peer);
    }

    /** Whether these are the caller and one of the phones. */
    boolean isBetween(Parties parties) {
        return parties.line() == line.number()
                && parties.me() == me
                && parties.dialled() == dialled
                && parties.peer() == peer;
    }
}
