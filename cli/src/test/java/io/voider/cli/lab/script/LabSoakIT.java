package io.voider.cli.lab.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.lab.LabProcess;
import io.voider.cli.lab.Leftovers;
import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.phone.PhonePackages;
import io.voider.cli.lab.world.NatKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Many labs: all kinds of NATs and telephones, twenty faults of a kind, and twenty violent deaths. */
@Tag("soak")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class LabSoakIT {
    private static final int RUNS = 20;
    private static final long PATH_DROP_MILLIS = 600;
    private static final int LONGEST_LIFE_MILLIS = 20_000;

    @BeforeAll
    static void telephonesAreThere() throws Exception {
        PhonePackages.require(EnumSet.allOf(PhoneKind.class), System.err::println);
    }

    private static JsonNode run(String... arguments) throws IOException, InterruptedException {
        try (LabProcess lab = LabProcess.start(arguments)) {
            JsonNode verdict = lab.awaitVerdict();
            assertThat(verdict.path("ok").asBoolean()).as("%s", lab.steps()).isTrue();
            assertThat(lab.awaitEnd()).isZero();
            return verdict;
        }
    }

    /** By short number, name and whole number, at the gateway and past it: a thorough lab dials them all, and so does its sipp. */
    @ParameterizedTest
    @CsvSource({
        "baresip,baresip",
        "baresip,linphone",
        "linphone,baresip",
        "linphone,linphone",
        "baresip,sipp",
        "linphone,sipp"
    })
    void everybodyIsDialledInEveryWay(String one, String other) throws Exception {
        for (List<String> transport : List.of(List.<String>of(), List.of("--tcp"))) {
            List<String> arguments = new ArrayList<>(List.of("--thorough", "--phones", one + "," + other));
            arguments.addAll(transport);
            run(arguments.toArray(String[]::new));
        }
    }

    static Stream<Arguments> pairsOfNats() {
        return Arrays.stream(NatKind.values())
                .flatMap(one -> Arrays.stream(NatKind.values())
                        .filter(other -> other.compareTo(one) >= 0)
                        .map(other -> Arguments.of(one.label(), other.label())));
    }

    @ParameterizedTest
    @MethodSource("pairsOfNats")
    void twoPeopleTalkWhateverNatsAreBetweenThem(String one, String other) throws Exception {
        run("--nat", one + "," + other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--srtp",
                "--tcp",
                "--ipv6",
                "--thorough --homes 3",
                "--phones linphone --homes 3",
                "--phones baresip,linphone",
                "--phones baresip,linphone --srtp",
                "--phones baresip,linphone --tcp",
                "--phones baresip,sipp",
                "--delay 80 --jitter 20"
            })
    void theLabDoesWhatItsOptionsSay(String options) throws Exception {
        run(options.split(" "));
    }

    @Test
    void fiveHomesHaveTenCallsAtOnce() throws Exception {
        JsonNode verdict = run("--homes", "5", "--calls", "10");
        assertThat(verdict.path("calls").size()).isEqualTo(10);
        verdict.path("calls")
                .forEach(call -> assertThat(call.path("ok").asBoolean()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void aCallSurvivesWhatItMust(FaultKind kind) throws Exception {
        List<Long> gaps = new ArrayList<>();
        try (LabProcess lab = LabProcess.start("--keep")) {
            assertThat(lab.awaitVerdict().path("ok").asBoolean())
                    .as("%s", lab.steps())
                    .isTrue();
            for (int i = 0; i < RUNS; i++) {
                JsonNode report = LabProcess.fault(kind);
                assertThat(report.path("ok").asBoolean())
                        .as("run %d: %s", i, report)
                        .isTrue();
                gaps.add(Math.max(gap(report, 0), gap(report, 1)));
            }
        }
        Collections.sort(gaps);
        long p95 = gaps.get(RUNS * 95 / 100 - 1);
        System.out.println(kind.label() + ": median " + gaps.get(RUNS / 2) + " ms, p95 " + p95 + " ms of " + gaps);
        if (kind == FaultKind.PATH_DROP) {
            assertThat(p95).isLessThanOrEqualTo(PATH_DROP_MILLIS);
        }
    }

    private static long gap(JsonNode report, int listener) {
        return report.path("gaps").path(listener).path("gapMillis").asLong();
    }

    @Test
    void theLabLeavesNothingWheneverItIsKilled() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < RUNS; i++) {
            int lifeMillis = random.nextInt(LONGEST_LIFE_MILLIS);
            try (LabProcess lab = LabProcess.start("--keep")) {
                CompletableFuture.runAsync(
                                () -> {}, CompletableFuture.delayedExecutor(lifeMillis, TimeUnit.MILLISECONDS))
                        .join();
                assertThat(Leftovers.afterClearing(lab.kill()))
                        .as("left by a lab that was killed after %d ms", lifeMillis)
                        .isEmpty();
            }
        }
    }
}
