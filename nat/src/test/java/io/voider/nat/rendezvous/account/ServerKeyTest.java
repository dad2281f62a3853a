package io.voider.nat.rendezvous.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerKeyTest {
    @TempDir
    private Path directory;

    private Accounts accounts() {
        return Accounts.open(directory, List.of(new Endpoint("203.0.113.7", 7443)));
    }

    @Test
    void isMadeOnceAndKept() {
        Octets pin = ServerKey.in(directory).pin();
        assertThat(ServerKey.in(directory).pin()).isEqualTo(pin);
    }

    @Test
    void isNotMadeAnewWhereAccountsKnowAnother() throws IOException {
        try (Accounts accounts = accounts()) {
            accounts.add("alice");
            accounts.add("bob");
        }
        Path file = directory.resolve("server.pem");
        Files.delete(file);

        assertThatThrownBy(() -> ServerKey.in(directory))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("accounts.journal")
                .hasMessageContaining("2 accounts")
                .hasMessageContaining("move " + directory)
                .hasMessageContaining("backup");
        assertThat(file).doesNotExist();
    }

    @Test
    void aJournalOfAccountsThatAreAllGoneIsNoHindrance() throws IOException {
        try (Accounts accounts = accounts()) {
            accounts.add("alice");
            accounts.remove("alice");
        }
        Files.delete(directory.resolve("server.pem"));
        ServerKey.in(directory);
        assertThat(directory.resolve("server.pem")).exists();
    }
}
