package io.voider.cli.state;

/** Something that a person asked for, or that stands in a file, cannot be part of a node's state. The message says why. */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message one sentence for a person: what is wrong with what */
    public StateException(String message) {
        super(message);
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new StateException(message);
        }
    }
}
