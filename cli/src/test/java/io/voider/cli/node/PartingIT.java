package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static io.voider.cli.node.TwoHomes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How soon a caller is told that the other node has gone, instead of hearing nothing. */
class PartingIT {
    /** Without a word from the rendezvous, the tunnel's own silence is noticed after 20 s and more. */
    private static final long BEFORE_THE_TUNNEL_NOTICES_SECONDS = 15;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "killed"})
    void aLineWhoseNodeHasGoneIsNotUpForLong(String end) throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            Process alice = homes.run(ALICE);
            Process bob = homes.run(BOB);
            for (String name : new String[] {ALICE, BOB}) {
                homes.awaitReady(name);
                homes.awaitLines(name, line -> line.state().equals("up"));
            }
            long start = System.nanoTime();
            if (end.equals("stopped")) {
                bob.destroy();
            } else {
                bob.destroyForcibly();
            }
            homes.awaitLines(ALICE, line -> !line.state().equals("up"));
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            System.out.println("bob's node was " + end + "; alice's knew after " + seconds + " s");
            assertThat(seconds).isLessThan(BEFORE_THE_TUNNEL_NOTICES_SECONDS);
            assertThat(alice.isAlive()).isTrue();
        }
    }
}
