package io.voider.cli.command.console;

import io.voider.cli.state.StrictJson;
import java.io.PrintWriter;
import java.util.function.Function;

/**
 * Where a command prints: results to standard output, as text or JSON; everything else to standard error.
 *
 * @param out results
 * @param err progress and complaints
 * @param json whether results are JSON
 */
public record Console(PrintWriter out, PrintWriter err, boolean json) {
    /** Prints a result: itself as JSON, or as the text that is drawn from it. */
    public <T> void print(T result, Function<T, String> text) {
        if (json) {
            out.println(StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result));
        } else {
            String drawn = text.apply(result);
            out.print(drawn.endsWith("\n") ? drawn : drawn + "\n");
        }
        out.flush();
    }

    /** Prints a result as one line of JSON, or as text, at once: for what comes piece by piece. */
    public <T> void printLine(T result, Function<T, String> text) {
        out.println(json ? StrictJson.MAPPER.writeValueAsString(result) : text.apply(result));
        out.flush();
    }

    /** Says what goes on, to people only. */
    public void say(String sentence) {
        err.println(sentence);
        err.flush();
    }
}
