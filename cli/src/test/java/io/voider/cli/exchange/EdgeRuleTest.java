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
        assertThat(EdgeRule.table().lines()).hasSize(2 + EdgeRule.values().length);
        assertThat(Files.readString(page)).contains(EdgeRule.table());
    }

    @Test
    void whatPassesIsNotAnswered() {
        assertThat(EdgeRule.CALL.passes()).isTrue();
        assertThat(EdgeRule.CALL.status()).isZero();
        assertThat(EdgeRule.NO_DIALOG.passes()).isFalse();
        assertThat(EdgeRule.NO_DIALOG.status()).isEqualTo(481);
    }

    @Test
    void theTableSaysHowEachIsRefused() {
        assertThat(EdgeRule.table())
                .contains("| INVITE outside a dialog | yes |")
                .contains("| ACK that belongs to no call between these two | no, in silence |")
                .contains("| Authorization, Proxy-Authorization | no: 403 |");
    }
}
