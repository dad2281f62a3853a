package io.voider.cli.command;

/** A command cannot do its work: how the program is to end, what failed on what, and what to do about it. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Exit exit;
    private final String remedy;

    CommandException(Exit exit, String message, String remedy) {
        super(message);
        this.exit = exit;
        this.remedy = remedy;
    }

    Exit exit() {
        return exit;
    }

    /** What to do; empty if nothing can be advised. */
    String remedy() {
        return remedy;
    }
}
