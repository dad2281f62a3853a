package io.voider.ns;

/** A netlink message that is not what its type or length promises. The one failure of every decoder here. */
final class MalformedNetlinkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param what what is wrong
     * @param offset where, in bytes from the start of the part being read
     */
    MalformedNetlinkException(String what, int offset) {
        super(what + " at byte " + offset);
    }
}
