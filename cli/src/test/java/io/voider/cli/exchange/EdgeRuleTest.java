package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EdgeRuleTest {
    @Test
    void theThreatModelHasTheTableThatTheCodePrints() throws IOException {
        Path page = Path.of("../docs/threat-model.md");
        assertThat(Files.readString(page)).contains(EdgeRule.table());
    }

    @Test
    void whatPassesIsNotAnswered() {
        assertThat(EdgeRule.CALL.passes()).isTrue();
        assertThat(EdgeRule.CALL.status()).isZero();
        assertThat(EdgeRule.NO_DIALOG.passes()).isFalse();
        assertThat(EdgeRule.NO_DIALOG.status()).isEqualTo(481);
    }
}
