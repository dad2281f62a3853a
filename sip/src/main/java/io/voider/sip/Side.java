package io.voider.sip;

/** The two sides of the exchange that a call connects. Between two parties of one side, {@link Parties} says which is which. */
public enum Side {
    /** Where the phone of this home is. */
    PHONE,
    /** Where the other party is: behind a line's tunnel. */
    TUNNEL;

    /** The opposite side. */
    public Side other() {
        return this == PHONE ? TUNNEL : PHONE;
    }
}
