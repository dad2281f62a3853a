package io.voider.rtp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Captures and messages of real phones, which lie beside the project's clone and not in it. */
public final class Corpus {
    private static final Path ROOT = Path.of("..", "..", "shared", "corpus");

    private Corpus() {}

    /** All files below {@code folder} of the corpus; the test is skipped, and says so, where there is no corpus. */
    public static List<Path> files(String folder) {
        Path start = ROOT.resolve(folder);
        assumeTrue(
                Files.isDirectory(start),
                () -> "skipped: no corpus of captures at "
                        + start.toAbsolutePath().normalize());
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException failure) {
            throw new IllegalStateException("cannot list " + start, failure);
        }
    }
}
