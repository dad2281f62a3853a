package io.voider.cli.node.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process uses of the machine, as {@code /proc/self} has it (proc(5)).
 *
 * @param cpuSeconds of all its threads, in user mode and in the kernel
 * @param residentBytes its memory
 * @param openFiles its file descriptors
 * @param threads its threads
 */
record ProcessUse(double cpuSeconds, long residentBytes, long openFiles, long threads) {
    /** Linux tells times in these, whatever the kernel's own tick is. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long BYTES_PER_KIB = 1_024;
    /** Places in {@code stat}, counted from the field behind the command's name, which is the third. */
    private static final int USER_TICKS = 14 - 3;

    private static final int KERNEL_TICKS = 15 - 3;

    /** What it is now. Reads what is in no disk's file system, and so waits for nothing. */
    static ProcessUse now() {
        Path self = Path.of("/proc/self");
        try (Stream<Path> files = Files.list(self.resolve("fd"))) {
            return of(Files.readString(self.resolve("stat")), Files.readString(self.resolve("status")), files.count());
        } catch (IOException strange) {
            throw new UncheckedIOException(strange);
        }
    }

    /** @throws IOException if the texts are not what proc(5) says */
    static ProcessUse of(String stat, String status, long openFiles) throws IOException {
        // A command's name may have spaces and parentheses in it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        try {
            return new ProcessUse(
                    (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS])) / TICKS_PER_SECOND,
                    number(status, "VmRSS:") * BYTES_PER_KIB,
                    openFiles,
                    number(status, "Threads:"));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException strange) {
            throw new IOException("/proc/self is not as proc(5) says", strange);
        }
    }

    private static long number(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field))
                .map(line -> Long.parseLong(
                        line.substring(field.length()).replace("kB", "").strip()))
                .findFirst()
                .orElseThrow(() -> new NumberFormatException("no " + field));
    }
}
