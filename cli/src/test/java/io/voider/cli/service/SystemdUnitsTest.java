package io.voider.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.command.console.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How systemd takes a stop, a failed start and a watchdog's bite, in both units. */
class SystemdUnitsTest {
    /** What a JVM that SIGTERM ended exits with. */
    private static final String ENDED_BY_SIGTERM = "143";

    private static Map<String, List<String>> read(String unit) throws IOException {
        return Files.readAllLines(Path.of("../packaging/systemd", unit)).stream()
                .filter(line -> line.matches("[A-Za-z]+=.*"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.groupingBy(
                        pair -> pair[0], Collectors.mapping(pair -> pair[1], Collectors.toList())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"voider.service", "voider-rendezvous.service"})
    void aStopIsNoFailure(String unit) throws IOException {
        assertThat(read(unit))
                .containsEntry("SuccessExitStatus", List.of(ENDED_BY_SIGTERM))
                .containsEntry("TimeoutStopSec", List.of("20"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"voider.service", "voider-rendezvous.service"})
    void aFailedStartIsTriedAgainUnlessTryingCannotHelp(String unit) throws IOException {
        assertThat(read(unit))
                .containsEntry("Type", List.of("notify"))
                .containsEntry("Restart", List.of("on-failure"))
                .containsEntry("RestartPreventExitStatus", List.of(Exit.USAGE.code() + " " + Exit.PRIVILEGE.code()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"voider.service", "voider-rendezvous.service"})
    void aProcessThatStandsStillIsKilledAndStartedAgain(String unit) throws IOException {
        assertThat(read(unit))
                .containsEntry("WatchdogSec", List.of("30"))
                .containsEntry("NotifyAccess", List.of("main"));
    }
}
