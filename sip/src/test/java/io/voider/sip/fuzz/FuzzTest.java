package io.voider.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Runs the targets side by side, each in its own process: a minute, or ten when soaking; {@code voider.fuzz.seconds} says
 * otherwise. What a run finds interesting stays in {@code target/fuzz}; the seeds that are kept are in
 * {@code src/test/resources/fuzz}.
 */
class FuzzTest {
    private static final List<Class<?>> TARGETS = List.of(SipFuzz.class, SdpFuzz.class, RewriteFuzz.class);
    private static final Path WORK = Path.of("target/fuzz").toAbsolutePath();
    private static final int LINES_SHOWN = 12;
    private static final Path SEEDS = Path.of("src/test/resources/fuzz").toAbsolutePath();

    @Test
    void noTargetFindsAnything() throws IOException, InterruptedException {
        Map<Class<?>, Process> running = new LinkedHashMap<>();
        try {
            for (Class<?> target : TARGETS) {
                running.put(target, start(target));
            }
            for (Map.Entry<Class<?>, Process> run : running.entrySet()) {
                int exit = run.getValue().waitFor();
                Path log = log(run.getKey());
                assertThat(exit)
                        .as("Jazzer on %s, see %s:%n%s", run.getKey(), log, tail(log))
                        .isZero();
                System.out.println("fuzzed " + run.getKey().getSimpleName() + ": " + lastLine(log));
            }
        } finally {
            running.values().forEach(Process::destroyForcibly);
        }
    }

    private static Process start(Class<?> target) throws IOException {
        Path found = Files.createDirectories(WORK.resolve(target.getSimpleName()));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=io.voider.sip.**",
                        // Netty writes through Unsafe before Jazzer's own look at Unsafe is ready.
                        "--custom_hook_excludes=io.netty.**",
                        "-max_total_time=" + seconds(),
                        "-seed=" + seed(),
                        "-max_len=8192",
                        "-rss_limit_mb=2048",
                        "-artifact_prefix=" + found + "-",
                        found.toString(),
                        SEEDS.toString())
                .directory(WORK.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(target).toFile())
                .start();
    }

    private static String classPath() {
        String surefire = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(surefire.split(File.pathSeparator, -1)).stream()
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static long seconds() {
        return Long.getLong("voider.fuzz.seconds", Boolean.getBoolean("voider.soak") ? 600 : 60);
    }

    /** The ordinary run repeats itself, so that a red one can be looked into; soaking goes where nobody has been. */
    private static int seed() {
        return Boolean.getBoolean("voider.soak") ? new Random().nextInt(1, Integer.MAX_VALUE) : 1;
    }

    private static Path log(Class<?> target) {
        return WORK.resolve(target.getSimpleName() + ".log");
    }

    private static String lastLine(Path log) throws IOException {
        String tail = tail(log);
        return tail.substring(tail.lastIndexOf('\n') + 1);
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }
}
