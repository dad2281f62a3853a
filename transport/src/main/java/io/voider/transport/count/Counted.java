package io.voider.transport.count;

/** What something is counted under: a constant of an enum, which {@link Counters} keeps the count of. */
public interface Counted {
    /** A short name, unique among all counters: lower case, words joined by {@code -}, groups by {@code .}. */
    String label();

    /** What it stands for, in one phrase. */
    String meaning();
}
