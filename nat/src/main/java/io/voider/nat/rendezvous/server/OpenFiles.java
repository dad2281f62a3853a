package io.voider.nat.rendezvous.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * How many files this process may have open ({@code RLIMIT_NOFILE}; Java raises the soft limit to the hard one when it
 * starts), and what a rendezvous can do with that: each connection is one file, and so is each socket of the relay.
 */
record OpenFiles(long limit) {
    /** Libraries, the journal, listeners, epoll, and the connection that is accepted only to be refused. */
    static final int OWN = 128;

    static OpenFiles ofThisProcess() {
        return new OpenFiles(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                        ? system.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE);
    }

    /**
     * The connections for which there are files, beside as many sockets of the relay; when there are few files, connections
     * get at least half of them, and the relay what is left over at the time.
     */
    int connections(int relaySockets) {
        long free = Math.max(limit - OWN, 2);
        return (int) Math.min(Math.max(free - relaySockets, free / 2), Integer.MAX_VALUE);
    }

    /** What to tell the operator if fewer connections fit than are configured. */
    Optional<String> shortage(int configured, int relaySockets) {
        int fit = connections(relaySockets);
        return fit >= configured
                ? Optional.empty()
                : Optional.of(
                        "takes " + fit + " connections at once instead of " + configured + ": this process may open "
                                + limit + " files; give it " + ((long) configured + relaySockets + OWN)
                                + " (systemd: LimitNOFILE=, a shell: ulimit -Hn)");
    }
}
