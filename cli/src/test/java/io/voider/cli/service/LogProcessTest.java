package io.voider.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.VoiderProgram;
import io.voider.cli.state.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The log of a real process: what the stream makes of lines counts for nothing if it gets them otherwise. */
class LogProcessTest {
    @TempDir
    private Path directory;

    private List<String> log(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("rendezvous", "run", "--state", directory.resolve("r").toString(), "--address", "127.0.0.1"));
        arguments.addAll(List.of(options));
        Process process = new ProcessBuilder(VoiderProgram.command(List.of("-XX:+UseSerialGC"), arguments)).start();
        List<String> lines = new ArrayList<>();
        try (var errors = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                lines.add(line);
                if (line.contains("rendezvous listens") || line.contains("the rendezvous runs")) {
                    // Not process.destroy(), which would close what is being read.
                    process.toHandle().destroy();
                }
            }
        } finally {
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        return lines;
    }

    @Test
    void aRendezvousLogsAnObjectALine() throws Exception {
        List<String> lines = log("--log", "json", "--log-level", "debug");
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            JsonNode entry = StrictJson.MAPPER.readTree(line);
            assertThat(entry.propertyNames()).containsExactly("at", "level", "logger", "message", "trace");
            assertThat(entry.path("message").asString()).isNotBlank();
        }
        assertThat(lines).anyMatch(line -> line.contains("\"level\":\"debug\""));
    }

    @Test
    void andAsTextALineThatSaysWhen() throws Exception {
        assertThat(log())
                .anyMatch(line -> line.matches("\\d{4}-\\d{2}-\\d{2} [\\d:.]+ INFO \\S+ - .*rendezvous listens.*"));
    }
}
