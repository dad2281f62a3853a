package io.voider.cli.service;

/** How the log is written. */
public enum LogForm {
    /** For people: when, how bad, who, what. */
    TEXT,
    /** For systemd's journal, which has times of its own: as text, with its priority in front, as {@code sd-daemon(3)} has it. */
    JOURNAL,
    /** For programs: an object a line. */
    JSON
}
