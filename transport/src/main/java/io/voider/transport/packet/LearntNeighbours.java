package io.voider.transport.packet;

/**
 * Which MAC address belongs to which IPv4 address on one Ethernet. Learnt from what the stations send; fixed
 * entries stay whatever anybody sends.
 *
 * <p>Bounded: {@value #CAPACITY} addresses; when full, nothing new is learnt. Without garbage.
 */
final class LearntNeighbours {

    static final int CAPACITY = 256;

    private static final int SLOTS = 2 * CAPACITY;
    private static final long FIXED = 1L << 62;
    private static final long GROUP = 1L << 40;

    private final int[] addresses = new int[SLOTS];
    private final long[] stations = new long[SLOTS];
    private int size;

    private int lastAddress;
    private long lastStation;

    /** Whether {@link #learn} would have to look at it; false for the same pair as the last one learnt. */
    boolean isNews(int address, long station) {
        return address != lastAddress || station != lastStation;
    }

    /** Takes note that {@code station} sent from {@code address}. Addresses zero and group addresses teach nothing. */
    void learn(int address, long station) {
        if (!isNews(address, station)) {
            return;
        }
        if (address == 0 || !isUnicast(station)) {
            return;
        }
        int slot = slot(address);
        if ((stations[slot] & FIXED) == 0 && put(slot, address, station)) {
            lastAddress = address;
            lastStation = station;
        }
    }

    /** Sets an entry that no packet changes. Answers false if the table is full. */
    boolean fix(int address, long station) {
        lastStation = 0;
        return put(slot(address), address, station | FIXED);
    }

    /** The station of {@code address}, or 0. */
    long station(int address) {
        return stations[slot(address)] & ~FIXED;
    }

    /** Whether a MAC address names one station, and not a group or nobody. */
    static boolean isUnicast(long station) {
        return station != 0 && (station & GROUP) == 0;
    }

    private boolean put(int slot, int address, long station) {
        if (stations[slot] == 0) {
            if (size == CAPACITY) {
                return false;
            }
            size++;
        }
        addresses[slot] = address;
        stations[slot] = station;
        return true;
    }

    /** Where {@code address} stands, or the free slot where it would. The table is at most half full. */
    private int slot(int address) {
        int slot = (address * 0x9E3779B9) >>> 23;
        while (stations[slot] != 0 && addresses[slot] != address) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }
}
