package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.control.ControlRefusal;
import io.voider.cli.state.Failure;
import io.voider.cli.state.PhoneAddress;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The whole command line, and how each failure becomes a sentence and an exit code. */
public final class CommandLines {
    private CommandLines() {}

    /** Runs one command line; the result is the process's exit code. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Root())
                .registerConverter(PhoneAddress.class, PhoneAddress::parse)
                .setExecutionExceptionHandler(CommandLines::complain)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExitCodeExceptionMapper(CommandLines::exitCode);
    }

    private static int exitCode(Throwable failure) {
        return (failure instanceof ParameterException ? Exit.USAGE : Exit.FAILED).code();
    }

    private static int complain(Exception failure, CommandLine command, ParseResult arguments) {
        CommandException known = understood(failure);
        PrintWriter err = command.getErr();
        err.println("voider: " + known.getMessage());
        if (!known.remedy().isEmpty()) {
            err.println("  " + known.remedy());
        }
        if (known.exit() == Exit.FAILED && System.getenv("VOIDER_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        err.flush();
        return known.exit().code();
    }

    private static CommandException understood(Exception failure) {
        if (failure instanceof CommandException known) {
            return known;
        }
        if (failure instanceof ControlClient.NotRunningException) {
            return new CommandException(Exit.NOT_RUNNING, Failure.words(failure), "start one with: voider run");
        }
        ControlRefusal refusal = ControlRefusal.of(failure);
        Exit exit = switch (refusal.code()) {
            case INVALID -> Exit.USAGE;
            case UNREACHABLE -> Exit.UNREACHABLE;
            case IDENTITY -> Exit.IDENTITY_REFUSED;
            case PRIVILEGE -> Exit.PRIVILEGE;
            case NOT_FOUND, CONFLICT, FAILED, FAULT -> Exit.FAILED;
        };
        return new CommandException(exit, refusal.message(), refusal.remedy());
    }
}
