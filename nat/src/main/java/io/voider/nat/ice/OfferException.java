package io.voider.nat.ice;

/** Bytes that are not an offer; says where and why. */
public final class OfferException extends Exception {
    private static final long serialVersionUID = 1L;

    OfferException(String why, int offset) {
        super(why + " (at byte " + offset + " of an offer)", null, false, false);
    }
}
