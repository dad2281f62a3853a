package io.voider.cli.hook;

import io.voider.cli.state.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One program of the owner's, from its start to its end.
 *
 * @param status what it exited with, or −1 if it could not be started or had to be killed
 * @param trouble what went wrong, a clause; empty if nothing did
 * @param printed the lines that it printed, as many as are kept, without control characters
 */
record HookRun(int status, String trouble, List<String> printed) {
    /** Nobody, and nobody's group, on every distribution that voider is for. */
    private static final int NOBODY = 65_534;

    private static final int MOST_PRINTED_BYTES = 4_096;
    private static final int LONGEST_LINE = 200;
    private static final int LOOK_MILLIS = 20;
    private static final int AFTER_TERM_SECONDS = 5;
    private static final int TIMED_OUT = 124;
    private static final int KILLED = 137;
    private static final int CANNOT_EXECUTE = 126;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * Runs {@code program} as nobody and waits for its end, for {@code longest} at most; then it and all that it started are killed.
     *
     * @param environment besides {@code PATH}, {@code LANG} and {@code HOME}; all of it
     * @param input what stands on its standard input; less than a pipe holds
     */
    static HookRun of(Path program, Map<String, String> environment, byte[] input, Duration longest)
            throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command(program, longest))
                    .redirectErrorStream(true)
                    .directory(Path.of("/").toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().putAll(Map.of("PATH", PATH, "LANG", "C.UTF-8", "HOME", "/"));
            Process process = builder.start();
            give(process, input);
            return await(process, longest);
        } catch (IOException e) {
            return new HookRun(-1, "cannot be started: " + Failure.words(e), List.of());
        }
    }

    /** {@code timeout} has a process group of its own with the program, and so can end what the program started, too. */
    private static List<String> command(Path program, Duration longest) throws IOException {
        return List.of(
                installed("setpriv"),
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                "--inh-caps=-all",
                installed("timeout"),
                "--kill-after=" + AFTER_TERM_SECONDS,
                Long.toString(longest.toSeconds()),
                program.toString());
    }

    private static String installed(String name) throws IOException {
        return Stream.of("/usr/bin/", "/bin/")
                .map(directory -> directory + name)
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst()
                .orElseThrow(() -> new IOException(name + " is not installed"));
    }

    /** A program that does not care for its input may have ended before it is written. */
    private static void give(Process process, byte[] input) {
        try (OutputStream standardInput = process.getOutputStream()) {
            standardInput.write(input);
        } catch (IOException notRead) {
            // It was for whoever wants it.
        }
    }

    private static HookRun await(Process process, Duration longest) throws InterruptedException, IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        long deadline =
                System.nanoTime() + longest.plusSeconds(2 * AFTER_TERM_SECONDS).toNanos();
        InputStream output = process.getInputStream();
        // Not until the output's end: what the program left behind in the background may hold that open for ever.
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            take(output, printed);
            if (System.nanoTime() - deadline > 0) {
                process.destroyForcibly();
                return new HookRun(-1, "cannot be ended", lines(printed));
            }
        }
        take(output, printed);
        output.close();
        int status = process.exitValue();
        return new HookRun(status, trouble(status, longest), lines(printed));
    }

    private static void take(InputStream output, ByteArrayOutputStream printed) throws IOException {
        for (int waiting = output.available(); waiting > 0; waiting = output.available()) {
            byte[] bytes = output.readNBytes(waiting);
            printed.write(bytes, 0, Math.min(bytes.length, MOST_PRINTED_BYTES - printed.size()));
        }
    }

    private static String trouble(int status, Duration longest) {
        return switch (status) {
            case 0 -> "";
            case TIMED_OUT, KILLED -> "was ended, since it took longer than " + longest.toSeconds() + " s";
            case CANNOT_EXECUTE -> "cannot be executed by nobody: see its rights, and its first line";
            default -> "ended with status " + status;
        };
    }

    private static List<String> lines(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}|\\p{Cf}", "?"))
                .map(line -> line.substring(0, Math.min(line.length(), LONGEST_LINE)))
                .filter(line -> !line.isBlank())
                .toList();
    }
}
