package io.voider.sip.call;

import io.voider.sip.Side;

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
     * Let {@code pinhole}'s sender send, for this call. Another call of the same parties may need the same one: then it is to stay
     * open until each of them has closed it.
     */
    record Opened(Call call, Pinhole pinhole) implements CallAction {}

    /** {@code pinhole} is open, and its listener now says something else of what is to come than before. */
    record Redescribed(Call call, Pinhole pinhole) implements CallAction {}

    /** Take back what {@link Opened} gave to this call. */
    record Closed(Call call, Pinhole pinhole) implements CallAction {}

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
