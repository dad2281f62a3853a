package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.control.RefusedException;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.StateException;
import io.voider.ns.KernelException;
import io.voider.transport.identity.HandoverException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
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

    private static boolean isPermission(KernelException failure) {
        return Set.of("EPERM", "EACCES").contains(failure.errnoName());
    }

    private static CommandException understood(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof CommandException known) {
            return known;
        }
        if (failure instanceof ControlClient.NotRunningException) {
            return new CommandException(Exit.NOT_RUNNING, message, "start one with: voider run");
        }
        if (failure instanceof RefusedException refused) {
            Exit exit = switch (refused.refusal().code()) {
                case INVALID -> Exit.USAGE;
                case UNREACHABLE -> Exit.UNREACHABLE;
                case NOT_FOUND, CONFLICT, FAILED -> Exit.FAILED;
            };
            return new CommandException(exit, message, refused.refusal().remedy());
        }
        if (failure instanceof HandoverException) {
            return new CommandException(Exit.IDENTITY_REFUSED, message, "ask for a new one");
        }
        if (failure instanceof KernelException kernel && isPermission(kernel)) {
            return new CommandException(Exit.PRIVILEGE, message, "run it as root, with sudo");
        }
        if (failure instanceof AccessDeniedException denied) {
            return new CommandException(
                    Exit.PRIVILEGE,
                    "may not open " + denied.getFile(),
                    "run it as root, or with --home DIR of your own");
        }
        if (failure instanceof NoSuchFileException missing) {
            return new CommandException(Exit.FAILED, "there is no " + missing.getFile(), "");
        }
        if (failure instanceof StateException
                || failure instanceof Home.HeldException
                || failure instanceof IOException) {
            return new CommandException(Exit.FAILED, message, "");
        }
        return new CommandException(
                Exit.FAILED, failure.toString(), "that is a fault of voider's: VOIDER_DEBUG=1 shows where it happened");
    }
}
