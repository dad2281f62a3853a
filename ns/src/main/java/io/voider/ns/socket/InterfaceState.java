package io.voider.ns.socket;

/** What became of an interface that a socket is bound to. */
public enum InterfaceState {
    /** Set up: packets flow if its cable does. */
    UP,
    /** Set down; also on the way of being taken away: the kernel sets an interface down before it takes it out of its lists. */
    DOWN,
    /** No longer in the socket's namespace. */
    GONE
}
