package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanTest {
    /** Eight bytes are looked at together: each place in a word, and each remainder behind one. */
    @Test
    void theNextControlCharacterIsFoundWhereverItIs() {
        for (int length = 0; length < 40; length++) {
            for (int at = 0; at <= length; at++) {
                for (char control : new char[] {0, '\t', '\n', '\r', 0x1f}) {
                    byte[] bytes = bytes(length, at, control);
                    assertThat(Scan.nextControl(bytes, 1, bytes.length - 1)).isEqualTo(1 + at);
                }
            }
        }
    }

    /** Bytes that are no control characters, signed or not, but for one; and one more on each side, outside of the range. */
    private static byte[] bytes(int length, int at, char control) {
        byte[] bytes = new byte[length + 2];
        char[] others = {' ', '~', 0x7f, 0x80, 0x9f, 0xff, '!'};
        for (int i = 0; i < length; i++) {
            bytes[1 + i] = (byte) others[i % others.length];
        }
        if (at < length) {
            bytes[1 + at] = (byte) control;
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "'\"\"', 2",
        "'\"a\\\"b\"c', 6",
        "'\"a\\\\\"', 5",
        "'\"', -1",
        "'\"a\\\"', -1",
        "'\"a\\', -1",
    })
    void aQuotedStringEndsBehindItsQuote(String text, int end) {
        byte[] bytes = Scan.of(text + "\"");
        assertThat(Scan.quotedEnd(bytes, 0, bytes.length - 1)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "%41, true",
        "%fF, true",
        "%4, false",
        "%4g, false",
        "%g4, false",
        "x41, false",
    })
    void anEscapeIsAPercentSignAndTwoDigits(String text, boolean escape) {
        byte[] bytes = Scan.of("  " + text + "0");
        assertThat(Scan.isEscape(bytes, 2, bytes.length - 1)).isEqualTo(escape);
    }

    @ParameterizedTest
    @CsvSource({
        "a.b-c_d%41:5, 10",
        "[::1]:5, 5",
        "[::1, 0",
        ";x, 0",
        "'', 0",
    })
    void aHostIsANameOrAnAddress(String text, int end) {
        byte[] bytes = Scan.of(text + "]");
        assertThat(Scan.hostEnd(bytes, 0, bytes.length - 1)).isEqualTo(end);
    }

    @Test
    void lettersAreThoseOfAscii() {
        for (char letter : "AMZamz".toCharArray()) {
            assertThat(Scan.isLetter((byte) letter)).isTrue();
        }
        for (char other : "@[`{0 \u00c4".toCharArray()) {
            assertThat(Scan.isLetter((byte) other)).as("%s", other).isFalse();
        }
    }

    @Test
    void wordsAreComparedWithinTheirRange() {
        byte[] bytes = Scan.of("xSiP/");
        assertThat(Scan.equalIgnoringCase(bytes, 1, 4, Scan.of("sip"))).isTrue();
        assertThat(Scan.equalIgnoringCase(bytes, 1, 5, Scan.of("sip"))).isFalse();
        assertThat(Scan.equalIgnoringCase(bytes, 1, 3, Scan.of("sip"))).isFalse();
        assertThat(Scan.startsIgnoringCase(bytes, 1, 5, Scan.of("sip"))).isTrue();
        assertThat(Scan.startsIgnoringCase(bytes, 1, 3, Scan.of("sip"))).isFalse();
        assertThat(Scan.equal(bytes, 1, 4, "SiP")).isTrue();
        assertThat(Scan.equal(bytes, 1, 4, "SIP")).isFalse();
        assertThat(Scan.equal(bytes, 1, 4, "Si")).isFalse();
        assertThat(Scan.trimEnd(Scan.of("  "), 0, 2)).isZero();
    }
}
