package io.voider.cli.lab.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.NatKind;
import io.voider.cli.report.LineReport;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines and calls over ways as there are in the field: far, unsteady, one-way, and without UDP. Prints the figures of docs/paths.md. */
@Tag("soak")
class FieldConditionsIT {
    private static final int CALL_SECONDS = 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String NUMBER = "10.2.1.1";

    @TempDir
    private Path directory;

    static Stream<Arguments> conditions() {
        return Stream.of(
                Arguments.of("nothing", Worlds.ORDINARY, NatKind.CONE, 0.0),
                Arguments.of("600 ms there and back", cable(300, 0, 0, 0, 0), NatKind.CONE, 0.0),
                Arguments.of(
                        "jitter of 50 ms, a tenth of the packets overtaken",
                        cable(100, 50, 0, 0, 0.1),
                        NatKind.CONE,
                        0.0),
                Arguments.of("a tenth of the packets doubled", cable(20, 0, 0, 0.1, 0), NatKind.CONE, 0.0),
                Arguments.of("a fifth of the packets lost", cable(20, 0, 0.2, 0, 0), NatKind.CONE, 0.09),
                Arguments.of("UDP blocked at both homes", Worlds.ORDINARY, NatKind.BLOCKED, 0.0));
    }

    private static LabOptions.Cable cable(int delay, int jitter, double loss, double duplicate, double reorder) {
        return new LabOptions.Cable(delay, jitter, loss, duplicate, reorder, 0, 1500);
    }

    /** @param most the share of the voice that may be missed */
    @ParameterizedTest
    @MethodSource("conditions")
    void twoPeopleTalk(String what, LabOptions.Cable cable, NatKind nat, double most) throws Exception {
        try (Worlds.ClaimedWorld raised = Worlds.of(Worlds.options(2, cable, nat), directory)) {
            World world = raised.world();
            long upMillis = world.startNodes();
            assertThat(share(what, world, upMillis, false)).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void aWayThatLeadsInOneDirectionOnlyIsLeftForAnother() throws Exception {
        try (Worlds.ClaimedWorld raised = Worlds.of(Worlds.options(2, Worlds.ORDINARY, NatKind.CONE), directory)) {
            World world = raised.world();
            long upMillis = world.startNodes();
            double share = share("one direction of the way breaks during the call", world, upMillis, true);
            assertThat(share).isLessThan(0.05);
        }
    }

    /** Talks for a while, and says how much was missed; half-way one direction of the direct way may break. */
    private static double share(String what, World world, long upMillis, boolean breaks) throws Exception {
        LabHome alice = world.homes().get(0);
        LabHome bob = world.homes().get(1);
        try (LongCall call = new LongCall(bob, alice, NUMBER)) {
            long asked = System.nanoTime();
            call.place();
            long answered = Steps.millisSince(asked);
            LongCall.Mark from = call.now();
            TimeUnit.SECONDS.sleep(CALL_SECONDS / 2);
            if (breaks) {
                breakOneDirection();
            }
            TimeUnit.SECONDS.sleep(CALL_SECONDS / 2);
            LongCall.Mark to = call.now();
            TimeUnit.SECONDS.sleep(2); // what is late is not lost
            double share =
                    (double) call.lost(from, to) / (to.byCaller() - from.byCaller() + to.byCallee() - from.byCallee());
            LineReport line = world.line(bob, alice.name());
            call.hangUp();
            if (!Await.until(
                    PATIENCE_NANOS,
                    () -> world.calls(bob).stream()
                            .anyMatch(ended -> ended.state().equals("ended")))) {
                throw new IOException("the call does not end");
            }
            Double mos = world.calls(bob).stream()
                    .map(ended -> ended.mos())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d ms | %s | %d ms | %.2f %% | %d ms | %s |%n",
                    what,
                    upMillis,
                    line.path(),
                    answered,
                    100 * share,
                    20 * call.longestGap(from, to),
                    mos);
            return share;
        }
    }

    /** From now on nothing of the second home's reaches the first directly. */
    private static void breakOneDirection() throws Exception {
        try (Namespace internet = Namespace.open("vlab.internet")) {
            Process nft = internet.start(new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true))
                    .join();
            try (OutputStream in = nft.getOutputStream()) {
                in.write(
                        "table inet oneway { chain through { type filter hook forward priority 0; iifname s2 oifname s1 drop; }; }\n"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(nft.waitFor()).isZero();
        }
    }
}
