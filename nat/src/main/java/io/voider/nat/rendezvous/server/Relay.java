package io.voider.nat.rendezvous.server;

import io.voider.nat.Clocks;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.server.RendezvousConfiguration.Interface;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.turn.server.SharedSecret;
import io.voider.nat.turn.server.StunTurnConfiguration;
import io.voider.transport.address.Endpoint;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Turns the rendezvous' settings into those of its STUN and TURN part, and issues credentials for whichever relay. */
record Relay(StunTurnConfiguration udp, RelaySettings settings, SharedSecret secret) {
    static final int LIFETIME_SECONDS = 3600;
    /** Credentials outlive what the node is told, so that an allocation made at the last moment can be refreshed. */
    private static final int GRACE_SECONDS = 900;

    private static final int PSEUDONYM_LENGTH = 20;

    static Relay of(RendezvousConfiguration configuration) {
        SecureRandom random = new SecureRandom();
        byte[] fresh = new byte[32];
        random.nextBytes(fresh);
        SharedSecret secret = configuration.relay() instanceof RelaySettings.External external
                ? new SharedSecret(external.sharedSecret().getBytes(StandardCharsets.UTF_8))
                : new SharedSecret(fresh);
        Optional<StunTurnConfiguration.Relay> embedded = configuration.relay() instanceof RelaySettings.Embedded relay
                ? Optional.of(new StunTurnConfiguration.Relay(
                        secret,
                        relay.minPort(),
                        relay.maxPort(),
                        relay.allowedRanges(),
                        StunTurnConfiguration.Quotas.DEFAULT))
                : Optional.empty();
        List<StunTurnConfiguration.Interface> interfaces =
                configuration.interfaces().stream().map(Relay::udpInterface).toList();
        return new Relay(
                new StunTurnConfiguration(
                        interfaces,
                        configuration.stunPort(),
                        configuration.otherStunPort(),
                        embedded,
                        StunTurnConfiguration.Limits.DEFAULT),
                configuration.relay(),
                secret);
    }

    private static StunTurnConfiguration.Interface udpInterface(Interface at) {
        return new StunTurnConfiguration.Interface(at.bind(), at.reachable());
    }

    /** The most sockets that this process may come to have for it: a relayed address and a TCP connection of each client's. */
    int sockets() {
        return udp.relay().map(relay -> 2 * relay.quotas().allocations()).orElse(0);
    }

    Credentials.Issuer issuer(InetSocketAddress embeddedAt, Clocks clocks) {
        if (settings instanceof RelaySettings.None) {
            return (account, holder) -> null;
        }
        String host = Endpoint.of(embeddedAt).text();
        List<String> uris = settings instanceof RelaySettings.External external
                ? external.uris()
                : List.of("turn:" + host + "?transport=udp", "turn:" + host + "?transport=tcp");
        Octets salt = Octets.random(new SecureRandom(), 16);
        return (account, holder) -> {
            // The user name travels in clear in every TURN request: it must not show the account's name.
            String shown = SharedSecret.pseudonym(hidden(salt, account), hidden(salt, account + "/" + holder));
            SharedSecret.Credentials credentials =
                    secret.issue(shown, clocks.unixSeconds() + LIFETIME_SECONDS + GRACE_SECONDS);
            return new RelayCredentials(uris, credentials.username(), credentials.password(), LIFETIME_SECONDS);
        };
    }

    private static String hidden(Octets salt, String name) {
        return Octets.of((salt.text() + name).getBytes(StandardCharsets.UTF_8))
                .sha256()
                .text()
                .substring(0, PSEUDONYM_LENGTH);
    }
}
