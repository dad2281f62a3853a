package io.voider.nat.portmap;

/** Bytes that are not an answer of the protocol, or one that we refuse to follow. */
final class PortMapException extends Exception {
    private static final long serialVersionUID = 1L;

    PortMapException(String why) {
        super(why, null, false, false);
    }
}
