package io.voider.sip.rewrite;

import io.netty.buffer.ByteBuf;
import io.voider.sip.SipRefusal;
import java.util.Arrays;

/**
 * What is to be changed in a message, from front to back: at each place either one of the parties' addresses is put in, or
 * a Content-Length. A length stands before the body that it counts, so its place is reserved first and filled later.
 */
final class Edits {
    private static final int WIDTH = 4;
    private static final int START = 0;
    private static final int END = 1;
    /** The number of an address among the {@link Twins}, or one of the two below. */
    private static final int WHAT = 2;

    private static final int LENGTH = 3;

    /** What {@link #reserve} wants for the first place of a number. */
    static final int NO_PLACE = -1;

    private static final int NOTHING = -1;
    private static final int NUMBER = -2;

    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'};

    private int[] edits = new int[64 * WIDTH];
    private int size;
    private int growth;
    private byte[] result = new byte[0];

    void clear() {
        size = 0;
        growth = 0;
    }

    /** By how many bytes all that is noted so far makes the message longer; may be negative. */
    int growth() {
        return growth;
    }

    /** Notes that {@code [start, end)} becomes the twins' address number {@code what}, of {@code length} bytes. */
    void replace(int start, int end, int what, int length) {
        add(start, end, what, length);
        growth += length - (end - start);
    }

    /**
     * Keeps a place for a number.
     *
     * @param before what this gave for another place of the same number, or {@link #NO_PLACE}
     * @return what {@link #fill} wants
     */
    int reserve(int start, int end, int before) {
        add(start, end, NOTHING, before);
        return size - WIDTH;
    }

    /** Notes that the number at all places reserved becomes {@code number}, with the leading zeros that each has. */
    void fill(int reserved, byte[] bytes, int number) {
        int place = reserved;
        while (place != NO_PLACE) {
            int before = edits[place + LENGTH];
            fillOne(place, bytes, number);
            place = before;
        }
    }

    private void fillOne(int reserved, byte[] bytes, int number) {
        int start = edits[reserved + START];
        int end = edits[reserved + END];
        int zeros = start;
        while (zeros < end - 1 && bytes[zeros] == '0') {
            zeros++;
        }
        edits[reserved + START] = zeros;
        edits[reserved + WHAT] = NUMBER;
        edits[reserved + LENGTH] = number;
        growth += digits(number) - (end - zeros);
    }

    private void add(int start, int end, int what, int length) {
        if (size == edits.length) {
            edits = Arrays.copyOf(edits, 2 * size);
        }
        edits[size + START] = start;
        edits[size + END] = end;
        edits[size + WHAT] = what;
        edits[size + LENGTH] = length;
        size += WIDTH;
    }

    /**
     * Writes {@code bytes[start … end)} with all edits made to {@code out}.
     *
     * @throws SipRefusal if that is more than {@code most} bytes
     */
    void apply(byte[] bytes, int start, int end, Twins twins, int most, ByteBuf out) {
        int length = end - start + growth;
        if (length > most) {
            throw SipRefusal.limit(
                    end - start, "with the other side's addresses the message is over " + most + " bytes");
        }
        out.ensureWritable(length);
        if (out.hasArray()) {
            write(bytes, start, end, twins, out.array(), out.arrayOffset() + out.writerIndex());
            out.writerIndex(out.writerIndex() + length);
        } else {
            if (result.length < length) {
                result = new byte[Math.max(length, 2048)];
            }
            write(bytes, start, end, twins, result, 0);
            out.writeBytes(result, 0, length);
        }
    }

    private void write(byte[] bytes, int start, int end, Twins twins, byte[] to, int at) {
        int from = start;
        int next = at;
        for (int i = 0; i < size; i += WIDTH) {
            int what = edits[i + WHAT];
            if (what == NOTHING) {
                continue;
            }
            int kept = edits[i + START] - from;
            System.arraycopy(bytes, from, to, next, kept);
            next += kept;
            if (what == NUMBER) {
                next = writeNumber(edits[i + LENGTH], to, next);
            } else {
                int length = twins.length(what);
                System.arraycopy(twins.text(what), 0, to, next, length);
                next += length;
            }
            from = edits[i + END];
        }
        System.arraycopy(bytes, from, to, next, end - from);
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private static int writeNumber(int number, byte[] to, int at) {
        int next = at + digits(number);
        int rest = number;
        for (int i = next - 1; i >= at; i--) {
            to[i] = DIGITS[rest % 10];
            rest /= 10;
        }
        return next;
    }
}
