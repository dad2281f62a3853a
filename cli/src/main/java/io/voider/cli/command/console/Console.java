package io.voider.cli.command.console;

import io.voider.cli.state.StrictJson;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a command prints: results to standard output, as text or JSON; everything else to standard error. With JSON, a program
 * finds all that it needs on standard output: a complaint is an object with an {@code error}.
 *
 * <p>Every object that is printed says in {@code schema} of which version it is: 1, unless the report has another. It grows when
 * a component changes its meaning.
 *
 * @param out results
 * @param err progress and complaints
 * @param json whether results are JSON
 */
public record Console(PrintWriter out, PrintWriter err, boolean json) {
    private static final String SCHEMA = "schema";

    /** What a command that failed prints as JSON. */
    private record Complaint(String kind, int exit, String message, String remedy) {}

    /**
     * Prints a result: itself as JSON, or as the text that is drawn from it.
     *
     * @throws CommandException if it could not be printed
     */
    public <T> void print(T result, Function<T, String> text) {
        if (json) {
            out.println(StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(versioned(result)));
        } else {
            String drawn = text.apply(result);
            out.print(drawn.endsWith("\n") ? drawn : drawn + "\n");
        }
        requirePrinted();
    }

    /** A writer keeps its failures to itself, and who asked would take a disk that is full for success. */
    private void requirePrinted() {
        if (out.checkError()) {
            throw new CommandException(Exit.FAILED, "standard output took not all of it: it is full, or closed", "");
        }
    }

    /**
     * Prints a result as one line of JSON, or as text, at once: for what comes piece by piece.
     *
     * @throws CommandException if it could not be printed, as when whoever read it has gone
     */
    public <T> void printLine(T result, Function<T, String> text) {
        out.println(json ? StrictJson.MAPPER.writeValueAsString(versioned(result)) : text.apply(result));
        requirePrinted();
    }

    private static JsonNode versioned(Object result) {
        JsonNode tree = StrictJson.MAPPER.valueToTree(result);
        if (!(tree instanceof ObjectNode object) || object.has(SCHEMA)) {
            return tree;
        }
        return StrictJson.MAPPER.createObjectNode().put(SCHEMA, 1).setAll(object);
    }

    /** Says what went wrong and what to do about it. */
    public void complain(CommandException failure) {
        if (json) {
            Exit exit = failure.exit();
            out.println(StrictJson.MAPPER.writeValueAsString(versioned(Map.of(
                    "error",
                    new Complaint(
                            exit.label(), exit.code(), String.valueOf(failure.getMessage()), failure.remedy())))));
            out.flush();
            return;
        }
        err.println("voider: " + failure.getMessage());
        if (!failure.remedy().isEmpty()) {
            err.println("  " + failure.remedy());
        }
        err.flush();
    }

    /** Says what goes on, to people only. */
    public void say(String sentence) {
        err.println(sentence);
        err.flush();
    }
}
