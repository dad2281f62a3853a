package io.voider.sip.call;

import io.voider.sip.Side;
import java.util.List;

/** What the tracker tells its owner. Actions of one call come in the order in which things happened. */
public sealed interface CallAction {
    /** The call that it is about. */
    Call call();

    /** A call was started, and nobody has answered yet. */
    record Began(Call call) implements CallAction {}

    /** The other phone rings, or sends early media. */
    record Rang(Call call) implements CallAction {}

    /** The call was answered. */
    record Answered(Call call) implements CallAction {}

    /** {@code by} put the other party on hold. */
    record Held(Call call, Side by) implements CallAction {}

    /** {@code by} took the other party back. */
    record Resumed(Call call, Side by) implements CallAction {}

    /** {@code by} asks the other party to call {@code target}, a URI of {@code by}'s own choosing (RFC 3515). */
    record TransferRequested(Call call, Side by, String target) implements CallAction {}

    /** The call is over; {@link Call#reason()} says why. All its pinholes have been closed. */
    record Ended(Call call) implements CallAction {}

    /**
     * Let the senders of {@code pinholes} send, for this call. Another call of the same parties may need the same ones: then they
     * are to stay open until each of them has closed them. One message's come all at once, so that whoever opens them can.
     */
    record Opened(Call call, List<Pinhole> pinholes) implements CallAction {
        public Opened {
            pinholes = List.copyOf(pinholes);
        }
    }

    /** {@code pinholes} are open, and their listener now says something else of what is to come than before. */
    record Redescribed(Call call, List<Pinhole> pinholes) implements CallAction {
        public Redescribed {
            pinholes = List.copyOf(pinholes);
        }
    }

    /** Take back what {@link Opened} gave to this call. */
    record Closed(Call call, List<Pinhole> pinholes) implements CallAction {
        public Closed {
            pinholes = List.copyOf(pinholes);
        }
    }

    /** A message came after the call's end, such as the answer to the BYE, and is the latest on its ladder now. */
    record Noted(Call call) implements CallAction {}

    /**
     * {@code listener} described media that cannot cross the exchange.
     *
     * @param line the line of its description that is about them, shortened, printable; empty if it is not one line's fault
     * @param reason in words for a person
     */
    record MediaIgnored(Call call, Side listener, Cause cause, String line, String reason) implements CallAction {}

    /** Why media cannot cross the exchange. */
    enum Cause {
        /** It is to be sent somewhere else than to the party that described it. */
        FOREIGN_ADDRESS,
        /** It is not carried over UDP. */
        NOT_UDP,
        /** The line that says where it is to be sent cannot be read. */
        UNREADABLE,
        /** The call has all the pinholes that one call may have. */
        TOO_MANY
    }
}
