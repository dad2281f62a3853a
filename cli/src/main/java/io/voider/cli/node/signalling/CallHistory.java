package io.voider.cli.node.signalling;

import io.voider.cli.report.CallReport;
import io.voider.cli.state.Failure;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The calls that ended, on the disk: one JSON object a line, the latest last; of two lines with one id the later one counts.
 * Entries are gathered for {@link #SOON} and appended with one write and one sync, which spares a memory card. With twice as many
 * lines as are remembered, the file is written anew without the older half.
 *
 * <p>The history is a comfort: no disk that is full or broken, and no line that a kill cut short or that is nonsense, keeps a
 * node from starting, a call from ending, or a node from stopping. What cannot be read is skipped and said, what cannot be
 * written waits, as much as is remembered.
 *
 * <p>Thread-safe; only {@link #open}, {@link #write} and the tasks given to the scheduler wait for the disk.
 */
public final class CallHistory {
    /** How long a new entry waits for others. */
    static final Duration SOON = Duration.ofSeconds(2);

    /** How long what could not be written waits for the next attempt. */
    static final Duration LATER = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(CallHistory.class);
    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    private static final int LONGEST_FILE = 64 << 20;

    /** Entries of earlier versions lack what was added since. */
    private static final JsonMapper MAPPER = StrictJson.MAPPER
            .rebuild()
            .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** Runs a task after a while, on a thread that may wait for the disk. */
    public interface Scheduler {
        /** Runs {@code task} when {@code delay} is over. */
        void after(Duration delay, Runnable task);
    }

    private final Path file;
    private final int remembered;
    private final Scheduler scheduler;
    private final List<CallReport> past;

    /** Guarded by this. */
    private final Map<Long, CallReport> waiting = new LinkedHashMap<>();

    private boolean soon;
    private boolean later;

    /** Guarded by {@link #disk}, as is the file. */
    private int lines;

    private boolean endsWhole = true;
    private boolean failing;
    private final Object disk = new Object();

    private CallHistory(Path file, int remembered, Scheduler scheduler) {
        this.file = file;
        this.remembered = remembered;
        this.scheduler = scheduler;
        past = read();
    }

    /**
     * Opens the history, which need not be there yet.
     *
     * @param remembered how many entries are kept at the least
     */
    public static CallHistory open(Path file, int remembered, Scheduler scheduler) {
        return new CallHistory(file, remembered, scheduler);
    }

    /** The entries that were there when it was opened, latest first. */
    public List<CallReport> past() {
        return past;
    }

    /** Takes a call that ended; never waits. */
    public void add(CallReport entry) {
        synchronized (this) {
            putOff(entry);
            if (soon) {
                return;
            }
            soon = true;
        }
        scheduler.after(SOON, this::write);
    }

    private void putOff(CallReport entry) {
        waiting.remove(entry.id());
        if (waiting.size() >= remembered) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        waiting.put(entry.id(), entry);
    }

    private void writeLater() {
        synchronized (this) {
            if (soon || later || waiting.isEmpty()) {
                return;
            }
            later = true;
        }
        scheduler.after(LATER, this::write);
    }

    /** Writes what waits, now. */
    public void write() {
        synchronized (disk) {
            List<CallReport> entries;
            synchronized (this) {
                soon = false;
                later = false;
                entries = List.copyOf(waiting.values());
            }
            if (entries.isEmpty()) {
                return;
            }
            try {
                append(entries);
                forget(entries);
                failing = false;
            } catch (IOException e) {
                if (!failing) {
                    LOG.error(
                            "{} ended calls cannot be written into {} ({}); calls go on, and the history is written"
                                    + " when the disk takes it again",
                            entries.size(),
                            file,
                            Failure.words(e));
                }
                failing = true;
            }
        }
        writeLater();
    }

    private synchronized void forget(List<CallReport> written) {
        for (CallReport entry : written) {
            waiting.remove(entry.id(), entry);
        }
    }

    private void append(List<CallReport> entries) throws IOException {
        if (lines + entries.size() > 2 * remembered) {
            rewrite(newest());
        }
        String text = entries.stream().map(CallHistory::line).collect(Collectors.joining());
        // What follows a line that was cut short must not become part of it.
        byte[] bytes = (endsWhole ? text : "\n" + text).getBytes(StandardCharsets.UTF_8);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(file, APPEND, ownerOnly)) {
            endsWhole = false;
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            endsWhole = true;
        }
        lines += entries.size();
    }

    private static String line(CallReport entry) {
        return StrictJson.MAPPER.writeValueAsString(entry) + "\n";
    }

    private void rewrite(List<CallReport> entries) throws IOException {
        String text = entries.stream().map(CallHistory::line).collect(Collectors.joining());
        DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        lines = entries.size();
        endsWhole = true;
    }

    private List<CallReport> read() {
        synchronized (disk) {
            try {
                List<CallReport> newest = newest();
                mend(newest);
                List<CallReport> latestFirst = new ArrayList<>(newest);
                Collections.reverse(latestFirst);
                return List.copyOf(latestFirst);
            } catch (IOException e) {
                LOG.error(
                        "the calls of before cannot be read from {} ({}); the node goes on without them",
                        file,
                        Failure.words(e));
                return List.of();
            }
        }
    }

    private void mend(List<CallReport> newest) {
        if (endsWhole && lines == newest.size()) {
            return;
        }
        try {
            rewrite(newest);
        } catch (IOException e) {
            LOG.warn("{} cannot be written anew ({}); it stays as it is", file, Failure.words(e));
        }
    }

    /** The sound entries of the file, the latest last and no more than are remembered. */
    private List<CallReport> newest() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        byte[] bytes = tail();
        endsWhole = bytes.length == 0 || bytes[bytes.length - 1] == '\n';
        Map<Long, CallReport> sound = new LinkedHashMap<>();
        int skipped = 0;
        int firstSkipped = 0;
        lines = 0;
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            lines++;
            Optional<CallReport> entry = read(line);
            if (entry.isPresent()) {
                sound.put(entry.get().id(), entry.get());
            } else if (!line.isEmpty()) {
                firstSkipped = skipped == 0 ? lines : firstSkipped;
                skipped++;
            }
        }
        if (skipped > 0) {
            LOG.warn("{}: skipped what is no call, from line {} on; lines in all: {}", file, firstSkipped, skipped);
        }
        List<CallReport> all = new ArrayList<>(sound.values());
        return all.subList(Math.max(0, all.size() - remembered), all.size());
    }

    private byte[] tail() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, LONGEST_FILE));
            channel.position(size - buffer.capacity());
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
            return buffer.array();
        }
    }

    private static Optional<CallReport> read(String line) {
        try {
            return Optional.ofNullable(MAPPER.readValue(line, CallReport.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
