package io.voider.nat.portmap;

/** A datagram that is not an answer of the protocol. */
final class PortMapException extends Exception {
    private static final long serialVersionUID = 1L;

    PortMapException(String why) {
        super(why, null, false, false);
    }
}
