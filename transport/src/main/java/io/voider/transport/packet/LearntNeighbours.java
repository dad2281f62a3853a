package io.voider.transport.packet;

import io.voider.ns.MacAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which MAC address belongs to which IPv4 address on one Ethernet. Learnt from the first packet that an address sends, kept as
 * long as that station is heard from, and given to another only after {@value #SILENCE_SECONDS} s without a word of it, or
 * after {@link #forget}: who bears another's address draws nothing to itself. Fixed entries stay whatever anybody sends.
 *
 * <p>Bounded: {@value #CAPACITY} addresses; when full, nothing new is learnt. Without garbage, but for one object a second
 * while an address is contested. Belongs to the channel's event loop.
 */
public final class LearntNeighbours {

    static final int CAPACITY = 256;

    /** Longer than a phone that talks or registers is ever silent, and than a cable takes to be plugged over. */
    static final int SILENCE_SECONDS = 60;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long SILENCE_NANOS = SILENCE_SECONDS * SECOND_NANOS;
    private static final int SLOTS = 2 * CAPACITY;
    private static final long FIXED = 1L << 62;
    private static final long GROUP = 1L << 40;

    private final int[] addresses = new int[SLOTS];
    private final long[] stations = new long[SLOTS];
    private final long[] heardNanos = new long[SLOTS];
    private int size;

    private int lastAddress;
    private long lastStation;
    private int lastSlot;
    private volatile @Nullable ContestedNeighbour contested;
    private long contestedNanos;

    /**
     * Takes note that {@code station} sent from {@code address}. Address zero and groups teach nothing.
     *
     * @return false if the address is another station's, which was heard a short while ago
     */
    boolean hear(int address, long station, long nowNanos) {
        if (address == lastAddress && station == lastStation) {
            heardNanos[lastSlot] = nowNanos;
            return true;
        }
        if (address == 0 || !isUnicast(station)) {
            return true;
        }
        int slot = slot(address);
        long holder = stations[slot];
        if ((holder & FIXED) != 0) {
            return true;
        }
        if (holder != 0 && holder != station && nowNanos - heardNanos[slot] < SILENCE_NANOS) {
            contest(address, holder, station, nowNanos);
            return false;
        }
        if (put(slot, address, station)) {
            heardNanos[slot] = nowNanos;
            lastAddress = address;
            lastStation = station;
            lastSlot = slot;
        }
        return true;
    }

    /** Who sent last from {@code address}, and when, as the channel's event loop counts; null if nobody is known. */
    public @Nullable HeardNeighbour heard(int address) {
        int slot = slot(address);
        long station = stations[slot] & ~FIXED;
        return station == 0 ? null : new HeardNeighbour(new MacAddress(station), heardNanos[slot]);
    }

    /**
     * From now on the address is that station's, whoever had it before: whoever gives addresses away says so. A fixed entry
     * stays. Address zero and groups are nobody's.
     */
    public void give(int address, MacAddress station, long nowNanos) {
        int slot = slot(address);
        if (address == 0 || !isUnicast(station.value()) || (stations[slot] & FIXED) != 0) {
            return;
        }
        lastStation = 0;
        if (put(slot, address, station.value())) {
            heardNanos[slot] = nowNanos;
        }
        ContestedNeighbour claim = contested;
        if (claim != null && claim.address() == address) {
            contested = null;
        }
    }

    /** The address is that station's until another is heard that sends from it. What was heard or is fixed already stays. */
    public void expect(int address, MacAddress station, long nowNanos) {
        if (stations[slot(address)] == 0) {
            give(address, station, nowNanos - SILENCE_NANOS);
        }
    }

    private void contest(int address, long holder, long claimant, long nowNanos) {
        if (contested == null || nowNanos - contestedNanos >= SECOND_NANOS) {
            contestedNanos = nowNanos;
            contested = new ContestedNeighbour(address, new MacAddress(holder), new MacAddress(claimant), nowNanos);
        }
    }

    /** The latest second station that sent from another's address, to the second; null if none ever did. From any thread. */
    @Nullable
    ContestedNeighbour contested() {
        return contested;
    }

    /** Sets an entry that no packet changes. Answers false if the table is full. */
    boolean fix(int address, long station) {
        lastStation = 0;
        return put(slot(address), address, station | FIXED);
    }

    /** Forgets what was learnt; each address is the next station's that sends from it. */
    void forget() {
        int[] knownAddresses = addresses.clone();
        long[] knownStations = stations.clone();
        Arrays.fill(stations, 0);
        size = 0;
        lastStation = 0;
        contested = null;
        for (int slot = 0; slot < SLOTS; slot++) {
            if ((knownStations[slot] & FIXED) != 0) {
                put(slot(knownAddresses[slot]), knownAddresses[slot], knownStations[slot]);
            }
        }
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
