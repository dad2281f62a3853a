package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static io.voider.cli.node.TwoHomes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that was started anew: how soon the other end knows that it went, and how soon one can call again. */
class RestartIT {
    /** OpenVPN's own keepalive notices after 20 s and more. */
    private static final long BEFORE_THE_TUNNEL_NOTICES_MILLIS = 12_000;

    private static final int MANY = 50;

    @TempDir
    private Path directory;

    private record Times(long goneMillis, long backMillis) {}

    @Test
    void aLineIsUpAgainSoonAfterEitherNodeWasStartedAnew() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            raise(homes);
            for (String name : List.of(ALICE, BOB)) {
                for (boolean killed : new boolean[] {false, true}) {
                    Times times = restart(homes, name, killed);
                    assertThat(times.goneMillis).isLessThan(BEFORE_THE_TUNNEL_NOTICES_MILLIS);
                    assertThat(times.backMillis).isLessThan(BEFORE_THE_TUNNEL_NOTICES_MILLIS);
                }
            }
        }
    }

    @Test
    void aNodeThatIsToldToEndWarnsOfNothing() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            raise(homes);
            for (String name : List.of(ALICE, BOB)) {
                homes.program(name).destroy();
                homes.program(name).onExit().join();
                assertThat(homes.said(name).lines())
                        .as("%s is told of more than it did wrong: %s", name, homes.said(name))
                        .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
            }
        }
    }

    @Test
    @Tag("soak")
    void fiftyTimesEach() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            raise(homes);
            for (String name : List.of(ALICE, BOB)) {
                for (boolean killed : new boolean[] {false, true}) {
                    List<Times> all = new ArrayList<>();
                    for (int i = 0; i < MANY; i++) {
                        all.add(restart(homes, name, killed));
                    }
                    assertThat(all).allMatch(times -> times.backMillis < BEFORE_THE_TUNNEL_NOTICES_MILLIS);
                }
            }
        }
    }

    private static void raise(TwoHomes homes) throws Exception {
        homes.introduce();
        homes.run(ALICE);
        homes.run(BOB);
        for (String name : List.of(ALICE, BOB)) {
            homes.awaitReady(name);
            homes.awaitLines(name, line -> line.state().equals("up"));
        }
    }

    private static Times restart(TwoHomes homes, String name, boolean killed) throws Exception {
        String other = name.equals(ALICE) ? BOB : ALICE;
        long began = System.nanoTime();
        Process process = homes.program(name);
        if (killed) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        homes.awaitLines(other, line -> !line.state().equals("up"));
        long gone = millisSince(began);
        process.onExit().join();
        homes.run(name);
        homes.awaitReady(name);
        long ready = System.nanoTime();
        homes.awaitLines(name, line -> line.state().equals("up"));
        homes.awaitLines(other, line -> line.state().equals("up"));
        Times times = new Times(gone, millisSince(ready));
        System.out.println(
                name + "'s node was " + (killed ? "killed" : "stopped") + ": the other's line was down after " + gone
                        + " ms, both were up " + times.backMillis + " ms after it was ready again");
        return times;
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
