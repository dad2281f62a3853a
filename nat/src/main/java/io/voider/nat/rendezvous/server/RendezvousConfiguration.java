package io.voider.nat.rendezvous.server;

import io.voider.nat.rendezvous.account.Accounts;
import io.voider.transport.address.Endpoint;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * All that a rendezvous is told, read once.
 *
 * @param stateDirectory where the server's key and the accounts are kept
 * @param interfaces one or two addresses to serve on; with two, STUN can tell nodes how their NAT filters
 * @param tlsPort TCP port of the rendezvous; 0 lets the system choose (tests)
 * @param stunPort UDP port of STUN and TURN, and TCP port of TURN; 0 lets the system choose (tests)
 * @param otherStunPort second UDP port of STUN; 0 lets the system choose (tests)
 */
public record RendezvousConfiguration(
        Path stateDirectory,
        List<Interface> interfaces,
        int tlsPort,
        int stunPort,
        int otherStunPort,
        RelaySettings relay,
        RendezvousLimits limits) {
    public static final int TLS_PORT = 7443;
    public static final int STUN_PORT = 3478;
    public static final int OTHER_STUN_PORT = 3479;

    /**
     * One address of the server.
     *
     * @param bind the local address
     * @param reachable where nodes reach it: the same, unless the server is behind a one-to-one NAT
     * @param host what stands in nodes' lines: the same as text, or a name
     */
    public record Interface(InetAddress bind, InetAddress reachable, String host) {
        public Interface {
            if (reachable.isAnyLocalAddress() || bind.isAnyLocalAddress()) {
                throw new IllegalArgumentException("give the server's own address instead of " + bind.getHostAddress()
                        + ": STUN and the relay must know which one they are on");
            }
        }

        public static Interface on(InetAddress address) {
            return new Interface(address, address, address.getHostAddress());
        }
    }

    public RendezvousConfiguration {
        interfaces = List.copyOf(interfaces);
        if (interfaces.isEmpty() || interfaces.size() > 2) {
            throw new IllegalArgumentException("a rendezvous serves on one or two addresses, not " + interfaces.size());
        }
        requirePort(tlsPort, "TLS");
        requirePort(stunPort, "STUN");
        requirePort(otherStunPort, "second STUN");
        if (stunPort == otherStunPort && stunPort != 0) {
            throw new IllegalArgumentException("the two STUN ports must differ; both are " + stunPort);
        }
    }

    /** The usual ports, the embedded relay, the default limits. */
    public static RendezvousConfiguration of(Path stateDirectory, List<Interface> interfaces) {
        return new RendezvousConfiguration(
                stateDirectory,
                interfaces,
                TLS_PORT,
                STUN_PORT,
                OTHER_STUN_PORT,
                RelaySettings.Embedded.PUBLIC,
                RendezvousLimits.DEFAULT);
    }

    /** Opens the accounts in the state directory, beside a server that runs or without one. */
    public Accounts accounts() {
        return Accounts.open(
                stateDirectory,
                interfaces.stream().map(at -> new Endpoint(at.host(), tlsPort)).toList());
    }

    public RendezvousConfiguration withPorts(int tls, int stun, int otherStun) {
        return new RendezvousConfiguration(stateDirectory, interfaces, tls, stun, otherStun, relay, limits);
    }

    public RendezvousConfiguration withRelay(RelaySettings settings) {
        return new RendezvousConfiguration(
                stateDirectory, interfaces, tlsPort, stunPort, otherStunPort, settings, limits);
    }

    public RendezvousConfiguration withLimits(RendezvousLimits other) {
        return new RendezvousConfiguration(stateDirectory, interfaces, tlsPort, stunPort, otherStunPort, relay, other);
    }

    private static void requirePort(int port, String what) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the " + what + " port must be 0 to 65535, but is " + port);
        }
    }
}
