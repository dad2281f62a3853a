package io.voider.nat.rendezvous.server;

import io.voider.nat.limit.Rate;

/**
 * How much a rendezvous takes on. All tables are bounded by these.
 *
 * @param newConnections new connections from all addresses together
 * @param newConnectionsPerAddress new connections from one address
 * @param framesPerConnection frames on one connection; more end it
 * @param offersPerReader envelopes by one reader to its owner; more are dropped
 * @param offersPerOwner envelopes by one owner to all readers; more are dropped
 * @param maxReaders friends whom one account may admit
 * @param patience how long a connection may be of no use
 */
public record RendezvousLimits(
        Connections connections,
        Rate newConnections,
        Rate newConnectionsPerAddress,
        Rate framesPerConnection,
        Rate offersPerReader,
        Rate offersPerOwner,
        int maxReaders,
        Patience patience) {
    /**
     * TLS connections at once.
     *
     * @param altogether from everywhere
     * @param perAddress from one IPv4 address or IPv6 /64, which is what one home has
     * @param perSite from one IPv4 address or IPv6 /48, which is the most that one customer of a provider gets
     * @param perAccount on which readers of one account are served: a full exchange, each friend at both of its addresses
     */
    public record Connections(int altogether, int perAddress, int perSite, int perAccount) {
        public Connections {
            if (altogether < 1 || perAddress < 1 || perSite < 1 || perAccount < 1) {
                throw new IllegalArgumentException("limits on connections must be at least 1");
            }
        }
    }

    /**
     * How long a connection is kept.
     *
     * @param identifyMillis for TLS, and then for a first capability
     * @param silenceMillis without a word; a client pings at a third of this
     * @param idleMillis without any owner being up whom it watches, be it that there is none; a client comes again
     */
    public record Patience(int identifyMillis, int silenceMillis, int idleMillis) {
        public Patience {
            if (identifyMillis < 100 || silenceMillis < 1000 || idleMillis < silenceMillis) {
                throw new IllegalArgumentException("patience must be 100 ms or more for capabilities, 1000 or more for"
                        + " silence, and no less than that for idleness");
            }
        }
    }

    /** For a small public server. */
    public static final RendezvousLimits DEFAULT = new RendezvousLimits(
            new Connections(25_000, 64, 256, 1_024),
            new Rate(250, 2_000),
            new Rate(5, 64),
            new Rate(100, 2_000),
            new Rate(5, 30),
            new Rate(250, 2_000),
            512,
            new Patience(10_000, 120_000, 900_000));

    public RendezvousLimits {
        if (maxReaders < 1) {
            throw new IllegalArgumentException("an account may admit one reader at least, not " + maxReaders);
        }
    }

    /** The same with at most so many connections. */
    RendezvousLimits withMaxConnections(int most) {
        return new RendezvousLimits(
                new Connections(
                        Math.min(connections.altogether, most),
                        connections.perAddress,
                        connections.perSite,
                        connections.perAccount),
                newConnections,
                newConnectionsPerAddress,
                framesPerConnection,
                offersPerReader,
                offersPerOwner,
                maxReaders,
                patience);
    }
}
