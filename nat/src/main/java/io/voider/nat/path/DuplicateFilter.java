package io.voider.nat.path;

import io.netty.buffer.ByteBuf;
import java.util.SplittableRandom;

/**
 * Tells the second copy of a datagram from the first, on whichever path it came. OpenVPN never sends the same bytes twice (each
 * packet has a number of its own, and a tag over it), so equal bytes are equal datagrams; 1024 of the latest are remembered,
 * a second or more of a call.
 *
 * <p>Datagrams are compared by NH (the universal hash of UMAC, RFC 4418 section 5.2): under a key that nobody else knows, of two
 * different datagrams of one length one in 2<sup>32</sup> is taken for the other, whoever chose them. So nobody who sees one go by can make
 * another that has it dropped.
 */
final class DuplicateFilter {
    private static final int SIZE = 1024;

    /** Four bytes each: of a longer datagram than 2 KB, and there is none, the key begins anew. */
    private static final int KEYS = 512;

    private final long[] prints = new long[SIZE];
    private final int[] keys = new int[KEYS];

    /** @param seed must be unpredictable */
    DuplicateFilter(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < KEYS; i++) {
            keys[i] = random.nextInt();
        }
    }

    /** Whether {@code datagram} has come before. */
    boolean isCopy(ByteBuf datagram) {
        long print = print(datagram);
        int slot = (int) ((print * 0x9E37_79B9_7F4A_7C15L) >>> 54);
        boolean copy = prints[slot] == print;
        prints[slot] = print;
        return copy;
    }

    private long print(ByteBuf datagram) {
        int length = datagram.readableBytes();
        int at = datagram.readerIndex();
        int end = datagram.writerIndex();
        long sum = ((long) length << 48) | 1; // 0 is nobody's
        int key = 0;
        for (; at + 8 <= end; at += 8) {
            sum += product(datagram.getInt(at), datagram.getInt(at + 4), key);
            key = (key + 2) & (KEYS - 1);
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = (rest << 8) | datagram.getUnsignedByte(at);
        }
        return sum + product((int) rest, (int) (rest >>> 32), key);
    }

    private long product(int one, int other, int key) {
        return ((one + keys[key]) & 0xFFFF_FFFFL) * ((other + keys[key + 1]) & 0xFFFF_FFFFL);
    }
}
