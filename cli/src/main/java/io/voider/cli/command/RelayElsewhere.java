package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.nat.rendezvous.server.RelaySettings;
import io.voider.nat.rendezvous.server.RendezvousConfiguration;
import io.voider.nat.turn.TurnUri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A TURN server instead of the rendezvous' own relay. */
final class RelayElsewhere {
    private static final int MOST = 4;

    @Option(
            names = "--relay",
            paramLabel = "URI",
            description = "A TURN server that relays instead of this program, such as"
                    + " turn:203.0.113.9:3478?transport=udp; up to four.")
    private @Nullable List<String> uris;

    @Option(
            names = "--relay-secret",
            paramLabel = "FILE",
            description = "A file with the secret that the TURN server shares (coturn: static-auth-secret).")
    private @Nullable Path secret;

    /** The configuration with that relay, or as it was if none was named. */
    RendezvousConfiguration in(RendezvousConfiguration configuration) throws IOException {
        if (uris == null && secret == null) {
            return configuration;
        }
        if (uris == null || secret == null || uris.size() > MOST) {
            throw new CommandException(
                    Exit.USAGE, "a relay elsewhere is one to four of --relay, and --relay-secret with them", "");
        }
        for (String uri : uris) {
            if (TurnUri.parse(uri).isEmpty()) {
                throw new CommandException(
                        Exit.USAGE,
                        "'" + uri + "' is no relay that nodes can use",
                        "write it as turn:ADDRESS:PORT?transport=udp or tcp, with an IP address");
            }
        }
        String shared = Files.readString(secret, StandardCharsets.UTF_8).strip();
        if (shared.isEmpty()) {
            throw new CommandException(Exit.USAGE, "there is no secret in " + secret, "");
        }
        return configuration.withRelay(new RelaySettings.External(uris, shared));
    }
}
