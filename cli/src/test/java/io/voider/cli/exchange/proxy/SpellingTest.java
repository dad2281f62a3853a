package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "21, 21",
        "%32%31, 21",
        "J%C3%B6rg, Jörg",
        "a%, a%",
        "a%4, a%4",
        "a%41, aA",
        "a%41b, aAb",
        "%zz, %zz",
        "%4z, %4z",
        "%z4, %z4",
        "%0A1, '\n1'",
        "%201, ' 1'"
    })
    void escapesInAUserPartAreResolvedAndWhatIsNoneStays(String written, String plain) {
        assertThat(Spelling.of("sip:" + written + "@voider").orElseThrow().plainUser())
                .isEqualTo(plain);
    }

    @Test
    void aUriWithoutAUserPartHasNone() {
        Spelling spelling = Spelling.of("sip:voider:5060;lr").orElseThrow();
        assertThat(spelling.user()).isNull();
        assertThat(spelling.plainUser()).isNull();
        assertThat(spelling.host()).isEqualTo("voider");
        assertThat(Spelling.of("tel:21")).isEmpty();
    }

    @Test
    void theSchemeIsPutInFrontWhereAPhoneLeftItOut() {
        assertThat(Spelling.withScheme("21@voider")).isEqualTo("sip:21@voider");
        assertThat(Spelling.withScheme("sip:21@voider")).isEqualTo("sip:21@voider");
        assertThat(Spelling.withScheme("tel:21")).isEqualTo("tel:21");
    }
}
