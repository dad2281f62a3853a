package io.voider.sip.rewrite;

import io.voider.sip.Scan;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are being read: the message's own, or a copy of some of them with escapes resolved, which then knows where
 * each byte came from.
 */
final class Text {
    private byte[] bytes = new byte[0];
    private int @Nullable [] places;
    private int origin;
    private int length;

    /** The message's own bytes, which start at {@code start}. */
    void wrap(byte[] array, int start) {
        bytes = array;
        places = null;
        origin = start;
    }

    /** Fills this text with {@code [start, end)} of {@code escaped}, each {@code %41} resolved to {@code A}. */
    void unescape(Text escaped, int start, int end) {
        int most = end - start;
        int[] from = places;
        if (from == null || from.length < most + 1) {
            from = new int[2 * most + 1];
            bytes = new byte[2 * most];
            places = from;
        }
        origin = 0;
        byte[] source = escaped.bytes;
        int length = 0;
        for (int i = start; i < end; i++) {
            from[length] = escaped.place(i);
            if (Scan.isEscape(source, i, end)) {
                bytes[length++] = Scan.unescape(source, i);
                i += 2;
            } else {
                bytes[length++] = source[i];
            }
        }
        from[length] = escaped.place(end - 1) + 1;
        this.length = length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes after {@link #unescape}. */
    int length() {
        return length;
    }

    /** Where a refusal's offsets are counted from. */
    int origin() {
        return origin;
    }

    /** Whether this is a copy. */
    boolean isCopy() {
        return places != null;
    }

    /** Where byte {@code index} is in the message's own array. */
    int place(int index) {
        return places == null ? index : places[index];
    }

    /** Whether {@code [start, end)} lies in the message as it is here, no byte of it escaped. */
    boolean isLiteral(int start, int end) {
        return places == null || (places[end - 1] - places[start] == end - 1 - start && !escapedAt(end - 1));
    }

    private boolean escapedAt(int index) {
        return places != null && places[index + 1] - places[index] != 1;
    }
}
