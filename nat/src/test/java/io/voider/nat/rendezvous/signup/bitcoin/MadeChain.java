package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A chain of the kind of regtest, made of nothing: blocks with a first transaction and whatever is to be paid. */
final class MadeChain implements ElectrumStandIn.Chain {
    private static final int BITS = 0x207f_ffff;
    private static final int BEGIN_SECONDS = 1_700_000_000;
    private static final int SECONDS_PER_BLOCK = 600;

    private final List<byte[]> blocks = new ArrayList<>();
    private final List<byte[]> waiting = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(19);

    /** One with so many blocks. */
    MadeChain(int count) {
        mine(count);
    }

    /** A transaction to that script, which waits for a block. */
    byte[] pay(Octets script, long satoshi) {
        byte[] to = script.toBytes();
        ByteBuffer bytes =
                ByteBuffer.allocate(4 + 1 + 41 + 1 + 9 + to.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        byte[] spent = new byte[32];
        random.nextBytes(spent);
        bytes.putInt(1).put((byte) 1).put(spent).putInt(0).put((byte) 0).putInt(-1);
        bytes.put((byte) 1).putLong(satoshi).put((byte) to.length).put(to).putInt(0);
        waiting.add(bytes.array());
        return bytes.array();
    }

    /** Blocks, of which the first has all that waits. */
    void mine(int count) {
        for (int i = 0; i < count; i++) {
            List<byte[]> transactions = new ArrayList<>();
            pay(Octets.of(new byte[] {0x51}), blocks.size());
            transactions.add(waiting.remove(waiting.size() - 1));
            transactions.addAll(waiting);
            waiting.clear();
            blocks.add(block(transactions));
        }
    }

    /** Takes so many of the last blocks away; what they had waits again, if it is wanted. */
    void undo(int count, boolean waitsAgain) {
        for (int i = 0; i < count; i++) {
            byte[] last = blocks.remove(blocks.size() - 1);
            if (waitsAgain) {
                List<byte[]> all = ElectrumStandIn.transactions(last);
                waiting.addAll(all.subList(1, all.size()));
            }
        }
    }

    private byte[] block(List<byte[]> transactions) {
        Octets previous = blocks.isEmpty()
                ? Octets.of(new byte[32])
                : BlockHeader.read(blocks.get(blocks.size() - 1)).hash();
        List<Octets> hashes =
                transactions.stream().map(each -> Octets.of(Hashes.twice(each))).toList();
        int length = BlockHeader.LENGTH
                + 1
                + transactions.stream().mapToInt(each -> each.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(4).put(previous.toBytes()).put(ElectrumStandIn.root(hashes).toBytes());
        bytes.putInt(BEGIN_SECONDS + blocks.size() * SECONDS_PER_BLOCK)
                .putInt(BITS)
                .putInt(random.nextInt());
        bytes.put((byte) transactions.size());
        transactions.forEach(bytes::put);
        while (!BlockHeader.read(bytes.array()).hasWork(BitcoinNetwork.REGTEST)) {
            bytes.putInt(BlockHeader.LENGTH - 4, random.nextInt());
        }
        return bytes.array();
    }

    BlockHeader header(int height) {
        return BlockHeader.read(blocks.get(height));
    }

    int height() {
        return blocks.size() - 1;
    }

    @Override
    public List<byte[]> blocks() {
        return blocks;
    }

    @Override
    public List<byte[]> waiting() {
        return waiting;
    }
}
