package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static io.voider.cli.node.TwoHomes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that get a fifth of a processor each, their OpenVPNs with them: no timer of theirs is missed by that. */
class SlowMachineIT {
    /** It takes 4 s; with a timer that was missed, once more as long as that timer. */
    private static final long BEFORE_A_SECOND_ATTEMPT_MILLIS = 15_000;

    /** Stops the processes and their children for 40 ms of 50. */
    private static final String BRAKE = "while :; do children=$(for root; do cat /proc/$root/task/*/children; done);"
            + " kill -STOP $* $children; sleep 0.04; kill -CONT $* $children; sleep 0.01; done 2>/dev/null";

    @TempDir
    private Path directory;

    @Test
    void aLineComesUpAtItsFirstAttempt() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            List<Process> nodes = List.of(homes.run(ALICE), homes.run(BOB));
            Process brake = brake(nodes);
            try {
                homes.awaitReady(ALICE);
                homes.awaitReady(BOB);
                long ready = System.nanoTime();
                homes.awaitLines(ALICE, line -> line.state().equals("up"));
                homes.awaitLines(BOB, line -> line.state().equals("up"));
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ready);
                System.out.println("on a fifth of a processor the line was up " + millis + " ms after both were ready");
                assertThat(millis).isLessThan(BEFORE_A_SECOND_ATTEMPT_MILLIS);
            } finally {
                brake.destroyForcibly().onExit().join();
                release(nodes);
            }
        }
    }

    private static Process brake(List<Process> nodes) throws Exception {
        ProcessBuilder command = new ProcessBuilder("sh", "-c", BRAKE, "brake");
        nodes.forEach(node -> command.command().add(Long.toString(node.pid())));
        return command.start();
    }

    /** Whatever the brake left standing goes on. */
    private static void release(List<Process> nodes) throws Exception {
        ProcessBuilder command = new ProcessBuilder("kill", "-CONT");
        nodes.stream()
                .flatMap(node -> node.toHandle().descendants())
                .forEach(child -> command.command().add(Long.toString(child.pid())));
        nodes.forEach(node -> command.command().add(Long.toString(node.pid())));
        command.start().onExit().join();
    }
}
