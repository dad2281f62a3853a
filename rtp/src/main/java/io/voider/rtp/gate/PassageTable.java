package io.voider.rtp.gate;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The passages of one leg, for the packet path: an immutable hash table with open addressing over primitive keys, at most
 * half full.
 *
 * <pre>
 *   keys[2i]      source address (32) │ destination address (32)
 *   keys[2i + 1]  destination port + 1, or 0 where the slot is free
 *   flows[i]      what passes there
 * </pre>
 */
final class PassageTable {
    static final PassageTable EMPTY = new PassageTable(0);

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int MIN_SLOTS_LOG2 = 1;

    private final long[] keys;
    private final @Nullable MediaFlow[] flows;
    private final int mask;
    private final int shift;

    private PassageTable(int entries) {
        int slotsLog2 = Math.max(MIN_SLOTS_LOG2, 33 - Integer.numberOfLeadingZeros(entries));
        int slots = 1 << slotsLog2;
        keys = new long[2 * slots];
        flows = new @Nullable MediaFlow[slots];
        mask = slots - 1;
        shift = 64 - slotsLog2;
    }

    /** A table of these flows; of two with the same key, the later one counts, and lets in what either was described for. */
    static PassageTable of(Collection<MediaFlow> flows) {
        if (flows.isEmpty()) {
            return EMPTY;
        }
        PassageTable table = new PassageTable(flows.size());
        flows.forEach(table::put);
        return table;
    }

    private void put(MediaFlow flow) {
        Passage passage = flow.passage();
        long addresses = addresses(passage.source(), passage.destination());
        long port = passage.port() + 1L;
        int slot = slot(addresses, port);
        while (keys[2 * slot + 1] != 0 && (keys[2 * slot] != addresses || keys[2 * slot + 1] != port)) {
            slot = slot + 1 & mask;
        }
        keys[2 * slot] = addresses;
        keys[2 * slot + 1] = port;
        flow.succeed(flows[slot]);
        flows[slot] = flow;
    }

    @Nullable
    MediaFlow match(int source, int destination, int destinationPort) {
        long addresses = addresses(source, destination);
        long port = destinationPort + 1L;
        for (int slot = slot(addresses, port); ; slot = slot + 1 & mask) {
            long found = keys[2 * slot + 1];
            if (found == port && keys[2 * slot] == addresses) {
                return flows[slot];
            }
            if (found == 0) {
                return null;
            }
        }
    }

    private int slot(long addresses, long port) {
        long mixed = (addresses ^ (port * GOLDEN)) * GOLDEN;
        return (int) (((mixed ^ (mixed >>> 32)) * GOLDEN) >>> shift);
    }

    private static long addresses(int source, int destination) {
        return (long) source << 32 | (destination & 0xffff_ffffL);
    }
}
