package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of what always holds names every property of SIP and of the exchange, and none that there is not. */
class SipPropertiesPageTest {
    private static final Pattern TEST =
            Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT|Properties))(?:\\.([a-z][A-Za-z0-9]+))?`");

    private final Map<String, String> sources = new TreeMap<>();
    private String page = "";

    @BeforeEach
    void readWhatIsThere() throws IOException {
        page = Files.readString(Path.of("../docs/sip-properties.md"));
        for (String folder : new String[] {"../sip/src/test/java", "../cli/src/test/java/io/voider/cli"}) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
    }

    private boolean isAboutSip(String name) {
        String source = sources.getOrDefault(name, "");
        return name.endsWith("Properties")
                && (source.startsWith("package io.voider.sip") || source.startsWith("package io.voider.cli.exchange"));
    }

    @Test
    void everyPropertyStandsOnThePage() {
        assertThat(sources.keySet().stream().filter(this::isAboutSip))
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(page).contains("`" + name));
    }

    @Test
    void whatThePageNamesIsThere() {
        SoftAssertions all = new SoftAssertions();
        for (MatchResult named : TEST.matcher(page).results().toList()) {
            all.assertThat(sources.keySet()).as(named.group()).contains(named.group(1));
            if (named.group(2) != null) {
                all.assertThat(sources.getOrDefault(named.group(1), ""))
                        .as(named.group())
                        .contains(" " + named.group(2) + "(");
            }
        }
        all.assertAll();
    }
}
