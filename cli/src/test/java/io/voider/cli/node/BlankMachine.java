package io.voider.cli.node;

import io.voider.cli.lab.world.Programs;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A computer on which nobody has done anything yet: a network namespace on a common Internet, and {@code /run} and {@code /var/lib} of its own, so
 * that a page's commands can be typed as they stand there, without saying where things are kept.
 */
final class BlankMachine implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;
    private static final int STOPPING_SECONDS = 30;

    private final Path directory;
    private final Namespace namespace;
    private final Process disk;
    private final List<Process> running = new ArrayList<>();

    /**
     * Switches it on.
     *
     * @param directory where its user is
     * @param internet where the switch of all machines is
     * @param address its own address, with the prefix's length
     * @param router where all others are behind
     */
    BlankMachine(Path directory, Namespace internet, String bridge, String address, String router) throws IOException {
        this.directory = Files.createDirectories(directory);
        String name = directory.getFileName().toString();
        namespace =
                Namespace.anonymous("vt-" + name + "-" + ProcessHandle.current().pid());
        namespace.links().up("lo");
        internet.links().createVeth(name, "eth0", namespace);
        internet.links().enslave(name, bridge);
        internet.links().up(name);
        namespace.addresses().add("eth0", address);
        namespace.links().up("eth0");
        namespace.routes().add(Route.to("0.0.0.0/0").via(router));
        disk = namespace
                .start(new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "sh",
                        "-ec",
                        "mount -t tmpfs none /run; mount -t tmpfs none /var/lib; echo there; exec sleep infinity"))
                .join();
        if (!"there".equals(disk.inputReader().readLine())) {
            throw new IOException(name + " has no disk of its own");
        }
    }

    Namespace namespace() {
        return namespace;
    }

    Path directory() {
        return directory;
    }

    /** Where the output of what was started in the background is. */
    private Path log(String command) {
        return directory.resolve(command + ".log");
    }

    private Process start(List<String> arguments, Path output) {
        List<String> command = new ArrayList<>(List.of(
                "nsenter",
                "--mount=/proc/" + disk.pid() + "/ns/mnt",
                "sh",
                "-c",
                "cd \"$0\" && exec \"$@\"",
                directory.toString()));
        command.addAll(Programs.voider(arguments.toArray(String[]::new)));
        return namespace
                .start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile()))
                .join();
    }

    /**
     * Runs a command of this program's to its end.
     *
     * @return what it printed
     */
    String voider(List<String> arguments) throws IOException {
        Path output = Files.createTempFile(directory, "said", ".log");
        Process process = start(arguments, output);
        boolean ended = process.onExit()
                .thenApply(over -> true)
                .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        String said = Files.readString(output, StandardCharsets.UTF_8).strip();
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("voider " + String.join(" ", arguments) + " did not end well: " + said);
        }
        return said;
    }

    /** Starts a command that goes on, and waits until it has said these words. */
    void voiderUntil(String words, List<String> arguments) throws IOException, InterruptedException {
        Path output = log(arguments.get(0));
        running.add(start(arguments, output));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(output).contains(words)) {
            if (System.nanoTime() > deadline || !running.get(running.size() - 1).isAlive()) {
                throw new AssertionError("no '" + words + "' in: " + Files.readString(output));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        for (Process process : running) {
            process.onExit()
                    .completeOnTimeout(process, STOPPING_SECONDS, TimeUnit.SECONDS)
                    .join();
            process.destroyForcibly().onExit().join();
        }
        disk.destroyForcibly().onExit().join();
        namespace.close();
    }
}
