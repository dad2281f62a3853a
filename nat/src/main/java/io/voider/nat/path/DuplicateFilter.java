package io.voider.nat.path;

import io.netty.buffer.ByteBuf;

/**
 * Tells the second copy of a datagram, that came on another path, from the first. OpenVPN never sends the same bytes
 * twice (each packet has a number of its own, and a tag over it), so equal beginnings and lengths are equal datagrams;
 * 1024 of the latest are remembered, a second or more of a call. A datagram repeated on the same path is let through.
 */
final class DuplicateFilter {
    private static final int SIZE = 1024;
    private static final int COMPARED_BYTES = 40;

    private final long[] prints = new long[SIZE];
    private final int[] paths = new int[SIZE];

    /** Whether {@code datagram}, which came on the path numbered {@code path}, has come on another one before. */
    boolean isCopy(ByteBuf datagram, int path) {
        long print = print(datagram);
        int slot = (int) (print >>> 54);
        if (prints[slot] == print) {
            return paths[slot] != path;
        }
        prints[slot] = print;
        paths[slot] = path;
        return false;
    }

    /** FNV-1a over length and beginning, eight bytes at a time, with a final mix. */
    private static long print(ByteBuf datagram) {
        long hash = 0xCBF2_9CE4_8422_2325L ^ datagram.readableBytes();
        int at = datagram.readerIndex();
        int end = at + Math.min(COMPARED_BYTES, datagram.readableBytes());
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
