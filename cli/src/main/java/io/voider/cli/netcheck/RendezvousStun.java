package io.voider.cli.netcheck;

import io.voider.cli.state.Home;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.State;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.transport.address.Endpoint;
import io.voider.transport.identity.Invitation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The STUN servers that a node's rendezvous are. */
public final class RendezvousStun {
    private static final int PORT = 3478;

    private RendezvousStun() {}

    /**
     * Two of each: of its own rendezvous first, then of those of the exchanges that it joined. Blocks on the disk.
     *
     * @throws IOException if an invitation cannot be read
     */
    public static List<String> of(State state, Path home) throws IOException {
        Set<String> hosts = new LinkedHashSet<>();
        String line = state.rendezvous();
        if (line != null) {
            OwnerAccount.parse(line).addresses().forEach(server -> hosts.add(server.host()));
        }
        for (JoinedExchange exchange : state.exchanges()) {
            Invitation invitation = Invitation.load(Home.invitation(home, exchange.index()));
            invitation.rendezvous().addresses().forEach(server -> hosts.add(server.host()));
        }
        return hosts.stream()
                .flatMap(
                        host -> Stream.of(new Endpoint(host, PORT).toString(), new Endpoint(host, PORT + 1).toString()))
                .toList();
    }
}
