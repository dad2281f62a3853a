package io.voider.cli.node.line;

import io.voider.cli.exchange.LineId;
import io.voider.cli.report.RendezvousReport;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What one node hears of its lines, in the order in which it comes; there are no paths. */
final class HeardIntroductions implements Introductions.Listener {
    final BlockingQueue<LineId> ready = new LinkedBlockingQueue<>();
    final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    /** Why a line has no rendezvous, or empty. */
    final BlockingQueue<String> reasons = new LinkedBlockingQueue<>();

    /** Whether a rendezvous answers, whenever that changes. */
    final BlockingQueue<Boolean> connections = new LinkedBlockingQueue<>();

    final BlockingQueue<String> unusable = new LinkedBlockingQueue<>();
    final BlockingQueue<String> usedTwice = new LinkedBlockingQueue<>();

    @Override
    public void peer(LineId line, boolean up) {
        // ready says more
    }

    @Override
    public void peerElsewhere(LineId line, boolean up) {
        // nobody gave access elsewhere
    }

    @Override
    public void rendezvous(LineId line, String whyNot) {
        reasons.add(line + ": " + whyNot);
    }

    @Override
    public void connection(RendezvousReport server) {
        connections.add(server.connected());
    }

    @Override
    public void ready(LineId line) {
        ready.add(line);
    }

    @Override
    public void letter(LineId line, Letter letter) {
        letters.add(letter);
    }

    @Override
    public void stunServers(LineId line, List<InetSocketAddress> servers) {
        // there are no paths here
    }

    @Override
    public void unusable(LineId line, String why) {
        unusable.add(line + ": " + why);
    }

    @Override
    public void usedTwice(LineId line, String what) {
        usedTwice.add(line + ": " + what);
    }

    @Override
    public void relay(LineId line, RelayCredentials credentials) {
        // nor relays
    }
}
