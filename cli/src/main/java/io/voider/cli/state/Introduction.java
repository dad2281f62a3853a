package io.voider.cli.state;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.transport.address.Endpoint;
import io.voider.transport.identity.HandoverException;
import io.voider.transport.identity.Rendezvous;
import java.util.List;

/**
 * Where and by what right this node can be introduced: what an invitation or an access credential says of a rendezvous,
 * read to the last byte.
 *
 * @param pin SHA-256 of the rendezvous' key
 * @param addresses where it is
 * @param capability the right to see somebody there
 */
public record Introduction(Octets pin, List<Endpoint> addresses, ReaderCapability capability) {
    /**
     * Reads a rendezvous of somebody else's making.
     *
     * @throws HandoverException if a part of it is of no use, and which
     */
    public static Introduction of(Rendezvous rendezvous) {
        try {
            return new Introduction(
                    Octets.of(rendezvous.pinBytes()),
                    rendezvous.addresses(),
                    ReaderCapability.parse(rendezvous.capability()));
        } catch (IllegalArgumentException e) {
            throw new HandoverException("its rendezvous is of no use: " + e.getMessage());
        }
    }

    /**
     * Reads an operator's line.
     *
     * @throws StateException if it is none
     */
    static OwnerAccount account(String line) {
        try {
            return OwnerAccount.parse(line);
        } catch (IllegalArgumentException e) {
            throw new StateException(String.valueOf(e.getMessage()));
        }
    }

    /** What a friend is given of this node's own rendezvous. */
    static Rendezvous at(OwnerAccount account, ReaderCapability capability) {
        return Rendezvous.of(account.addresses(), account.pin().toBytes(), capability.text());
    }
}
