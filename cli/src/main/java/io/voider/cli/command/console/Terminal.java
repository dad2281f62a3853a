package io.voider.cli.command.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The person at the keyboard, if there is one: nobody is asked anything where standard input or output is no terminal. */
public final class Terminal {
    private final PrintWriter out;
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));

    private Terminal(PrintWriter out) {
        this.out = out;
    }

    /** The terminal, if both ends of the conversation are one. */
    public static Optional<Terminal> open(PrintWriter out) {
        return isTerminal(0) && isTerminal(1) ? Optional.of(new Terminal(out)) : Optional.empty();
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

    /** Asks, and gives the answer without the space around it; empty if there was none. */
    public String ask(String question) throws IOException {
        out.print(question);
        out.flush();
        String answer = in.readLine();
        return answer == null ? "" : answer.strip();
    }
}
