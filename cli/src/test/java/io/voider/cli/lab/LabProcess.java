package io.voider.cli.lab;

import io.voider.cli.lab.script.FaultKind;
import io.voider.cli.lab.world.Programs;
import io.voider.cli.state.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A lab as a user runs it: {@code voider lab --json …}, a process of its own. */
public final class LabProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final List<JsonNode> steps = new ArrayList<>();

    private LabProcess(Process process) {
        this.process = process;
        said = process.inputReader();
    }

    /** Starts {@code voider lab --json} with these arguments besides. */
    public static LabProcess start(String... arguments) throws IOException {
        return new LabProcess(voider(
                Stream.concat(Stream.of("lab", "--json"), Stream.of(arguments)).toArray(String[]::new)));
    }

    /** Makes something go wrong in the lab that is kept, and returns the report. */
    public static JsonNode fault(FaultKind kind) throws IOException, InterruptedException {
        Process process = voider("lab", "fault", kind.label(), "--json");
        JsonNode report = StrictJson.MAPPER.readTree(process.inputReader());
        process.waitFor();
        return report;
    }

    private static Process voider(String... arguments) throws IOException {
        return new ProcessBuilder(Programs.voider(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The steps that it has told of. */
    public List<JsonNode> steps() {
        return steps;
    }

    /** Their names, in order. */
    public List<String> stepNames() {
        return steps.stream().map(step -> step.path("name").asString()).toList();
    }

    /** Reads on until it has told of a step of that name. */
    public void awaitStep(String name) throws IOException {
        String line = said.readLine();
        while (line != null) {
            JsonNode object = StrictJson.MAPPER.readTree(line);
            steps.add(object);
            if (object.path("name").asString("").equals(name)) {
                return;
            }
            line = said.readLine();
        }
        throw new AssertionError("the lab ended without " + name + "; it told of " + steps);
    }

    /** Reads on until its verdict. */
    public JsonNode awaitVerdict() throws IOException {
        String line = said.readLine();
        while (line != null) {
            JsonNode object = StrictJson.MAPPER.readTree(line);
            if (object.has("name")) {
                steps.add(object);
            }
            if (object.has("calls")) {
                return object;
            }
            line = said.readLine();
        }
        throw new AssertionError("the lab ended without a verdict; it told of " + steps);
    }

    /** Waits until it ends. @return its exit code */
    public int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends it as {@code kill -9} does, and waits until it is gone. @return the processes that it had started */
    public List<ProcessHandle> kill() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        return children;
    }

    /** One that still runs is taken down, as by Ctrl-C. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
