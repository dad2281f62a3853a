package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a line of words that is no command's lacks, in this program's words, for the parser's are for programmers. */
final class Misunderstanding {
    /** A word that is no value of its kind; says so in this program's words. */
    static final class WordException extends TypeConversionException {
        private static final long serialVersionUID = 1;

        WordException(String message) {
            super(message);
        }
    }

    private final ParameterException failure;
    private final List<String> words;

    /** @param words as they were typed */
    Misunderstanding(ParameterException failure, List<String> words) {
        this.failure = failure;
        this.words = words;
    }

    /** What is wrong, and where to read how it should be. */
    CommandException toException() {
        String name = failure.getCommandLine().getCommandSpec().qualifiedName();
        return new CommandException(Exit.USAGE, sentence(), "see: " + name + " --help" + alternatives());
    }

    private String alternatives() {
        List<String> like =
                failure instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return like.isEmpty() ? "" : "; did you mean " + String.join(" or ", like) + "?";
    }

    private String sentence() {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (failure instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing.getMissing().stream().map(this::missing).collect(Collectors.joining("; "));
        }
        if (failure instanceof OverwrittenOptionException twice) {
            return label(twice.getOverwritten()) + " is there twice";
        }
        ArgSpec argument = failure.getArgSpec();
        if (argument == null) {
            return "these words make no command";
        }
        if (failure instanceof MaxValuesExceededException) {
            return label(argument) + " has a value too many";
        }
        return wrongValue(argument);
    }

    private String unmatched(UnmatchedArgumentException unmatched) {
        String word = unmatched.getUnmatched().get(0);
        if (unmatched.isUnknownOption()) {
            return failure.getCommandLine().getCommandName() + " has no option " + word;
        }
        return failure.getCommandLine().getSubcommands().isEmpty()
                ? "'" + word + "' is one word too many"
                : "there is no command '" + word + "'";
    }

    private String missing(ArgSpec argument) {
        if (argument instanceof OptionSpec option && wasTyped(option)) {
            return label(option) + " needs a value, " + argument.paramLabel();
        }
        String[] description = argument.description();
        String what = description.length == 0 ? "" : ": " + description[0].replaceAll("[.;].*", "");
        return label(argument) + " is missing" + what;
    }

    private boolean wasTyped(OptionSpec option) {
        return Arrays.stream(option.names()).anyMatch(words::contains);
    }

    private String wrongValue(ArgSpec argument) {
        Class<?>[] types = argument.auxiliaryTypes();
        Class<?> type = types.length == 0 ? argument.type() : types[types.length - 1];
        Object value = failure.getValue();
        if (type == boolean.class || type == Boolean.class) {
            return label(argument) + " is there or is not"
                    + (value == null ? "" : "; '" + value + "' is no value of it");
        }
        return failure.getCause() instanceof WordException why
                ? label(argument) + ": " + why.getMessage()
                : label(argument) + " has a value that it cannot have" + (value == null ? "" : ": '" + value + "'");
    }

    private static String label(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
