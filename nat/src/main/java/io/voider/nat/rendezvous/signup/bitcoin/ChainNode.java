package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.List;

/** Somebody who has the chain. Calls block. Hashes are in the order of bytes in which they are computed. */
public interface ChainNode {
    /** The network that it is on. */
    BitcoinNetwork network() throws ChainException;

    /** The height of its last block. @throws ChainException if it is of another network, or still behind */
    int height() throws ChainException;

    /** The hash of the block of that height. */
    Octets hash(int height) throws ChainException;

    /** A block's bytes. */
    byte[] block(Octets hash) throws ChainException;

    /** The hashes of the transactions that no block has yet. */
    List<Octets> waiting() throws ChainException;

    /** One of these; of no bytes if it has gone since. */
    byte[] transaction(Octets hash) throws ChainException;
}
