package io.voider.cli.command.console;

import java.util.Locale;

/** What the program's exit code means. */
public enum Exit {
    /** Done. */
    OK(0),
    /** It was tried and failed. */
    FAILED(1),
    /** The command line made no sense. */
    USAGE(2),
    /** The command needs a running node and there is none. */
    NOT_RUNNING(3),
    /** The other side does not answer. */
    UNREACHABLE(4),
    /** It needs root, or a capability. */
    PRIVILEGE(5),
    /** A certificate, key or invitation was refused. */
    IDENTITY_REFUSED(6);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** Its name in JSON, such as {@code not-running}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The process's exit code. */
    public int code() {
        return code;
    }
}
