package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;

/** On whom a call counts: whoever fills an account with calls leaves room on everybody else's. */
@FunctionalInterface
public interface Booking {
    /**
     * The account of a call, a number that only its maker gives a meaning to.
     *
     * @param caller the side that placed it
     */
    long of(Parties parties, Side caller);
}
