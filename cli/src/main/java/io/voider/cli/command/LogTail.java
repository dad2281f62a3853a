package io.voider.cli.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The last lines of a node's log. */
final class LogTail {
    private static final int MOST_LINES = 300;
    private static final int MOST_BYTES = 256 << 10;
    private static final int SECONDS = 20;

    private LogTail() {}

    /** What the service said; without the machine's name. */
    static List<String> ofTheJournal() throws IOException {
        Process journal = new ProcessBuilder(
                        "journalctl",
                        "--unit=voider",
                        "--lines=" + MOST_LINES,
                        "--output=short-iso",
                        "--no-hostname",
                        "--no-pager",
                        "--quiet")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            List<String> lines = last(journal.getInputStream().readNBytes(MOST_BYTES));
            if (!journal.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the journal does not answer");
            }
            return lines;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            journal.destroyForcibly();
        }
    }

    /** The end of a file. */
    static List<String> ofFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long begin = Math.max(0, channel.size() - MOST_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes, begin + bytes.position()) >= 0) {}
            byte[] end = new byte[bytes.flip().remaining()];
            bytes.get(end);
            return last(end);
        }
    }

    /** The first may have been cut: half of a secret is not known for one. */
    private static List<String> last(byte[] bytes) {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        List<String> whole = bytes.length < MOST_BYTES || lines.isEmpty() ? lines : lines.subList(1, lines.size());
        return whole.subList(Math.max(0, whole.size() - MOST_LINES), whole.size());
    }
}
