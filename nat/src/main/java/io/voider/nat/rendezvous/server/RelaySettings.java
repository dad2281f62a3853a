package io.voider.nat.rendezvous.server;

import java.util.List;

/** Which TURN relay a rendezvous hands out credentials for. */
public sealed interface RelaySettings {
    /** None: lines that need a relay do not come up. */
    record None() implements RelaySettings {}

    /**
     * The relay that is part of this program, on the first STUN port, over UDP and TCP.
     *
     * @param minPort the lowest port of relayed addresses
     * @param maxPort the highest
     * @param allowedRanges networks in CIDR form to which the relay may send although they are private or special; empty
     *     on a public server, the lab's networks in a lab
     */
    record Embedded(int minPort, int maxPort, List<String> allowedRanges) implements RelaySettings {
        /** The ports that RFC 8656 section 7.2 recommends, and public addresses only. */
        public static final Embedded PUBLIC = new Embedded(49152, 65535, List.of());

        public Embedded {
            allowedRanges = List.copyOf(allowedRanges);
            if (minPort < 1024 || maxPort > 65535 || minPort > maxPort) {
                throw new IllegalArgumentException(
                        "relay ports must lie within 1024 to 65535, not " + minPort + " to " + maxPort);
            }
        }
    }

    /**
     * A TURN server elsewhere that shares a secret with this rendezvous (coturn: {@code use-auth-secret},
     * {@code static-auth-secret}).
     *
     * @param uris in the form of RFC 7065: {@code turn:HOST:PORT?transport=udp}, {@code turns:HOST:PORT?transport=tcp}
     */
    record External(List<String> uris, String sharedSecret) implements RelaySettings {
        public External {
            uris = List.copyOf(uris);
            if (uris.isEmpty() || uris.size() > 4 || sharedSecret.isEmpty()) {
                throw new IllegalArgumentException("an external relay needs 1 to 4 URIs and a shared secret");
            }
        }

        @Override
        public String toString() {
            return "External[" + uris + "]";
        }
    }
}
