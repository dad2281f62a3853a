package io.voider.ns;

import java.util.List;

/**
 * Something that an owner who is dead left in the kernel, as {@link Claim#leftovers} finds it.
 *
 * @param what which kind of thing it is
 * @param name the namespace's or the interface's name; for processes, that of the namespace they were started in
 * @param processes those that still run in it
 */
public record Leftover(What what, String name, List<Long> processes) {

    /** The kinds of thing. */
    public enum What {
        /** A namespace, whole: {@link Claim#takeOver} opens it. */
        NAMESPACE,
        /** A name without a namespace: its maker died between two system calls. */
        HALF_MADE_NAME,
        /** Processes that were started in a namespace which has no name, or lost it. */
        ORPHANS,
        /** An interface in the namespace that the JVM was started in. */
        LINK
    }
}
