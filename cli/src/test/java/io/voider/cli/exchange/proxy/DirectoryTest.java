package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.exchange.DialledNumber;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(Directory.keys("Jürgen Groß")).isEqualTo("5874364767" + "7");
        assertThat(Directory.keys("Søren Łęcki")).isEqualTo("7673653254");
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

    @ParameterizedTest
    @CsvSource({
        "99, nobody",
        "100, 10.1.1.0",
        "101, 10.1.1.1",
        "199, 10.1.1.99",
        "200, nobody",
        "899, nobody",
        "900, 10.1.1.200",
        "954, 10.1.1.254",
        "955, nobody",
        "010, nobody",
        "10.1.2.254, 10.1.2.254",
        "10.1.2.255, nobody",
        "10.1.2.0, 10.1.2.0",
        "10.0.2.1, nobody",
        "10.1.0.1, nobody",
        "10.254.254.1, 10.254.254.1",
        "10.255.1.1, nobody",
        "10.1.255.1, nobody",
        "10*1*2*1#, 10.1.2.1",
        "10*1.2*1, nobody",
        "21#, 10.1.2.1",
        "BOB, 10.1.2.1",
        "262#, 10.1.2.1",
        "#, nobody"
    })
    void whomOneDials(String dialled, String number) {
        assertThat(find(new Directory(Wire.state()), dialled)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.1, 21, bob",
        "10.1.2.3, 10*1*2*3, bob.3",
        "10.2.1.1, 23, carol",
        "10.2.1.3, 10*2*1*3, carol.3",
        "10.2.7.1, 10*2*7*1, carol 7",
        "10.2.7.3, 10*2*7*3, carol 7.3",
        "10.1.9.1, 10*1*9*1, ",
        "10.1.1.99, 199, ",
        "10.1.1.100, 10*1*1*100, "
    })
    void whatANumberIsCalledBackByAndHowItIsNamed(String number, String user, @Nullable String name) {
        Directory directory = new Directory(Wire.state());
        DialledNumber dialled = DialledNumber.dialled(Wire.address(number));
        assertThat(directory.user(dialled)).isEqualTo(user);
        assertThat(directory.name(dialled)).isEqualTo(name);
    }

    @Test
    void digitsAndLettersAtTheEndsOfTheKeysCount() {
        assertThat(Directory.keys("09 az")).isEqualTo("0929");
        assertThat(Directory.keys("/:")).isEmpty();
    }
}
