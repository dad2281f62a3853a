package io.voider.cli.node.line;

import io.voider.cli.state.Failure;
import io.voider.cli.state.Friend;
import io.voider.cli.state.State;
import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of which friends there was ever a sign of life, by their numbers, on the disk: a line each, since a number is never given twice.
 * Losing it costs a second piece of news and nothing else, so no damage to it keeps a node from starting. Blocks; belongs to one thread.
 */
public final class FirstSigns {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSigns.class);

    /** Where there is no such file yet, whoever was invited before that has used the invitation long since. */
    private static final Duration SURELY_USED = Duration.ofDays(1);

    private static final int LONGEST_FILE = 4_096;

    private final Path file;
    private final NavigableSet<Integer> seen = new TreeSet<>();

    private FirstSigns(Path file) {
        this.file = file;
    }

    /** What is written there; or what must have been, of the friends in {@code state}. */
    public static FirstSigns open(Path file, State state, Instant now) {
        FirstSigns signs = new FirstSigns(file);
        if (!signs.read()) {
            state.friends().stream()
                    .filter(friend -> friend.invitedAt().isBefore(now.minus(SURELY_USED)))
                    .map(Friend::number)
                    .forEach(signs.seen::add);
        }
        return signs;
    }

    private boolean read() {
        try {
            if (!Files.exists(file) || Files.size(file) > LONGEST_FILE) {
                return false;
            }
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                seen.add(Integer.parseInt(line));
            }
            return true;
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} cannot be read: whose invitation was used may be told a second time", file);
            return false;
        }
    }

    /** Whether that friend was ever heard of. */
    boolean has(int number) {
        return seen.contains(number);
    }

    /** Notes a sign of life, and says whether it was the first. */
    boolean note(int number) {
        if (!seen.add(number)) {
            return false;
        }
        String text = seen.stream().map(each -> each + "\n").collect(Collectors.joining());
        try {
            DurableFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.warn("that the invitation of friend {} was used cannot be written down: {}", number, Failure.words(e));
        }
        return true;
    }
}
