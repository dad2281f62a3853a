package io.voider.cli.report;

import java.util.Locale;

/** What can happen, each under the name by which programs and hooks know it: {@code line-up}. */
public enum EventKind {
    /** The node can be used. */
    NODE_READY("the node is ready"),
    /** A line has come up. */
    LINE_UP("a line came up"),
    /** A line that was up is so no longer. */
    LINE_DOWN("a line that was up is so no longer"),
    /** A line that is not up is in another state, or there is something new to say of one. */
    LINE_CHANGED("there is something else to say of a line"),
    /** A line that somebody is at the other end of has not been up for an hour. */
    LINE_DOWN_HOUR("a line has not been up for an hour; once each time"),
    /** A call has begun. */
    CALL_BEGUN("a call began"),
    /** The other side is being rung. */
    CALL_RINGING("a phone rings"),
    /** Somebody has answered. */
    CALL_ANSWERED("a call was answered"),
    /** Somebody holds the call. */
    CALL_HELD("a call is held"),
    /** The call is held no longer. */
    CALL_RESUMED("a call is no longer held"),
    /** Something else about a call. */
    CALL_CHANGED("there is something else to say of a call"),
    /** A call is over, but for those that were missed. */
    CALL_ENDED("a call is over"),
    /** A friend's call to this home has ended, and nobody answered it. */
    CALL_MISSED("a call to this home is over, and nobody answered it"),
    /** Something is plugged into the phones' interface. */
    PHONE_PLUGGED("something is plugged into the phones' interface"),
    /** Nothing is plugged into the phones' interface, or there is no such interface. */
    PHONE_UNPLUGGED("nothing is plugged into it any more"),
    /** A phone has an address, or gets none. */
    PHONE_CHANGED("a phone got an address, or got none"),
    /** The first sign of life from a friend who was invited. */
    INVITATION_USED("the first sign of life from a friend who was invited"),
    /** A rendezvous answers. */
    RENDEZVOUS_CONNECTED("a rendezvous can be reached"),
    /** A rendezvous does not answer. */
    RENDEZVOUS_LOST("a rendezvous can be reached no longer"),
    /** Whoever watches does not read fast enough. */
    EVENTS_LEFT_OUT("whoever watches reads too slowly, and has missed so many");

    private final String meaning;

    EventKind(String meaning) {
        this.meaning = meaning;
    }

    /** Its name: {@code line-up}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is about: {@code line}. */
    public String subject() {
        return label().substring(0, label().indexOf('-'));
    }

    /** A clause for people. */
    public String meaning() {
        return meaning;
    }
}
