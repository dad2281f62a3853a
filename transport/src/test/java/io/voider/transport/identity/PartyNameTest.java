package io.voider.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartyNameTest {
    private static final List<String> NAMES = List.of(
            "alice",
            "Jörg",
            "Zoë",
            "Anna Maria",
            "O'Brien",
            "Ιωάννης",
            "王小明",
            "नेहा",
            "R2-D2",
            "a.b_c",
            "x".repeat(40));

    @Test
    void lettersOfAllScriptsSingleSpacesAndAFewSignsMakeAName() {
        assertThat(NAMES).allMatch(PartyName::isName);
        assertThat(List.of(
                        "",
                        " bob",
                        "bob ",
                        "two  spaces",
                        "-bob",
                        ".bob",
                        "x".repeat(41),
                        "a/b",
                        "a\nb",
                        "a,b",
                        "a\u200db",
                        "Zoe\u0308",
                        "a\"b",
                        "a$b",
                        "a;b",
                        "\u0301a",
                        "\u3164",
                        "\u3164\u115f",
                        "\u3164 bob"))
                .noneMatch(PartyName::isName);
        assertThat(PartyName.isName("a ".repeat(100_000))).isFalse();
    }

    @Test
    void whatWasTypedOtherwiseIsTheSameName() {
        assertThat(PartyName.normal(" Zoe\u0308  van\tDam ")).isEqualTo("Zoë van Dam");
        assertThat(PartyName.same("JÖRG", "jörg")).isTrue();
        assertThat(PartyName.same("Strauß", "STRAUSS")).isTrue();
        assertThat(PartyName.same("Jorg", "Jörg")).isFalse();
        for (String unseen : List.of("\u034f", "\u1160", "\u3164", "\ufe0f", "\udb40\udd00")) {
            assertThat(PartyName.same("bob", "bob" + unseen)).as(unseen).isTrue();
        }
    }

    @Test
    void inFilesItIsPrintableAsciiInOneWayOnly() {
        for (String name : NAMES) {
            assertThat(PartyName.escaped(name)).matches("[!-~]+");
            assertThat(PartyName.unescaped(PartyName.escaped(name))).isEqualTo(name);
        }
        assertThat(PartyName.escaped("alice.b_c-d")).isEqualTo("alice.b_c-d");
        for (String other : List.of("Anna+Maria", "%61lice", "J%c3%b6rg", "%zz", "J%C3")) {
            assertThatThrownBy(() -> PartyName.unescaped(other)).as(other).isInstanceOf(HandoverException.class);
        }
    }

    @Test
    void anExchangeOfAnyNameIsWhatItWasAfterItsKeysWereWritten(@TempDir Path directory) throws Exception {
        SecureRandom random = new SecureRandom();
        for (String name : NAMES) {
            Path file = directory.resolve("authority.pem");
            Authority.create(name, Profile.FAST, Instant.now(), random).save(file);
            assertThat(Authority.load(file).exchange()).isEqualTo(name);
            Files.delete(file);
        }
    }
}
