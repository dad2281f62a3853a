package io.voider.nat.rendezvous.server;

import io.voider.nat.limit.Rate;

/**
 * How much a rendezvous takes on. All tables are bounded by these.
 *
 * @param maxConnections TLS connections at once
 * @param maxConnectionsPerAddress at once from one IPv4 address or IPv6 /64
 * @param newConnections new connections from all addresses together
 * @param newConnectionsPerAddress new connections from one address
 * @param framesPerConnection frames on one connection; more end it
 * @param offersPerReader envelopes by one reader to his owner; more are dropped
 * @param offersPerOwner envelopes by one owner to all his readers; more are dropped
 * @param maxReaders friends whom one account may admit
 * @param identifyMillis how long a new connection may take to finish TLS, and then to show a capability
 * @param silenceMillis how long a connection may say nothing; a client pings at a third of this
 */
public record RendezvousLimits(
        int maxConnections,
        int maxConnectionsPerAddress,
        Rate newConnections,
        Rate newConnectionsPerAddress,
        Rate framesPerConnection,
        Rate offersPerReader,
        Rate offersPerOwner,
        int maxReaders,
        int identifyMillis,
        int silenceMillis) {
    /** For a small public server. */
    public static final RendezvousLimits DEFAULT = new RendezvousLimits(
            25_000,
            64,
            new Rate(250, 2_000),
            new Rate(5, 64),
            new Rate(100, 2_000),
            new Rate(5, 30),
            new Rate(250, 2_000),
            512,
            10_000,
            120_000);

    public RendezvousLimits {
        if (maxConnections < 1 || maxConnectionsPerAddress < 1 || maxReaders < 1) {
            throw new IllegalArgumentException("limits on connections and readers must be at least 1");
        }
        if (identifyMillis < 100 || silenceMillis < 1000) {
            throw new IllegalArgumentException("identifyMillis must be 100 or more, silenceMillis 1000 or more");
        }
    }

    /** The same with at most so many connections. */
    RendezvousLimits withMaxConnections(int most) {
        return new RendezvousLimits(
                Math.min(maxConnections, most),
                maxConnectionsPerAddress,
                newConnections,
                newConnectionsPerAddress,
                framesPerConnection,
                offersPerReader,
                offersPerOwner,
                maxReaders,
                identifyMillis,
                silenceMillis);
    }
}
