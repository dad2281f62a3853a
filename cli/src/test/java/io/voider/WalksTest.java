package io.voider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages that lead through the program name files that are there, and no walk comes by a file twice. */
class WalksTest {
    private static final Path CHECKOUT = Path.of("..");
    private static final Pattern SOURCE = Pattern.compile("`([A-Za-z0-9]+\\.java)`");
    /** A room, and what is told of it. */
    private static final Pattern STEP = Pattern.compile("(?ms)^\\d+\\. \\*([a-z.]+)\\*(.*?)(?=^\\d+\\. |^$|\\z)");

    private static final Pattern ROOM = Pattern.compile(".*/src/main/java/io/voider/(.*)/[^/]+\\.java");
    private static final Pattern PAGE = Pattern.compile("`(docs/[a-z-]+\\.md)`");

    @Test
    void everyFileOfAWalkIsThereAndMetOnce() throws IOException {
        Map<String, List<String>> walks = walks();
        assertThat(walks).hasSize(5);
        Set<String> sources = sources();
        walks.forEach((title, files) -> {
            assertThat(files).as(title).hasSizeGreaterThan(10).doesNotHaveDuplicates();
            assertThat(sources).as(title).containsAll(files);
        });
    }

    @Test
    void noWalkComesBackToARoomAndEachFileIsInItsRoom() throws IOException {
        Map<String, String> rooms = rooms();
        walkTexts().forEach((title, text) -> {
            List<String> met = new ArrayList<>();
            Matcher step = STEP.matcher(text);
            while (step.find()) {
                String room = step.group(1);
                met.add(room);
                for (String file : named(SOURCE, step.group(2))) {
                    assertThat(rooms.get(file)).as(title + ": " + file).isEqualTo(room);
                }
            }
            assertThat(met).as(title).hasSizeGreaterThan(5).doesNotHaveDuplicates();
        });
    }

    @Test
    void contributingNamesFilesThatAreThere() throws IOException {
        String page = Files.readString(CHECKOUT.resolve("CONTRIBUTING.md"));
        List<String> files = named(SOURCE, page);
        assertThat(files).hasSizeGreaterThan(10);
        assertThat(sources()).containsAll(files);
        for (String file : named(PAGE, page)) {
            assertThat(CHECKOUT.resolve(file)).exists();
        }
    }

    /** The files that each walk names. */
    private static Map<String, List<String>> walks() throws IOException {
        Map<String, List<String>> walks = new LinkedHashMap<>();
        walkTexts().forEach((title, text) -> walks.put(title, named(SOURCE, text)));
        return walks;
    }

    /** What is told under each heading of the walks. */
    private static Map<String, String> walkTexts() throws IOException {
        String page = Files.readString(CHECKOUT.resolve("docs/architecture.md"));
        String all = page.replaceFirst("(?s).*\\n## Walks\\n", "").replaceFirst("(?s)\\n## .*", "");
        Map<String, String> walks = new LinkedHashMap<>();
        for (String walk : all.split("\n### ", -1)) {
            if (!named(SOURCE, walk).isEmpty()) {
                walks.put(walk.lines().findFirst().orElse(""), walk);
            }
        }
        return walks;
    }

    private static List<String> named(Pattern pattern, String text) {
        List<String> names = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** In which package each file of the program is, as the walks write it. */
    private static Map<String, String> rooms() throws IOException {
        try (Stream<Path> files = Files.walk(CHECKOUT)) {
            return files.filter(file -> ROOM.matcher(file.toString()).matches())
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString(),
                            file -> ROOM.matcher(file.toString())
                                    .replaceFirst("$1")
                                    .replace('/', '.'),
                            (one, other) -> one + " and " + other));
        }
    }

    private static Set<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(CHECKOUT)) {
            return files.filter(file -> file.toString().contains("/src/"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .collect(Collectors.toSet());
        }
    }
}
