package io.voider.nat.rendezvous.server;

import io.voider.nat.limit.SourceRates;
import io.voider.nat.limit.TokenBucket;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Decides on each new TCP connection before anything is spent on it. */
final class ConnectionAdmission {
    private final RendezvousLimits limits;
    private final Counters<RendezvousCounter> counts;
    private final TokenBucket all;
    private final SourceRates perAddress;
    private final Map<Long, Integer> openPerAddress = new HashMap<>();
    private int open;

    ConnectionAdmission(RendezvousLimits limits, Counters<RendezvousCounter> counts) {
        this.limits = limits;
        this.counts = counts;
        this.all = new TokenBucket(limits.newConnections(), 0);
        this.perAddress = new SourceRates(limits.newConnectionsPerAddress(), limits.maxConnections());
    }

    /** Whether to go on with a connection from there; if so, {@link #left} must follow. */
    boolean admit(InetAddress address, long nowNanos) {
        long key = SourceRates.key(address);
        if (open >= limits.maxConnections()) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_FULL);
        }
        if (openPerAddress.getOrDefault(key, 0) >= limits.maxConnectionsPerAddress()) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_ADDRESS_FULL);
        }
        if (!perAddress.take(address, 1, nowNanos)) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_ADDRESS_RATE);
        }
        if (!all.take(1, nowNanos)) {
            return refuse(RendezvousCounter.CONNECTIONS_REFUSED_RATE);
        }
        open++;
        openPerAddress.merge(key, 1, Integer::sum);
        counts.increment(RendezvousCounter.CONNECTIONS_ACCEPTED);
        return true;
    }

    void left(InetAddress address) {
        open--;
        openPerAddress.computeIfPresent(SourceRates.key(address), (key, count) -> count == 1 ? null : count - 1);
    }

    private boolean refuse(RendezvousCounter why) {
        counts.increment(why);
        return false;
    }
}
