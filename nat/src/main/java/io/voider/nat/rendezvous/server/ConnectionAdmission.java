package io.voider.nat.rendezvous.server;

import io.voider.nat.limit.SourceCounts;
import io.voider.nat.limit.SourceRates;
import io.voider.nat.limit.TokenBucket;
import io.voider.transport.count.Counters;
import java.net.InetAddress;

/** Decides on each new TCP connection before anything is spent on it. */
final class ConnectionAdmission {
    private final int most;
    private final Counters<RendezvousCounter> counts;
    private final TokenBucket all;
    private final SourceRates perAddress;
    private final SourceCounts openPerAddress;
    private final SourceCounts openPerSite;
    private int open;

    ConnectionAdmission(RendezvousLimits limits, Counters<RendezvousCounter> counts) {
        this.most = limits.connections().altogether();
        this.counts = counts;
        this.all = new TokenBucket(limits.newConnections(), 0);
        this.perAddress = new SourceRates(limits.newConnectionsPerAddress(), most);
        this.openPerAddress = new SourceCounts(limits.connections().perAddress());
        this.openPerSite = new SourceCounts(limits.connections().perSite());
    }

    /** Whether to go on with a connection from there; if so, {@link #left} must follow. */
    boolean admit(InetAddress address, long nowNanos) {
        if (open >= most) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_FULL);
        }
        if (!openPerAddress.hasRoom(SourceRates.key(address))) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_ADDRESS_FULL);
        }
        if (!openPerSite.hasRoom(SourceRates.siteKey(address))) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_SITE_FULL);
        }
        if (!perAddress.take(address, 1, nowNanos)) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_ADDRESS_RATE);
        }
        if (!all.take(1, nowNanos)) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_RATE);
        }
        open++;
        openPerAddress.add(SourceRates.key(address));
        openPerSite.add(SourceRates.siteKey(address));
        counts.increment(RendezvousCounter.CONNECTIONS_ACCEPTED);
        return true;
    }

    void left(InetAddress address) {
        open--;
        openPerAddress.remove(SourceRates.key(address));
        openPerSite.remove(SourceRates.siteKey(address));
    }

    private boolean refuse(RendezvousCounter why) {
        counts.increment(why);
        return false;
    }
}
