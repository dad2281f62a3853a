package io.voider.nat.rendezvous.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All memory that another process may write: Java's heap, the buffers outside it, what native libraries have, stacks. */
record ProcessMemory(long pid) {
    private static final Pattern WRITABLE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) rw.*");
    private static final int CHUNK_BYTES = 1 << 22;

    /** Which of these texts are there, in one byte or two bytes per character; the process stands still meanwhile. */
    Set<String> holds(List<String> texts) throws IOException, InterruptedException {
        Set<String> found = new TreeSet<>();
        signal("STOP");
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (String region : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
                Matcher bounds = WRITABLE.matcher(region);
                if (bounds.matches()) {
                    search(
                            memory,
                            Long.parseLong(bounds.group(1), 16),
                            Long.parseLong(bounds.group(2), 16),
                            texts,
                            found);
                }
            }
        } finally {
            signal("CONT");
        }
        return found;
    }

    private static void search(RandomAccessFile memory, long from, long to, List<String> texts, Set<String> found)
            throws IOException {
        int overlap = 2 * texts.stream().mapToInt(String::length).max().orElse(0);
        byte[] chunk = new byte[CHUNK_BYTES + overlap];
        for (long at = from; at < to; at += CHUNK_BYTES) {
            memory.seek(at);
            int length = (int) Math.min(chunk.length, to - at);
            memory.readFully(chunk, 0, length);
            String bytes = new String(chunk, 0, length, StandardCharsets.ISO_8859_1);
            for (String text : texts) {
                if (bytes.contains(text) || bytes.contains(wide(text))) {
                    found.add(text);
                }
            }
        }
    }

    private static String wide(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("cannot send SIG" + name + " to " + pid);
        }
    }
}
