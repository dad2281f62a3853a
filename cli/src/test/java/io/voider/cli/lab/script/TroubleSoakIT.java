package io.voider.cli.lab.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.lab.world.NatKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that goes on while one thing after another goes wrong, in an order that the seed says. */
@Tag("soak")
class TroubleSoakIT {
    private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final int SOAK_MINUTES = Integer.getInteger("voider.soak.minutes", 30);
    private static final long GROWTH_KILOBYTES = 16 << 10;

    @TempDir
    private Path directory;

    @Test
    void aCallGoesOnWhateverHappensOnce() throws Exception {
        try (Troubles troubles = raise()) {
            List<Troubles.Outcome> outcomes = new ArrayList<>();
            for (Trouble trouble : chosen()) {
                outcomes.add(troubles.happen(trouble, SHORT_NANOS));
            }
            judge(troubles, outcomes);
        }
    }

    @Test
    void theRelayOfARendezvousThatCameBackCarriesACallWhosePathDrops() throws Exception {
        try (Troubles troubles = raise()) {
            troubles.happen(Trouble.RENDEZVOUS_KILLED, SHORT_NANOS);
            troubles.happen(Trouble.QUIET, LONG_NANOS); // until the nodes have tried it again
            Troubles.Outcome dropped = troubles.happen(Trouble.OWN_PATH_DROPS, 3 * SHORT_NANOS);
            assertThat(dropped.gapMillis()).isLessThan((int) TimeUnit.NANOSECONDS.toMillis(SHORT_NANOS));
        }
    }

    @Test
    void aCallGoesOnForHalfAnHourOfTrouble() throws Exception {
        long seed = Long.getLong("voider.soak.seed", System.nanoTime());
        System.out.println("soak of " + SOAK_MINUTES + " minutes, -Dvoider.soak.seed=" + seed);
        Random random = new Random(seed);
        try (Troubles troubles = raise()) {
            List<Troubles.Outcome> outcomes = new ArrayList<>();
            for (Trouble trouble : Trouble.values()) {
                outcomes.add(troubles.happen(trouble, LONG_NANOS));
            }
            long resident = troubles.residentKilobytes();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(SOAK_MINUTES);
            List<Trouble> next = new ArrayList<>();
            while (System.nanoTime() - end < 0) {
                if (next.isEmpty()) {
                    next.addAll(Arrays.asList(Trouble.values()));
                    Collections.shuffle(next, random);
                }
                outcomes.add(troubles.happen(next.remove(0), LONG_NANOS / 2 + random.nextLong(LONG_NANOS / 2)));
            }
            long grown = troubles.residentKilobytes() - resident;
            System.out.println("resident " + resident + " KiB after each once, and " + grown + " more in the end");
            judge(troubles, outcomes);
            assertThat(grown).as("growth, KiB").isLessThan(GROWTH_KILOBYTES);
        }
    }

    /** All of them, or those of a property, for who looks for the cause of one. */
    private static List<Trouble> chosen() {
        String names = System.getProperty("voider.troubles");
        return names == null
                ? List.of(Trouble.values())
                : Arrays.stream(names.split(",")).map(Trouble::valueOf).toList();
    }

    private Troubles raise() throws IOException, InterruptedException {
        return new Troubles(Worlds.claim(), Worlds.options(3, Worlds.ORDINARY, NatKind.CONE), directory);
    }

    private static void judge(Troubles troubles, List<Troubles.Outcome> outcomes)
            throws IOException, InterruptedException {
        System.out.println(Troubles.table(outcomes));
        troubles.requireAcknowledged();
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.trouble().isTheCallsOwn())
                .as("packets lost though nothing was wrong with the call's own way")
                .allMatch(outcome -> outcome.lost() == 0);
        assertThat(outcomes)
                .as("calls that ended")
                .noneMatch(outcome -> outcome.ended() != outcome.trouble().ends());
    }
}
