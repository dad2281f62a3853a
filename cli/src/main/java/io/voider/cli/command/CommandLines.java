package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Console;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.TypedName;
import io.voider.cli.control.ControlClient;
import io.voider.cli.control.ControlRefusal;
import io.voider.cli.state.Failure;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.StateException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The whole command line, and how each failure becomes a sentence and an exit code. */
public final class CommandLines {
    /** The property by which a checkout's launcher says what was typed. */
    private static final String TYPED_NAME = "voider.typed-name";

    private CommandLines() {}

    /** Runs one command line; the result is the process's exit code. */
    public static int run(String... args) {
        return named(System.getProperty(TYPED_NAME, TypedName.USUAL)).execute(helped(args));
    }

    /** Many programs are asked for help by that word: {@code help calls} is {@code calls --help}. */
    static String[] helped(String... args) {
        if (args.length == 0 || !args[0].equals("help")) {
            return args;
        }
        return Stream.concat(Arrays.stream(args).skip(1), Stream.of("--help")).toArray(String[]::new);
    }

    /** The command line of a program that is started by typing {@code typed}. */
    static CommandLine named(String typed) {
        CommandLine commands = commandLine();
        TypedName name = new TypedName(typed, commands.getSubcommands().keySet());
        return commands.setCommandName(typed)
                .setOut(name.over(commands.getOut()))
                .setErr(name.over(commands.getErr()));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Root())
                .registerConverter(PhoneAddress.class, as(PhoneAddress::parse, ""))
                .registerConverter(Path.class, as(Path::of, "a file's name"))
                .registerConverter(int.class, as(Integer::valueOf, "a whole number"))
                .registerConverter(long.class, as(Long::valueOf, "a whole number"))
                .registerConverter(double.class, as(Double::valueOf, "a number"))
                .setExecutionExceptionHandler(CommandLines::complain)
                .setParameterExceptionHandler(CommandLines::misunderstood)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true);
    }

    /** Says in plain words what a value should have been, where a parser's own words are for programmers. */
    private static <T> ITypeConverter<T> as(Function<String, T> parser, String noun) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (StateException e) {
                throw new Misunderstanding.WordException(String.valueOf(e.getMessage()));
            } catch (NumberFormatException | InvalidPathException e) {
                throw new Misunderstanding.WordException("'" + text + "' is not " + noun);
            }
        };
    }

    private static int misunderstood(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        List<String> words = Arrays.asList(arguments);
        CommandException known = new Misunderstanding(failure, words).toException();
        new Console(command.getOut(), command.getErr(), wantJson(words)).complain(known);
        return known.exit().code();
    }

    /** Whether a program wants to read the complaint; the words may be such that nobody could parse them. */
    private static boolean wantJson(List<String> arguments) {
        return arguments.stream().anyMatch(word -> word.equals("--json") || word.equalsIgnoreCase("--json=true"));
    }

    private static int complain(Exception failure, CommandLine command, ParseResult arguments) {
        CommandException known = understood(failure);
        boolean json = wantJson(arguments.originalArgs());
        new Console(command.getOut(), command.getErr(), json).complain(known);
        if (known.exit() == Exit.FAILED && System.getenv("VOIDER_DEBUG") != null) {
            failure.printStackTrace(command.getErr());
        }
        return known.exit().code();
    }

    private static CommandException understood(Exception failure) {
        if (failure instanceof CommandException known) {
            return known;
        }
        if (failure instanceof ControlClient.NotRunningException silent) {
            boolean made = Home.exists(silent.directory());
            return new CommandException(
                    Exit.NOT_RUNNING,
                    Failure.words(failure),
                    made ? "start it with: voider run" : "there is none yet; make one with: voider init");
        }
        ControlRefusal refusal = ControlRefusal.of(failure);
        Exit exit = switch (refusal.code()) {
            case INVALID -> Exit.USAGE;
            case UNREACHABLE -> Exit.UNREACHABLE;
            case IDENTITY -> Exit.IDENTITY_REFUSED;
            case PRIVILEGE, LOGIN -> Exit.PRIVILEGE;
            case NOT_FOUND, CONFLICT, TOO_OFTEN, FAILED, FAULT -> Exit.FAILED;
        };
        return new CommandException(exit, refusal.message(), refusal.remedy());
    }
}
