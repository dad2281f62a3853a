package io.voider.nat.rendezvous.client;

/** The other end of a line, as the node numbers it. */
public sealed interface Correspondent {
    /** A friend whom this node invited: subscriber {@code number} (2 to 254) of its own exchange. */
    record Subscriber(int number) implements Correspondent {}

    /** An exchange that this node joined, known here as {@code index} (2 to 254). */
    record Exchange(int index) implements Correspondent {}
}
