package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.command.console.CommandException;
import io.voider.nat.rendezvous.server.RelaySettings;
import io.voider.nat.rendezvous.server.RendezvousConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RelayElsewhereTest {
    private static final String URI = "turn:203.0.113.9:3478?transport=udp";

    @TempDir
    private Path directory;

    private Path secret;

    @BeforeEach
    void secret() throws IOException {
        secret = Files.writeString(directory.resolve("secret"), "shared\n");
    }

    private RelaySettings settings(String... options) throws IOException {
        RendezvousConfiguration plain = RendezvousConfiguration.of(
                directory, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())));
        return CommandLine.populateCommand(new RelayElsewhere(), options)
                .in(plain)
                .relay();
    }

    @Test
    void aRelayElsewhereTakesThePlaceOfOurOwn() throws IOException {
        assertThat(settings("--relay", URI, "--relay-secret", secret.toString()))
                .isEqualTo(new RelaySettings.External(List.of(URI), "shared"));
    }

    @Test
    void withoutOptionsTheRelayIsOurOwn() throws IOException {
        assertThat(settings()).isEqualTo(RelaySettings.Embedded.PUBLIC);
    }

    @Test
    void halfOfItAndWhatNodesCannotUseAreRefused() {
        assertThatThrownBy(() -> settings("--relay", URI)).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> settings("--relay-secret", secret.toString())).isInstanceOf(CommandException.class);
        for (String uri :
                List.of("turn:relay.example:3478?transport=udp", "203.0.113.9:3478", "turns:203.0.113.9:5349")) {
            assertThatThrownBy(() -> settings("--relay", uri, "--relay-secret", secret.toString()))
                    .as(uri)
                    .isInstanceOf(CommandException.class);
        }
    }
}
