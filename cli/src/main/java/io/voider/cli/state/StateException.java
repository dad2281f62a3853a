package io.voider.cli.state;

import io.voider.transport.identity.PartyName;

/** Something that a person asked for, or that stands in a file, cannot be part of a node's state. The message says why. */
public class StateException extends RuntimeException {
    /** To follow on what is wrong with a state that is damaged. */
    static final String RECOVERABLE = "; what else is there can be kept: voider init --recover";

    private static final long serialVersionUID = 1;

    /** @param message one sentence for a person: what is wrong with what */
    public StateException(String message) {
        super(message);
    }

    /**
     * Refuses what nobody can be called: see {@link PartyName#RULE}.
     *
     * @throws StateException if that is no name
     */
    public static void requireName(String name) {
        require(
                PartyName.isName(name),
                "'" + name.replaceAll("\\p{Cntrl}", "?") + "' cannot be a name: " + PartyName.RULE);
    }

    /**
     * Somebody gets a name.
     *
     * @throws StateException if that would be dialled as a number
     */
    public static void requireNoNumber(String name) {
        require(
                !name.matches("[\\p{Nd}.]+"),
                "'" + name + "' cannot be a name: it is a number, and would be dialled as one; add a letter");
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new StateException(message);
        }
    }
}
