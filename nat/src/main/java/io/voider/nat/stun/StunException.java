package io.voider.nat.stun;

/** A datagram that is not a well-formed STUN message; says where and why. Has no stack trace: floods must be cheap. */
public final class StunException extends Exception {
    private static final long serialVersionUID = 1L;

    StunException(String why, int offset) {
        super(why + " (at byte " + offset + ")", null, false, false);
    }
}
