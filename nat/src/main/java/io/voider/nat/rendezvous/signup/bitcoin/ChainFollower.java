package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a {@link ChainNode}, which is believed, for one block after the other. Keeps none. */
public final class ChainFollower implements ChainSource {
    /** Waiting transactions that are fetched at a time; of more nodes are not asked at once. */
    private static final int FETCHED_AT_ONCE = 2_000;

    private final ChainNode node;
    private Set<Long> looked = new HashSet<>();
    private boolean hasLooked;

    public ChainFollower(ChainNode node) {
        this.node = node;
    }

    @Override
    public BitcoinNetwork network() throws ChainException {
        return node.network();
    }

    @Override
    public ChainStep next(int height, @Nullable Octets hash, Set<Octets> watched, long nowSeconds)
            throws ChainException {
        int best = node.height();
        if (hash == null) {
            return new ChainStep.Begun(best, node.hash(best));
        }
        if (best < height) {
            throw new ChainException(
                    "the node is behind: it has " + best + " blocks, and " + height + " were seen before");
        }
        if (!node.hash(height).equals(hash)) {
            return new ChainStep.Undone();
        }
        if (best == height) {
            return new ChainStep.Still();
        }
        return block(height + 1, hash, watched);
    }

    private ChainStep block(int height, Octets previous, Set<Octets> watched) throws ChainException {
        Octets hash = node.hash(height);
        try {
            ChainBlock block = ChainBlock.read(node.block(hash), watched);
            if (!block.hash().equals(hash)) {
                throw new ChainException("the node gives another block than it was asked for");
            }
            // The chain may have changed since the hash was asked for: the next look finds out.
            return block.previous().equals(previous) ? new ChainStep.Next(height, block) : new ChainStep.Still();
        } catch (MalformedBlockException malformed) {
            throw new ChainException(
                    "the node's block of height " + height + " cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    @Override
    public List<BlockOutput> waiting(Set<Octets> watched) throws ChainException {
        List<Octets> waiting = node.waiting();
        Set<Long> now = new HashSet<>();
        List<BlockOutput> found = new ArrayList<>();
        int fetched = 0;
        boolean tooManyToBeginWith = !hasLooked && waiting.size() > FETCHED_AT_ONCE;
        for (Octets transaction : waiting) {
            long mark = mark(transaction);
            if (looked.contains(mark) || tooManyToBeginWith) {
                now.add(mark);
            } else if (fetched++ < FETCHED_AT_ONCE) {
                now.add(mark);
                found.addAll(outputs(node.transaction(transaction), watched));
            }
        }
        looked = now;
        hasLooked = true;
        return found;
    }

    private static List<BlockOutput> outputs(byte[] transaction, Set<Octets> watched) throws ChainException {
        if (transaction.length == 0) {
            return List.of();
        }
        try {
            return ChainBlock.transaction(transaction, watched);
        } catch (MalformedBlockException malformed) {
            throw new ChainException("a transaction of the node cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    private static long mark(Octets hash) {
        return ByteBuffer.wrap(hash.toBytes()).getLong();
    }

    @Override
    public void close() {
        // Each question has a connection of its own.
    }
}
