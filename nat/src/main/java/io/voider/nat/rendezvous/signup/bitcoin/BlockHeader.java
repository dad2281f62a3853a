package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * A block's header: 80 bytes, of which 4 to 35 are the previous one's hash, 36 to 67 the root of the tree of its transactions, 68 to 71
 * the time, and 72 to 75 the target in short form, all integers from their last byte to their first.
 *
 * @param hash of the header itself, in the order of bytes in which it is computed
 * @param bits the target in short form
 */
record BlockHeader(Octets hash, Octets previous, Octets root, long timeSeconds, int bits) {
    static final int LENGTH = 80;
    private static final int PREVIOUS_AT = 4;
    private static final int ROOT_AT = 36;
    private static final int TIME_AT = 68;
    private static final int BITS_AT = 72;
    private static final int HASH = 32;
    private static final int RETARGET_BLOCKS = 2_016;

    /** Reads the header that those bytes begin with: at least {@value #LENGTH}. */
    static BlockHeader read(byte[] bytes) {
        byte[] header = Arrays.copyOf(bytes, LENGTH);
        return new BlockHeader(
                Octets.of(Hashes.twice(header)),
                Octets.of(Arrays.copyOfRange(header, PREVIOUS_AT, PREVIOUS_AT + HASH)),
                Octets.of(Arrays.copyOfRange(header, ROOT_AT, ROOT_AT + HASH)),
                littleEndian(header, TIME_AT) & 0xffff_ffffL,
                littleEndian(header, BITS_AT));
    }

    private static int littleEndian(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }

    /** The greatest number that the hash may be; zero if the short form is none. */
    BigInteger target() {
        int exponent = bits >>> 24;
        if ((bits & 0x80_0000) != 0 || exponent > HASH) {
            return BigInteger.ZERO;
        }
        BigInteger mantissa = BigInteger.valueOf(bits & 0x7f_ffff);
        return exponent > 3 ? mantissa.shiftLeft(8 * (exponent - 3)) : mantissa.shiftRight(8 * (3 - exponent));
    }

    /** Whether somebody has worked for it as hard as it says, and as that chain demands at the least. */
    boolean hasWork(BitcoinNetwork network) {
        BigInteger target = target();
        BigInteger number = new BigInteger(1, HashText.reversed(hash.toBytes()));
        return target.signum() > 0 && target.compareTo(network.easiestTarget()) <= 0 && number.compareTo(target) <= 0;
    }

    /** Whether a block of that height may come after another: it names it, and is not suddenly easier. */
    boolean follows(BlockHeader before, int height, BitcoinNetwork network) {
        if (!previous.equals(before.hash)) {
            return false;
        }
        if (!network.isReal()) {
            return true;
        }
        return height % RETARGET_BLOCKS == 0
                ? target().compareTo(before.target().shiftLeft(2)) <= 0
                : bits == before.bits;
    }

    /**
     * Whether a transaction is in the block: whether its hash, joined at each level with that of its neighbour, ends at the root.
     *
     * @param branch the neighbours, from below
     * @param place the transaction's among those of the block
     */
    boolean contains(Octets transaction, List<Octets> branch, int place) {
        byte[] hash = transaction.toBytes();
        int rest = place;
        for (Octets neighbour : branch) {
            hash = (rest & 1) == 0 ? Hashes.twice(hash, neighbour.toBytes()) : Hashes.twice(neighbour.toBytes(), hash);
            rest >>= 1;
        }
        return rest == 0 && root.equals(Octets.of(hash));
    }
}
