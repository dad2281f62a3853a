package io.voider.cli.lab.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.lab.world.NatKind;
import io.voider.cli.state.StrictJson;
import io.voider.transport.link.LinkProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code docs/lab.md} says of the lab's JSON, its NATs and its cables is what the lab writes and knows. */
class LabPageTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/lab.md"));
    }

    @Test
    void thePageNamesEverythingThatTheVerdictAndAStepHave() throws IOException {
        LabVerdict verdict = new LabVerdict(
                true, 1L, "direct", List.of(new LabVerdict.CallResult("a", "b", true, true, List.of(1.0), 0, 4.4)));
        JsonNode verdictJson = StrictJson.MAPPER.valueToTree(verdict);
        JsonNode stepJson = StrictJson.MAPPER.valueToTree(new Step("line", true, 1, "up", Map.of()));
        String page = page();
        for (JsonNode object : List.of(verdictJson, verdictJson.path("calls").get(0), stepJson)) {
            for (String name : object.propertyNames()) {
                assertThat(page).contains("`" + name + "`");
            }
        }
    }

    @Test
    void thePageNamesEveryNatAndEveryFault() throws IOException {
        String page = page();
        for (NatKind kind : NatKind.values()) {
            assertThat(page).contains("| `" + kind.label() + "` |");
        }
        for (FaultKind kind : FaultKind.values()) {
            assertThat(page).contains("| `" + kind.label() + "` |");
        }
    }

    @Test
    void twoCablesMakeTheWayFromHomeToHome() {
        LinkProfile half = new LabOptions.Cable(25, 5, 0.2, 0.1, 0.05, 512, 1500).half();
        assertThat(2 * half.delayNanos()).isEqualTo(25_000_000);
        assertThat(2 * half.jitterNanos()).isEqualTo(5_000_000);
        assertThat(2 * half.loss()).isEqualTo(0.2);
        assertThat(half.duplicate()).isEqualTo(0.1);
        assertThat(half.reorder()).isEqualTo(0.05);
        assertThat(half.bitsPerSecond()).isEqualTo(512_000);
        assertThatThrownBy(() -> new LabOptions.Cable(5, 6, 0, 0, 0, 0, 1500)).hasMessageContaining("jitter");
        assertThatThrownBy(() -> new LabOptions.Cable(5, 5, 1.1, 0, 0, 0, 1500)).hasMessageContaining("0…1");
    }
}
