package io.voider.sip.call;

/** The two sides of the exchange that a call connects. Between two phones of one home the callee's side is the tunnel's. */
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
