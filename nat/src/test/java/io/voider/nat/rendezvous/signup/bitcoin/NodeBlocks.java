package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.ArrayList;
import java.util.List;

/** All blocks of a node, each fetched once. */
final class NodeBlocks implements ElectrumStandIn.Chain {
    private final FullNode node;
    private final List<byte[]> blocks = new ArrayList<>();

    NodeBlocks(RegtestChain chain) {
        node = new FullNode(chain.url(), chain.password(), BitcoinNetwork.REGTEST);
    }

    @Override
    public List<byte[]> blocks() throws ChainException {
        int height = node.height();
        while (!blocks.isEmpty()
                && (blocks.size() > height + 1
                        || !BlockHeader.read(blocks.get(blocks.size() - 1))
                                .hash()
                                .equals(node.hash(blocks.size() - 1)))) {
            blocks.remove(blocks.size() - 1);
        }
        while (blocks.size() <= height) {
            blocks.add(node.block(node.hash(blocks.size())));
        }
        return blocks;
    }

    @Override
    public List<byte[]> waiting() throws ChainException {
        List<byte[]> waiting = new ArrayList<>();
        for (Octets hash : node.waiting()) {
            byte[] transaction = node.transaction(hash);
            if (transaction.length > 0) {
                waiting.add(transaction);
            }
        }
        return waiting;
    }
}
