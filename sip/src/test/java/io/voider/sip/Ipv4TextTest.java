package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4TextTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0",
        "255.255.255.255, 4294967295",
        "1.2.3.4, 16909060",
        "10.20.0.100, 169082980",
    })
    void dottedDecimalsAreNumbers(String text, long address) {
        assertThat(Ipv4Text.parse(text)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.00",
                "1..2.3",
                "1.2.3.",
                ".1.2.3",
                "1.2,3.4",
                "a.b.c.d",
                "1.2.3./",
                "1.2.3.:",
                "1.2.3.4 ",
                "1.2.3.1000",
                "-1.2.3.4"
            })
    void anyOtherSpellingIsNone(String text) {
        assertThat(Ipv4Text.parse(text)).isEqualTo(Ipv4Text.NONE);
    }

    @Test
    void onlyTheRangeIsRead() {
        assertThat(Ipv4Text.parse(Scan.of("91.2.3.49"), 1, 8)).isEqualTo(0x01020304L);
    }
}
