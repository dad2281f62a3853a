package io.voider.nat.rendezvous.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(2);

    @TempDir
    Path directory;

    private static AccountChange added(String name) {
        return new AccountChange.AccountAdded(name, Octets.random(RANDOM, 32));
    }

    private List<AccountChange> all() {
        List<AccountChange> changes = new ArrayList<>();
        try (JournalStore store = JournalStore.in(directory)) {
            store.follow(changes::add).toCompletableFuture().join();
        }
        return changes;
    }

    private void write(AccountChange... changes) {
        try (JournalStore store = JournalStore.in(directory)) {
            store.follow(change -> {}).toCompletableFuture().join();
            store.write(List.of(changes)).toCompletableFuture().join();
        }
    }

    private Path journal() {
        return directory.resolve("accounts.journal");
    }

    @Test
    void changesComeBackInOrder() {
        AccountChange alice = added("alice");
        AccountChange bob = new AccountChange.ReaderAdmitted("alice", Octets.random(RANDOM, 32));
        write(alice, bob);

        assertThat(all()).containsExactly(alice, bob);
    }

    @Test
    void aLineCutShortIsForgottenAndTheNextWriteIsWhole() throws Exception {
        AccountChange alice = added("alice");
        AccountChange bob = added("bob");
        write(alice);
        Files.writeString(journal(), "0badc0de {\"change\":\"acc", StandardOpenOption.APPEND);

        assertThat(all()).containsExactly(alice);
        write(bob);
        assertThat(all()).containsExactly(alice, bob);
    }

    @Test
    void aDamagedLineIsReportedNotSkipped() throws Exception {
        write(added("alice"), added("bob"));
        byte[] bytes = Files.readAllBytes(journal());
        bytes[20] ^= 1;
        Files.write(journal(), bytes);

        assertThatThrownBy(this::all)
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).hasMessageContaining("damaged at byte 0"),
                        thrown -> assertThat(thrown)
                                .isInstanceOf(CompletionException.class)
                                .hasMessageContaining("damaged at byte 0"));
    }

    @Test
    void anotherWritersChangesAreNoticed() throws Exception {
        LinkedBlockingQueue<AccountChange> seen = new LinkedBlockingQueue<>();
        try (JournalStore server = JournalStore.in(directory)) {
            server.follow(seen::add).toCompletableFuture().join();
            AccountChange alice = added("alice");
            write(alice);

            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(alice);
        }
    }

    @Test
    void whatNoLongerMattersIsLeftOutAndOthersFollowToTheNewFile() throws Exception {
        AccountChange alice = added("alice");
        write(alice);
        List<AccountChange> idle = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Octets reader = Octets.random(RANDOM, 32);
            idle.add(new AccountChange.ReaderAdmitted("alice", reader));
            idle.add(new AccountChange.ReaderRevoked("alice", reader));
        }
        LinkedBlockingQueue<AccountChange> seen = new LinkedBlockingQueue<>();
        try (JournalStore server = JournalStore.in(directory)) {
            server.follow(seen::add).toCompletableFuture().join();
            server.write(idle).toCompletableFuture().join();
            AccountChange bob = added("bob");
            write(bob);

            assertThat(Files.size(journal())).isLessThan(1000);
            assertThat(all()).containsExactly(alice, bob);
            AccountChange last = alice;
            while (!last.equals(bob)) {
                last = seen.poll(30, TimeUnit.SECONDS);
                assertThat(last).isNotNull();
            }
        }
    }
}
