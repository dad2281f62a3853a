package io.voider.ns;

/** What a {@link Subscription} tells. */
public sealed interface NetworkChange {

    /** Whether the thing is there now, new or changed, or gone. */
    enum Kind {
        /** New, or different from before. */
        PRESENT,
        /** Was taken away. */
        GONE
    }

    /** An interface came, changed or went. */
    record OfLink(Kind kind, Link link) implements NetworkChange {}

    /** An address came, changed (an IPv6 address became usable) or went. */
    record OfAddress(Kind kind, InterfaceAddress address) implements NetworkChange {}

    /** A route came or went; {@code dev} holds {@code "#"} and the interface's index, as it may be gone by now. */
    record OfRoute(Kind kind, Route route) implements NetworkChange {}

    /** Changes were lost, because the listener was too slow or a message could not be read: list everything anew. */
    record Missed(String reason) implements NetworkChange {}
}
