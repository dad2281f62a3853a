package io.voider.sip;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which header fields a message has and where they lie, numbered from 0 as they come. It grows, and is kept for the next message. */
final class FieldTable {
    private static final int NAME_START = 0;
    private static final int NAME_END = 1;
    private static final int VALUE_START = 2;
    private static final int VALUE_END = 3;
    private static final int WIDTH = 4;
    private static final int FEW = 64;

    private int[] places = new int[FEW * WIDTH];
    private @Nullable SipHeader[] headers = new SipHeader[FEW];
    private int count;
    private final Set<SipHeader> seen = EnumSet.noneOf(SipHeader.class);

    void clear() {
        count = 0;
        seen.clear();
    }

    /** Adds a field; the number of one before it if it {@linkplain SipHeader#once may be there once only}, else -1. */
    int add(@Nullable SipHeader header, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int at = count * WIDTH;
        if (at == places.length) {
            places = Arrays.copyOf(places, 2 * at);
            headers = Arrays.copyOf(headers, 2 * count);
        }
        headers[count] = header;
        places[at + NAME_START] = nameStart;
        places[at + NAME_END] = nameEnd;
        places[at + VALUE_START] = valueStart;
        places[at + VALUE_END] = valueEnd;
        int number = count++;
        return header == null || seen.add(header) || !header.once() ? -1 : lastBefore(header, number);
    }

    private int lastBefore(SipHeader header, int number) {
        int before = number - 1;
        while (headers[before] != header) {
            before--;
        }
        return before;
    }

    int count() {
        return count;
    }

    boolean has(SipHeader header) {
        return seen.contains(header);
    }

    /** The number of the first such field from {@code from} on, or -1. */
    int indexOf(SipHeader header, int from) {
        for (int i = from; i < count; i++) {
            if (headers[i] == header) {
                return i;
            }
        }
        return -1;
    }

    @Nullable
    SipHeader header(int index) {
        requireExists(index);
        return headers[index];
    }

    int nameStart(int index) {
        return place(index, NAME_START);
    }

    int nameEnd(int index) {
        return place(index, NAME_END);
    }

    int valueStart(int index) {
        return place(index, VALUE_START);
    }

    int valueEnd(int index) {
        return place(index, VALUE_END);
    }

    private int place(int index, int column) {
        requireExists(index);
        return places[index * WIDTH + column];
    }

    private void requireExists(int index) {
        if (index >= count) {
            throw new IndexOutOfBoundsException("header field " + index + " of " + count);
        }
    }
}
