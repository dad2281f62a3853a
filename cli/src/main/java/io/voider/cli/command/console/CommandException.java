package io.voider.cli.command.console;

/** A command cannot do its work: how the program is to end, what failed on what, and what to do about it. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Exit exit;
    private final String remedy;

    public CommandException(Exit exit, String message, String remedy) {
        super(message);
        this.exit = exit;
        this.remedy = remedy;
    }

    public Exit exit() {
        return exit;
    }

    /** What to do; empty if nothing can be advised. */
    public String remedy() {
        return remedy;
    }
}
