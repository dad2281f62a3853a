package io.voider.sip.rewrite;

import io.voider.sip.Scan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Private addresses that were met and not mapped; noted as offsets, told as records on demand. */
final class Disclosures {
    private static final int TEN = 0x0a00_0000;
    private static final int ONE_SEVEN_TWO = 0xac10_0000;
    private static final int ONE_NINE_TWO = 0xc0a8_0000;
    private static final int LINK_LOCAL = 0xa9fe_0000;
    private static final int CARRIER = 0x6440_0000;

    private static final int WIDTH = 2;

    private int[] places = new int[16 * WIDTH];
    private int size;

    void clear() {
        size = 0;
    }

    /** Notes an address in {@code [start, end)} if it is private (RFC 1918), link-local (RFC 3927) or a carrier's (RFC 6598). */
    void note(Text text, int start, int end, int address) {
        if (!isPrivate(address)) {
            return;
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
        }
        places[size++] = text.place(start);
        places[size++] = text.place(end - 1) + 1;
    }

    private static boolean isPrivate(int address) {
        return (address & 0xff00_0000) == TEN
                || (address & 0xfff0_0000) == ONE_SEVEN_TWO
                || (address & 0xffff_0000) == ONE_NINE_TWO
                || (address & 0xffff_0000) == LINK_LOCAL
                || (address & 0xffc0_0000) == CARRIER;
    }

    int count() {
        return size / WIDTH;
    }

    List<Disclosure> list(byte[] bytes, int start) {
        List<Disclosure> list = new ArrayList<>();
        for (int i = 0; i < size; i += WIDTH) {
            list.add(new Disclosure(places[i] - start, Scan.text(bytes, places[i], places[i + 1])));
        }
        return list;
    }
}
