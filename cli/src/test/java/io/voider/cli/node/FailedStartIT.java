package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot start gives back what it had taken by then. */
class FailedStartIT {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    @Test
    void aStartThatFailsLeavesThePhonesInterfaceWhereItWas() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.books(TwoHomes.ALICE, alice -> {});
            // Where the control socket should come lies something that cannot be replaced.
            Files.createDirectories(
                    directory.resolve(TwoHomes.ALICE).resolve("control.sock").resolve("in the way"));
            Process alice = homes.run(TwoHomes.ALICE);
            assertThat(alice.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(alice.exitValue()).isEqualTo(1);
            assertThat(homes.machine().links().find(TwoHomes.phoneInterface(TwoHomes.ALICE)))
                    .isPresent();
            assertThat(Namespace.list()).noneMatch(name -> name.startsWith(TwoHomes.prefix(TwoHomes.ALICE)));
        }
    }
}
