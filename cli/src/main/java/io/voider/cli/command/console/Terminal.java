package io.voider.cli.command.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The person at the keyboard, if there is one: nobody is asked anything where standard input or output is no terminal. */
public final class Terminal {
    private static final int PAGE_COLUMNS = 80;
    private static final int ANY_COLUMNS = Integer.MAX_VALUE;
    private static final int FEWEST_COLUMNS = 20;
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,5} ([0-9]{1,5})");

    private final PrintWriter out;
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));

    private Terminal(PrintWriter out) {
        this.out = out;
    }

    /** The terminal, if both ends of the conversation are one. */
    public static Optional<Terminal> open(PrintWriter out) {
        return isTerminal(0) && isTerminal(1) ? Optional.of(new Terminal(out)) : Optional.empty();
    }

    /** How many columns there are to print on. What is no terminal, such as a pipe to grep, gets each row on one line. */
    public static int columns() {
        return isTerminal(1) ? columnsOf(stty()) : ANY_COLUMNS;
    }

    /** What {@code stty size} says: rows and columns. A terminal that does not know its size says 0. */
    static int columnsOf(String size) {
        Matcher columns = SIZE.matcher(size.strip());
        int found = columns.matches() ? Integer.parseInt(columns.group(1)) : 0;
        return found < FEWEST_COLUMNS ? PAGE_COLUMNS : found;
    }

    private static String stty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks for what nobody is to read over a shoulder: it is not shown while it is typed. */
    public String askSecret(String question) throws IOException {
        echo("-echo");
        try {
            out.print(question);
            out.flush();
            String answer = in.readLine();
            out.println();
            return answer == null ? "" : answer;
        } finally {
            echo("echo");
        }
    }

    private static void echo(String setting) throws IOException {
        Process stty = new ProcessBuilder("stty", setting)
                .redirectInput(Path.of("/dev/tty").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        stty.onExit().join();
    }

    /** Asks, and gives the answer without the space around it; empty if there was none. */
    public String ask(String question) throws IOException {
        out.print(question);
        out.flush();
        String answer = in.readLine();
        return answer == null ? "" : answer.strip();
    }
}
