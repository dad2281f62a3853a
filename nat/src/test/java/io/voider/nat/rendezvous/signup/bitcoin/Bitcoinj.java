package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;

/** Somebody else's Bitcoin, to compare ours with. */
final class Bitcoinj {
    private Bitcoinj() {}

    /** A block as bitcoinj reads it, with the outputs to those scripts. */
    static ChainBlock read(byte[] bytes, Set<Octets> watched) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Block block = Block.read(buffer);
        if (buffer.hasRemaining()) {
            throw new IllegalArgumentException("something is left over");
        }
        List<BlockOutput> outputs = new ArrayList<>();
        for (Transaction transaction : block.getTransactions()) {
            Octets hash = Octets.of(transaction.getTxId().serialize());
            List<TransactionOutput> all = transaction.getOutputs();
            for (int i = 0; i < all.size(); i++) {
                Octets script = Octets.of(all.get(i).getScriptBytes());
                if (watched.contains(script)) {
                    outputs.add(new BlockOutput(hash, i, all.get(i).getValue().value, script));
                }
            }
        }
        return new ChainBlock(
                Octets.of(block.getHash().serialize()),
                Octets.of(block.getPrevBlockHash().serialize()),
                block.time().getEpochSecond(),
                outputs);
    }

    /** The P2WPKH address of the key m/0/index (BIP 32, BIP 84). */
    static String address(DeterministicKey account, int index) {
        return HDKeyDerivation.deriveChildKey(HDKeyDerivation.deriveChildKey(account, 0), index)
                .toAddress(ScriptType.P2WPKH, org.bitcoinj.base.BitcoinNetwork.MAINNET)
                .toString();
    }
}
