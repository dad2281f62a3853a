package io.voider.cli.disguise;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.StrictJson;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisguiseTest {
    private final Disguise disguise =
            new Disguise(Pseudonyms.ofThisReport(new SecureRandom()), List.of("bob", "Zoë Müller", "Müller"));

    @Test
    void theSameThingHasTheSamePseudonymWhereverItStands() {
        String text = disguise.of("bob at 203.0.113.7 called; Bob's line to 203.0.113.7 is up; 203.0.113.8 is another");
        assertThat(text)
                .matches("(name-[0-9a-f]{6}) at (address-[0-9a-f]{6}) called; \\1's line to \\2 is up;"
                        + " (?!\\2)address-.*");
    }

    @Test
    void anotherReportHasOtherPseudonymsUnlessBothAreOfOnePhrase() {
        Disguise other = new Disguise(Pseudonyms.ofThisReport(new SecureRandom()), List.of("bob"));
        assertThat(other.of("bob")).isNotEqualTo(disguise.of("bob"));
        assertThat(new Disguise(Pseudonyms.ofPhrase("a long phrase"), List.of("bob")).of("bob"))
                .isEqualTo(new Disguise(Pseudonyms.ofPhrase("a long phrase"), List.of("bob")).of("bob"))
                .isNotEqualTo(new Disguise(Pseudonyms.ofPhrase("another phrase"), List.of("bob")).of("bob"));
    }

    @Test
    void aNameIsFoundInEitherSpellingOfItsUmlautAndNotWithinAnotherWord() {
        assertThat(disguise.of("Zoe\u0308 Mu\u0308ller"))
                .isEqualTo(disguise.of("Zoë Müller"))
                .startsWith("name-");
        assertThat(disguise.of("MÜLLER")).startsWith("name-");
        assertThat(disguise.of("bobbin")).isEqualTo("bobbin");
    }

    /** What a helper needs to read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-30 14:27:39.428 WARN Hooks - no hook was run for 1063 events, since there were too many",
                "2026-11-30T14:27:39+0100 ready",
                "the path broke, another is looked for; it was up for 3 h",
                "Linux 6.1.0-28, Java 17.0.15+6, voider 0.1.0",
                "\tat io.voider.cli.node.Node.start(Node.java:251)",
                "\tat java.base/java.lang.Thread.run(Thread.java:840)",
                "/var/lib/voider is in use by another voider",
                "next try in 60000 ms, 12.5 % lost, MOS 4.31, port 7443"
            })
    void whatSaysNothingOfAnybodyStays(String text) {
        assertThat(disguise.of(text)).isEqualTo(text);
    }

    @Test
    void aDocumentKeepsItsFieldsAndFigures() {
        String json = """
            {"name":"carol","dial":"10.1.2.1","shortNumber":21,"state":"up","why":"","rttMillis":12.345678,"since":"2026-11-30T12:00:00Z",\
            "version":"0.1.0","counters":{"dropped.path-full":1234567890},"friends":["bob"]}\
            """;
        var made = disguise.of(StrictJson.MAPPER.readTree(json));
        assertThat(made.path("state").asString()).isEqualTo("up");
        assertThat(made.path("rttMillis").asDouble()).isEqualTo(12.345678);
        assertThat(made.path("since").asString()).isEqualTo("2026-11-30T12:00:00Z");
        assertThat(made.path("version").asString()).isEqualTo("0.1.0");
        assertThat(made.path("counters").path("dropped.path-full").asLong()).isEqualTo(1_234_567_890L);
        assertThat(made.path("name").asString()).startsWith("name-");
        assertThat(made.path("dial").asString()).startsWith("number-");
        assertThat(made.path("shortNumber").asString()).startsWith("number-");
        assertThat(made.path("friends").path(0).asString()).startsWith("name-");
    }

    /** No text takes long, whatever stands in it. */
    @Test
    void aHostileTextTakesNoLongerThanItsLength() {
        for (String piece : List.of(
                "a.", "A b ", "1 ", "::", "/x", "\"", "-----BEGIN ", "Ää", "Aa Bb ", "password", "sip:", "a@", "0a:")) {
            assertThat(disguise.of(piece.repeat(20_000))).isNotNull();
        }
    }
}
