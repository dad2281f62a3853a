package io.voider.cli.node.ground;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Where this machine is, as far as it can be told from inside. Asking waits for nothing. */
public interface Whereabouts {
    /** The addresses by which it may be reached. */
    List<InetAddress> addresses();

    /** The default router, if there is one. */
    Optional<Gateway> gateway();

    /**
     * The IPv4 router towards the Internet, and this machine's address on its network.
     *
     * @param address the router's
     * @param ours this machine's
     */
    record Gateway(InetAddress address, InetAddress ours) {}
}
