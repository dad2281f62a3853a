package io.voider.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.address.Endpoint;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.shuttle.Shuttle;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An invitation is a configuration that OpenVPN runs as it is. */
class StockOpenVpnIT {
    @ParameterizedTest
    @EnumSource(Profile.class)
    void connectsWithTheInvitationAlone(Profile profile, @TempDir Path directory)
            throws IOException, InterruptedException {
        try (Exchange exchange = new Exchange(profile)) {
            exchange.story.await(TunnelState.UP);
            Invitation invitation = exchange.register.invite(
                    7, Exchange.RENDEZVOUS, new Endpoint(Wan.SERVER_ADDRESS, 41_000), Exchange.NOW);
            Shuttle shuttle = exchange.server
                    .admit(invitation.subscriber(), exchange.loop())
                    .syncUninterruptibly()
                    .getNow();
            Wan.End end = new Wan.End(
                    exchange.wan.serverSide,
                    Wan.SERVER_ADDRESS,
                    41_000,
                    shuttle,
                    new InetSocketAddress(Wan.CLIENT_ADDRESS, 9));
            shuttle.path(end);
            Path file = directory.resolve("bob.ovpn");
            Files.writeString(file, invitation.text());
            Process stock = exchange.wan
                    .clientSide
                    .start(new ProcessBuilder("/usr/sbin/openvpn", "--config", file.toString())
                            .redirectErrorStream(true))
                    .join();
            try {
                awaitLine(stock, "Initialization Sequence Completed");
                exchange.story.awaitThat(() -> exchange.story.friends().contains(7), "friend 7");
                exchange.address();
                try (Stream stream = new Stream(exchange.wan.clientSide, exchange.namespace, "172.31.0.1", 9, 100)) {
                    stream.awaitMore(10);
                }
            } finally {
                stock.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                end.channel.close().syncUninterruptibly();
            }
        }
    }

    private static void awaitLine(Process process, String text) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            if (line.contains(text)) {
                return;
            }
        }
        assertThat(said.toString()).contains(text);
    }
}
