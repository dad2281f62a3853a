package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From where it is known what becomes of the chain, step by step. One thread at a time. Blocks. */
public interface ChainSource extends AutoCloseable {
    /** Which chain it is. */
    BitcoinNetwork network() throws ChainException;

    /**
     * The next step after the last block that is known.
     *
     * @param height of that block, or −1 if none is
     * @param hash of that block
     * @param watched the scripts whose payments are wanted
     * @param nowSeconds since 1970: by this one that is behind is told
     */
    ChainStep next(int height, @Nullable Octets hash, Set<Octets> watched, long nowSeconds) throws ChainException;

    /** Payments that no block has yet, among transactions that were not looked at before. */
    List<BlockOutput> waiting(Set<Octets> watched) throws ChainException;

    /** Ends what goes on. */
    @Override
    void close();
}
