package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.exchange.DialledNumber;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static String find(Directory directory, String what) {
        return directory.find(what, line -> false).map(DialledNumber::toString).orElse("nobody");
    }

    @Test
    void aShortNumberComesBeforeASpellingOnTheKeypad() {
        Directory directory = new Directory(Wire.state().renumbering("carol", 262));
        assertThat(find(directory, "262")).isEqualTo("10.2.1.1");
        assertThat(find(directory, "bob")).isEqualTo("10.1.2.1");
    }

    @Test
    void namesThatAreSpeltAlikeMeanNobody() {
        Directory directory = new Directory(Wire.state().inviting("anc", null, 1, Instant.EPOCH));
        assertThat(find(directory, "262")).isEqualTo("nobody");
        assertThat(find(directory, "anc")).isEqualTo("10.1.4.1");
    }

    @Test
    void aNameIsSpeltByTheKeysOfItsLetters() {
        assertThat(Directory.keys("Zoë O'Hara-2")).isEqualTo("96364272" + "2");
        assertThat(Directory.keys("Ångström")).isEqualTo("26478766");
        assertThat(Directory.keys("Ваня")).isNull();
    }

    @Test
    void whoWasCutOffIsNobody() {
        Directory directory = new Directory(Wire.state().revoking("bob", Instant.EPOCH));
        for (String what : new String[] {"21", "bob", "262"}) {
            assertThat(find(directory, what)).as(what).isEqualTo("nobody");
        }
    }

    @Test
    void whateverOneIsCalledBackByIsOneself() {
        Directory directory = new Directory(Wire.state());
        for (String number : new String[] {
            "10.1.2.1", "10.1.2.9", "10.2.1.1", "10.2.7.1", "10.1.1.2", "10.1.1.150", "10.1.2.0", "10.1.1.0"
        }) {
            DialledNumber dialled = DialledNumber.dialled(Wire.address(number));
            assertThat(find(directory, directory.user(dialled))).isEqualTo(number);
        }
    }
}
