package io.voider.cli.node.line;

import io.voider.cli.report.RendezvousReport;
import io.voider.transport.address.Endpoint;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the connections to one rendezvous are, at each of its addresses. From any thread. */
final class RendezvousStandings {
    private static final String BEING_CONNECTED = "being connected";

    private final Map<Endpoint, RendezvousReport> standings = new LinkedHashMap<>();

    /** They are tried from now on, which is news to nobody. */
    synchronized void begin(List<Endpoint> servers, String whose, Instant now) {
        servers.forEach(server -> put(server, whose, false, BEING_CONNECTED, now));
    }

    /** One came, went or could not be had. @return what is news: that it came or went, or how the first try ended */
    synchronized Optional<RendezvousReport> change(
            Endpoint server, String whose, boolean connected, String why, Instant now) {
        RendezvousReport before = standings.get(server);
        RendezvousReport after = put(server, whose, connected, why, now);
        boolean news = before == null
                || before.connected() != connected
                || before.why().equals(BEING_CONNECTED);
        return news ? Optional.of(after) : Optional.empty();
    }

    private RendezvousReport put(Endpoint server, String whose, boolean connected, String why, Instant now) {
        RendezvousReport before = standings.get(server);
        Instant since = before != null && before.connected() == connected ? before.since() : now;
        RendezvousReport after = new RendezvousReport(server.text(), whose, connected, since, why);
        standings.put(server, after);
        return after;
    }

    /** All of them, in the order in which they were first tried. */
    synchronized List<RendezvousReport> reports() {
        return List.copyOf(standings.values());
    }
}
