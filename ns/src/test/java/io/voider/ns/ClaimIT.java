package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process leaves that was killed, and how the next finds it. */
final class ClaimIT {

    private final String owner = "vtn" + Long.toString(ProcessHandle.current().pid(), 36);

    @AfterEach
    void clean() {
        try (Claim claim = Claim.take(owner)) {
            claim.removeLeftovers();
        }
    }

    @Test
    @Timeout(60)
    void onlyOneProcessMayHaveTheClaim() throws IOException {
        try (Claim claim = Claim.take(owner)) {
            assertThat(claim.leftovers()).isEmpty();
            assertThatThrownBy(() -> Claim.take(owner))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("EBUSY")
                    .hasMessageContaining("another process runs as " + owner);
        }
        Claim.take(owner).close();
        assertThat(Path.of("/run/voider", owner + ".lock")).doesNotExist();
        assertThatThrownBy(() -> Claim.take("with.dot")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(60)
    void whatIsOursIsNoLeftoverAndWhatWasAnothersIs() throws Exception {
        Process sleeper;
        try (Claim first = Claim.take(owner);
                Namespace whole = first.create("whole");
                Namespace nameless = first.anonymous("nameless")) {
            sleeper = nameless.start(new ProcessBuilder("sleep", "1000")).get(10, TimeUnit.SECONDS);
            Files.createFile(NamespaceDirectory.file(first.name("half")));
            assertThat(whole.name()).isEqualTo(owner + ".whole");
            assertThat(first.leftovers()).extracting(Leftover::name).containsExactly(owner + ".half");
        }
        try (Claim second = Claim.take(owner)) {
            assertThat(second.leftovers())
                    .containsExactlyInAnyOrder(
                            new Leftover(Leftover.What.NAMESPACE, owner + ".whole", List.of()),
                            new Leftover(Leftover.What.HALF_MADE_NAME, owner + ".half", List.of()),
                            new Leftover(Leftover.What.ORPHANS, owner + ".nameless", List.of(sleeper.pid())));
            for (Leftover leftover : second.leftovers()) {
                if (leftover.what() == Leftover.What.NAMESPACE) {
                    second.takeOver(leftover).close();
                } else {
                    second.remove(leftover);
                }
            }
            assertThat(sleeper.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(second.leftovers()).isEmpty();
            assertThat(Namespace.list()).contains(owner + ".whole");
        }
    }
}
