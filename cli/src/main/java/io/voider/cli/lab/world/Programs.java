package io.voider.cli.lab.world;

import io.voider.ns.Namespace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The programs that the lab starts: this very program's ordinary commands, and phones. Closing ends what still runs. */
public final class Programs implements AutoCloseable {
    private static final int COMMAND_SECONDS = 60;
    private static final int GRACE_SECONDS = 10;

    private final Path directory;
    private final Deque<Process> running = new ArrayDeque<>();

    /** @param directory where what they print is kept */
    public Programs(Path directory) {
        this.directory = directory;
    }

    /** This program, started as it was started itself. */
    public static List<String> voider(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path")));
        String archive = sharedArchive();
        if (!archive.isEmpty()) {
            command.add(1, archive);
        }
        command.add("io.voider.cli.Voider");
        command.addAll(List.of(arguments));
        return command;
    }

    private static String sharedArchive() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:SharedArchiveFile="))
                .findFirst()
                .orElse("");
    }

    /**
     * Runs a command to its end.
     *
     * @return what it printed
     * @throws IOException if it does not end well; with what it printed
     */
    public String run(Namespace namespace, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "command", ".log");
        Process process = namespace
                .start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .directory(directory.toFile()))
                .join();
        process.getOutputStream().close();
        boolean ended = process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
        String said = Files.readString(output, StandardCharsets.UTF_8).strip();
        Files.delete(output);
        if (!ended) {
            process.destroyForcibly();
            throw new IOException(command + " does not end: " + said);
        }
        if (process.exitValue() != 0) {
            throw new IOException(command.subList(command.size() - 2, command.size()) + " failed: " + said);
        }
        return said;
    }

    /** Starts a command that goes on; what it prints goes to {@code NAME.log}. */
    public Process start(Namespace namespace, String name, List<String> command) {
        return start(
                namespace,
                name,
                command,
                ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }

    /** Starts one that is told what to do by typing. */
    public Process startTyping(Namespace namespace, String name, List<String> command) {
        return start(namespace, name, command, ProcessBuilder.Redirect.PIPE);
    }

    private Process start(Namespace namespace, String name, List<String> command, ProcessBuilder.Redirect input) {
        Process process = namespace
                .start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(input)
                        .redirectOutput(log(name).toFile())
                        .directory(directory.toFile()))
                .join();
        running.push(process);
        return process;
    }

    /** Where what a program prints is kept. */
    public Path log(String name) {
        return directory.resolve(name + ".log");
    }

    /** Ends one of them, by force if it does not want to. An interruption makes it force at once. */
    public void stop(Process process) {
        running.remove(process);
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends one of them as {@code kill -9} does, and waits until it is gone. */
    public void kill(Process process) throws InterruptedException {
        running.remove(process);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        for (Process process : List.copyOf(running)) {
            stop(process);
        }
    }
}
