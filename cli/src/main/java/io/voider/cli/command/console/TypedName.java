package io.voider.cli.command.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What whoever runs this program has typed to start it: {@code voider}, or {@code ./voider} in a checkout. Texts speak of {@code
 * voider COMMAND}; what is printed names what can be typed.
 */
public final class TypedName {
    /** What every text calls the program. */
    public static final String USUAL = "voider";

    private final String typed;
    private final Pattern commands;

    /**
     * @param typed what starts the program
     * @param commands the words that are commands
     */
    public TypedName(String typed, Collection<String> commands) {
        this.typed = typed;
        this.commands = Pattern.compile("(?<![\\w./-])" + USUAL + "(?= (?:--|(?:"
                + commands.stream().map(Pattern::quote).collect(Collectors.joining("|")) + ")(?![\\w-])))");
    }

    /** The same text, with commands as they can be typed. */
    public String in(String text) {
        return typed.equals(USUAL) ? text : commands.matcher(text).replaceAll(Matcher.quoteReplacement(typed));
    }

    /** Prints to {@code writer}, each text that is printed at once as {@link #in} makes it. */
    public PrintWriter over(PrintWriter writer) {
        return typed.equals(USUAL) ? writer : new PrintWriter(new Naming(writer), true);
    }

    private final class Naming extends Writer {
        private final PrintWriter writer;

        Naming(PrintWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(char[] characters, int offset, int length) {
            writer.write(in(new String(characters, offset, length)));
        }

        @Override
        public void write(String text, int offset, int length) {
            writer.write(in(text.substring(offset, offset + length)));
        }

        /** Who prints asks whether all of it was taken, and hears so from the writer below. */
        @Override
        public void flush() throws IOException {
            if (writer.checkError()) {
                throw new IOException("it was not taken");
            }
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
