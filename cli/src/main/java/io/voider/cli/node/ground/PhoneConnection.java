package io.voider.cli.node.ground;

import io.voider.ns.Link;

/**
 * Whether a phone can be reached by its cable.
 *
 * @param connected whether the interface is held and something is at its other end
 * @param text a sentence for the log, {@code status} and the events; says what to do if something can be done
 */
public record PhoneConnection(boolean connected, String text) {
    /** Before anything was looked at. */
    public static final PhoneConnection UNKNOWN =
            new PhoneConnection(false, "the phone's interface is being looked for");

    /** What a friend who calls is told meanwhile, in the few words that fit a phone's display. */
    public static final String NOT_CONNECTED = "The phone is not connected";

    /** An interface that is held. */
    static PhoneConnection of(Link link) {
        return link.running()
                ? new PhoneConnection(true, "the phone's interface " + link.name() + " is connected")
                : new PhoneConnection(
                        false,
                        "nothing is plugged into the phone's interface " + link.name()
                                + ", or the phone is switched off");
    }

    static PhoneConnection gone(String wanted) {
        return new PhoneConnection(
                false, "the phone's interface " + wanted + " is not there: plug it in, or see: voider config");
    }

    static PhoneConnection refused(String name, String objection) {
        return new PhoneConnection(
                false,
                name + " " + objection + ", and is not taken for the phone: give the phone an interface of its own,"
                        + " or demand it by: voider config take-any-interface on");
    }

    static PhoneConnection failed(String name, String why) {
        return new PhoneConnection(false, "the phone's interface " + name + " cannot be taken: " + why);
    }
}
