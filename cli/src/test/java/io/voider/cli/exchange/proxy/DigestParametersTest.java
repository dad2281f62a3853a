package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestParametersTest {
    private static Map<String, String> read(String value) {
        return Objects.requireNonNull(DigestParameters.of(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest realm=\"voider\", qop=auth",
                " digest\trealm = \"voider\" ,qop= auth ",
                "DIGEST ,, realm=\"voider\",\"x, y=z\", qop=auth,",
                "Digest realm=voider qop=\"auth\"",
                "Digest = realm=voider, qop=auth, realm=other, more",
                "Digest realm=\"voi\\der\", qop=auth, nonce=\"open"
            })
    void eachIsReadWhateverStandsBetween(String value) {
        assertThat(read(value)).containsExactly(Map.entry("qop", "auth"), Map.entry("realm", "voider"));
    }

    @Test
    void namesAreOfAnyCaseAndTheFirstCounts() {
        assertThat(read("Digest REALM=\"a\", realm=\"b\"").get("Realm")).isEqualTo("a");
    }

    @Test
    void quotedStringsHaveTheirEscapesResolved() {
        assertThat(read("Digest a=\"x\\\"y\\\\\", b=\"\", c=, d"))
                .containsExactly(Map.entry("a", "x\"y\\"), Map.entry("b", ""), Map.entry("c", ""));
        assertThat(read("Digest a=\"x\\")).isEmpty();
    }

    @Test
    void thirtyTwoAreReadAtTheMost() {
        StringBuilder many = new StringBuilder("Digest ");
        for (int i = 0; i < 40; i++) {
            many.append("p").append(i).append("=1,");
        }
        assertThat(read(many.toString())).hasSize(32).containsKey("p31").doesNotContainKey("p32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic realm=voider", "Digest", "Digestrealm=voider", "", "Digest,realm=voider"})
    void anotherSchemeIsNone(String value) {
        assertThat(DigestParameters.of(value)).isNull();
    }
}
