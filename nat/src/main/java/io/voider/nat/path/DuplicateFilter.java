package io.voider.nat.path;

import io.netty.buffer.ByteBuf;

/**
 * Tells the second copy of a datagram from the first, on whichever path it came. OpenVPN never sends the same bytes twice (each
 * packet has a number of its own, and a tag over it), so equal bytes are equal datagrams; 1024 of the latest are remembered,
 * a second or more of a call. Nobody can make one that is taken for another without knowing this filter's own seed.
 */
final class DuplicateFilter {
    private static final int SIZE = 1024;

    private final long[] prints = new long[SIZE];
    private final long seed;

    /** @param seed must be unpredictable */
    DuplicateFilter(long seed) {
        this.seed = seed;
    }

    /** Whether {@code datagram} has come before. */
    boolean isCopy(ByteBuf datagram) {
        long print = print(datagram);
        int slot = (int) (print >>> 54);
        boolean copy = prints[slot] == print;
        prints[slot] = print;
        return copy;
    }

    /** FNV-1a from the seed over length and bytes, eight at a time, with a final mix. */
    private long print(ByteBuf datagram) {
        long hash = seed ^ datagram.readableBytes();
        int at = datagram.readerIndex();
        int end = datagram.writerIndex();
        for (; at + 8 <= end; at += 8) {
            hash = (hash ^ datagram.getLong(at)) * 0x1_0000_0001_B3L;
            hash ^= hash >>> 29;
        }
        for (; at < end; at++) {
            hash = (hash ^ datagram.getByte(at)) * 0x1_0000_0001_B3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9E37_79B9_7F4A_7C15L;
        return hash ^ (hash >>> 29);
    }
}
