package io.voider.cli.node;

import io.voider.cli.lab.world.Await;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asterisk, from a root that {@code packaging/trial/asterisk} made, in the namespace of a phone; configured as the page for it says. */
final class Asterisk implements AutoCloseable {
    static final Path ROOT =
            Path.of(System.getenv().getOrDefault("VOIDER_TRIAL_CACHE", "/var/cache/voider-trial"), "asterisk");

    private static final Pattern FILE = Pattern.compile("```ini\n(.*?)```", Pattern.DOTALL);
    private static final int PATIENCE_SECONDS = 60;

    /** Where its files are, as it calls that place inside of the root. */
    private final String directory;

    private final Namespace namespace;
    private final Process process;

    /** @param extensions its dial plan */
    Asterisk(Namespace namespace, String name, Path page, String extensions) throws IOException {
        this.namespace = namespace;
        directory = "/tmp/voider-" + name + "-" + ProcessHandle.current().pid();
        Path files = Files.createDirectories(inside(directory));
        for (String each : List.of("db", "run", "log", "spool")) {
            Files.createDirectories(files.resolve(each));
        }
        Matcher configured = FILE.matcher(Files.readString(page));
        if (!configured.find()) {
            throw new IOException(page + " has no pjsip.conf");
        }
        Files.writeString(files.resolve("pjsip.conf"), configured.group(1));
        Files.writeString(files.resolve("extensions.conf"), extensions);
        Files.writeString(files.resolve("modules.conf"), "[modules]\nautoload=yes\nnoload=chan_sip.so\n");
        Files.writeString(files.resolve("logger.conf"), "[logfiles]\nmessages=notice,warning,error,verbose\n");
        Files.writeString(files.resolve("asterisk.conf"), """
            [directories]
            astetcdir => %1$s
            astmoddir => /usr/lib/x86_64-linux-gnu/asterisk/modules
            astvarlibdir => /var/lib/asterisk
            astdbdir => %1$s/db
            astkeydir => %1$s
            astdatadir => /usr/share/asterisk
            astspooldir => %1$s/spool
            astrundir => %1$s/run
            astlogdir => %1$s/log
            [options]
            verbose = 4
            """.formatted(directory));
        process = namespace
                .start(new ProcessBuilder(chrooted("asterisk", "-f", "-C", configuration()))
                        .redirectErrorStream(true)
                        .redirectOutput(files.resolve("said").toFile()))
                .join();
    }

    /** Whether there is one to try. */
    static boolean isThere() {
        return Files.exists(ROOT.resolve("made"));
    }

    private String configuration() {
        return directory + "/asterisk.conf";
    }

    private static Path inside(String path) {
        return ROOT.resolve(path.substring(1));
    }

    private static List<String> chrooted(String... command) {
        List<String> whole = new ArrayList<>(List.of("chroot", ROOT.toString()));
        whole.addAll(List.of(command));
        return whole;
    }

    /** Where the dial plan may write, as Asterisk calls it. */
    String directory() {
        return directory;
    }

    /** Has a command carried out; returns what is said to it. */
    String command(String line) throws IOException {
        Process remote = namespace
                .start(new ProcessBuilder(chrooted("asterisk", "-C", configuration(), "-rx", line))
                        .redirectErrorStream(true))
                .join();
        String said = new String(remote.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        remote.onExit().join();
        return said;
    }

    /** Waits until a command says so. */
    void await(String line, String words) throws IOException, InterruptedException {
        if (!Await.until(
                TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS), () -> command(line).contains(words))) {
            throw new AssertionError(line + " does not say " + words + ": " + command(line) + log());
        }
    }

    /** Waits until the dial plan has written something into such a file; returns what is in it. */
    String awaitFile(String name) throws IOException, InterruptedException {
        return awaitLines(name, 1);
    }

    /** Waits until there are so many lines in such a file; returns what is in it. */
    String awaitLines(String name, int lines) throws IOException, InterruptedException {
        Path file = inside(directory).resolve(name);
        if (!Await.until(
                TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS),
                () -> Files.exists(file) && Files.readAllLines(file).size() >= lines)) {
            throw new AssertionError("no " + name + ": " + log());
        }
        return Files.readString(file).strip();
    }

    /** What it logged. */
    String log() throws IOException {
        Path log = inside(directory).resolve("log/messages");
        return Files.exists(log) ? Files.readString(log) : "it logged nothing";
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()
                .destroyForcibly()
                .onExit()
                .join();
        try (var files = Files.walk(inside(directory))) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
