package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.List;
import java.util.Set;

/**
 * A block, as far as it matters here.
 *
 * @param hash by which it is known, in the order of bytes in which it is computed
 * @param previous of the block before it
 * @param timeSeconds since 1970, as its miner said; may be two hours wrong
 * @param outputs to the scripts that were asked for
 */
public record ChainBlock(Octets hash, Octets previous, long timeSeconds, List<BlockOutput> outputs) {
    /** No block has more bytes (BIP 141: four million units of weight). */
    public static final int MAX_BYTES = 4_000_000;

    public ChainBlock {
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads a block of at most {@value #MAX_BYTES} bytes.
     *
     * @param watched the scripts whose outputs are wanted
     * @throws MalformedBlockException if the bytes are not exactly one block
     */
    public static ChainBlock read(byte[] block, Set<Octets> watched) throws MalformedBlockException {
        return new BlockReader(block, watched).block();
    }

    /** The outputs to those scripts in one transaction. @throws MalformedBlockException if the bytes are not exactly one */
    public static List<BlockOutput> transaction(byte[] transaction, Set<Octets> watched)
            throws MalformedBlockException {
        return new BlockReader(transaction, watched).single();
    }
}
