package io.voider.cli.capture;

import io.voider.cli.report.CallReport;
import io.voider.cli.report.RecordingReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recordings of calls that a node's page offers, in a directory of their own: few, and no more than there is room for. Each call has one
 * file, whose name is its number's alone. Blocks on the disk.
 */
public final class KeptRecordings {
    /** How many bytes all of them have at the most, with the one that is being made. */
    public static final long MOST_BYTES = 200_000_000;

    static final int MOST = 20;

    private static final Pattern NAME = Pattern.compile("call-([0-9]{1,18})\\.pcap");

    private final Path directory;

    /** A recording that is there. */
    private record Kept(Path file, long bytes, long endedMillis) {}

    /** @param directory made when the first one is kept */
    public KeptRecordings(Path directory) {
        this.directory = directory;
    }

    /**
     * Where a recording of that call is to be written. The oldest ones make room for it.
     *
     * @param mostBytes how long it may become, {@link #MOST_BYTES} at the most
     * @throws IOException if there can be none
     */
    public Path place(long call, long mostBytes) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path place = file(call);
        Deque<Kept> others = new ArrayDeque<>(all());
        others.removeIf(kept -> kept.file.equals(place));
        long bytes = others.stream().mapToLong(Kept::bytes).sum();
        while (!others.isEmpty() && (others.size() >= MOST || bytes + mostBytes > MOST_BYTES)) {
            Kept oldest = others.removeFirst();
            bytes -= oldest.bytes;
            Files.deleteIfExists(oldest.file);
        }
        return place;
    }

    /** What there is of that call. A recording that ended before the call began is of another one of that number. */
    public RecordingReport of(CallReport call) throws IOException {
        Kept kept = kept(file(call.id()));
        return new RecordingReport(
                call.id(),
                kept == null || kept.endedMillis < call.startedAt().toEpochMilli() ? null : kept.bytes,
                "sudo voider capture call:" + call.id() + " --keep");
    }

    /** The recording of that call, to be read; empty if there is none. */
    public Optional<FileChannel> open(long call) throws IOException {
        Path file = file(call);
        return kept(file) == null
                ? Optional.empty()
                : Optional.of(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Deletes them all, and nothing that somebody put beside them.
     *
     * @throws IOException if one stays
     */
    public void discard() throws IOException {
        for (Kept kept : all()) {
            Files.deleteIfExists(kept.file);
        }
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> left = Files.list(directory)) {
                if (left.findAny().isEmpty()) {
                    Files.delete(directory);
                }
            }
        }
    }

    private Path file(long call) {
        return directory.resolve("call-" + call + ".pcap");
    }

    /** Oldest first. */
    private List<Kept> all() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        Deque<Kept> found = new ArrayDeque<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                Kept kept = name.matches() ? kept(file) : null;
                if (kept != null) {
                    found.add(kept);
                }
            }
        }
        return found.stream()
                .sorted(Comparator.comparingLong(Kept::endedMillis))
                .toList();
    }

    private static @Nullable Kept kept(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new Kept(file, attributes.size(), attributes.lastModifiedTime().toMillis());
    }
}
