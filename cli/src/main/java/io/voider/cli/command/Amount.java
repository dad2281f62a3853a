package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;

/** Amounts that somebody typed. */
final class Amount {
    private Amount() {}

    /** @throws CommandException unless it is 1 or more; nothing else has a meaning that could be guessed */
    static int positive(String command, String option, int value) {
        if (value < 1) {
            throw new CommandException(Exit.USAGE, option + " is 1 or more", "see: voider " + command + " --help");
        }
        return value;
    }
}
