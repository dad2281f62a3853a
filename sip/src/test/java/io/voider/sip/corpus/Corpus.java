package io.voider.sip.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The messages beside the checkout: {@code shared/corpus} in a directory above, or where {@code voider.corpus} says. */
public final class Corpus {
    private Corpus() {}

    /** The corpus, or null if this checkout has none. */
    public static @Nullable Path find() {
        String told = System.getProperty("voider.corpus");
        if (told != null) {
            return Path.of(told);
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path corpus = up.resolve("shared/corpus");
            if (Files.isDirectory(corpus)) {
                return corpus;
            }
        }
        return null;
    }

    /** Every file below {@code directory} whose name ends with {@code ending}, in the order of their names. */
    public static List<Path> files(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file's bytes. */
    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
