package io.voider.cli.node.signalling;

import io.voider.cli.report.CallReport;
import io.voider.cli.state.StrictJson;
import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The calls that ended, on the disk: one JSON object a line, the latest last. A call is appended and synced, which spares
 * a memory card the writing of all the others; a line that a kill cut short is dropped at the next start. With twice as
 * many lines as are remembered, the file is written anew without the older half.
 *
 * <p>Blocks on the disk; belongs to the books' thread.
 */
public final class CallHistory {
    private static final Logger LOG = LoggerFactory.getLogger(CallHistory.class);
    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Path file;
    private final int remembered;
    private int lines;

    private CallHistory(Path file, int remembered) {
        this.file = file;
        this.remembered = remembered;
    }

    /**
     * Opens the history, which need not be there yet.
     *
     * @param remembered how many calls are kept at the least
     * @throws IOException if it cannot be read, or not be mended
     */
    public static CallHistory open(Path file, int remembered) throws IOException {
        CallHistory history = new CallHistory(file, remembered);
        if (Files.exists(file)) {
            history.rewrite();
        }
        return history;
    }

    /**
     * The remembered calls, latest first.
     *
     * @throws IOException if they cannot be read
     */
    public List<CallReport> calls() throws IOException {
        Deque<CallReport> latest = new ArrayDeque<>();
        for (String line : lines()) {
            read(line).ifPresent(latest::addFirst);
        }
        return latest.stream().limit(remembered).toList();
    }

    /** Adds a call. A disk that is full costs the history of this call, not the node. */
    public void append(CallReport call) {
        try {
            if (lines >= 2 * remembered) {
                rewrite();
            }
            byte[] line = (StrictJson.MAPPER.writeValueAsString(call) + "\n").getBytes(StandardCharsets.UTF_8);
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (FileChannel channel = FileChannel.open(file, APPEND, ownerOnly)) {
                channel.write(ByteBuffer.wrap(line));
                channel.force(true);
            }
            lines++;
        } catch (IOException e) {
            LOG.error("call {} cannot be written into {}", call.id(), file, e);
        }
    }

    /** Writes the file anew with what is sound and not too old. */
    private void rewrite() throws IOException {
        List<String> all = lines();
        List<String> sound = all.stream().filter(line -> read(line).isPresent()).toList();
        if (sound.size() < all.size()) {
            LOG.warn("{} lines of {} were no calls' and are gone", all.size() - sound.size(), file);
        }
        List<String> latest = sound.subList(Math.max(0, sound.size() - remembered), sound.size());
        String text = latest.stream().map(line -> line + "\n").collect(Collectors.joining());
        DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        lines = latest.size();
    }

    private List<String> lines() throws IOException {
        return Files.exists(file)
                ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
    }

    private static Optional<CallReport> read(String line) {
        try {
            return Optional.of(StrictJson.MAPPER.readValue(line, CallReport.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
