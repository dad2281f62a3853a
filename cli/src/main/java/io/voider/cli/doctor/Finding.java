package io.voider.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param what what was looked at
 * @param ok whether it is as it must be
 * @param found what was found
 * @param remedy what to do about it, or what to do next; empty when there is nothing to do
 */
public record Finding(String what, boolean ok, String found, String remedy) {
    static Finding good(String what, String found) {
        return new Finding(what, true, found, "");
    }

    /** All is well so far, and this comes next. */
    static Finding next(String what, String found, String step) {
        return new Finding(what, true, found, step);
    }

    static Finding bad(String what, String found, String remedy) {
        return new Finding(what, false, found, remedy);
    }
}
