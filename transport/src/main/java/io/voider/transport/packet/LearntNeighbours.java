package io.voider.transport.packet;

import io.voider.ns.MacAddress;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which MAC address belongs to which IPv4 address on one Ethernet. Learnt from the first packet that an address sends, kept as
 * long as that station is heard from, and given to another only after {@value #SILENCE_SECONDS} s without a word of it, or
 * after {@link #forget}: who bears another's address draws nothing to itself. An address that is {@linkplain #hold held} is its
 * holder's however silent that is, until the hold ends. Fixed entries stay whatever anybody sends.
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
    private final boolean[] held = new boolean[SLOTS];
    private final long[] heldUntilNanos = new long[SLOTS];
    private int size;

    private int lastAddress;
    private long lastStation;
    private int lastSlot;
    private volatile @Nullable ContestedNeighbour contested;
    private long contestedNanos;

    /**
     * Takes note that {@code station} sent from {@code address}. Address zero and groups teach nothing.
     *
     * @return false if the address is another station's, which was heard a short while ago or holds it
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
        if (holder != 0
                && holder != station
                && (nowNanos - heardNanos[slot] < SILENCE_NANOS || isHeld(slot, nowNanos))) {
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
     * Until {@code untilNanos} the address is that station's and nobody else's, whoever had it before: whoever gives addresses
     * away says so. A station that is new there counts as heard at {@code sinceNanos}. A fixed entry stays. Address zero and
     * groups are nobody's.
     */
    public void hold(int address, MacAddress station, long sinceNanos, long untilNanos) {
        int slot = slot(address);
        if (stations[slot] != station.value() && !give(slot, address, station, sinceNanos)) {
            return;
        }
        held[slot] = true;
        heldUntilNanos[slot] = untilNanos;
    }

    /** Nobody holds the address any more, and who did is forgotten: it is the next station's that sends from it. */
    public void release(int address) {
        int released = slot(address);
        if (held[released]) {
            keep(slot -> slot != released);
        }
    }

    /** The address is that station's until another is heard that sends from it. What was heard or is fixed already stays. */
    public void expect(int address, MacAddress station, long nowNanos) {
        int slot = slot(address);
        if (stations[slot] == 0) {
            give(slot, address, station, nowNanos - SILENCE_NANOS);
        }
    }

    private boolean give(int slot, int address, MacAddress station, long heardAtNanos) {
        if (address == 0 || !isUnicast(station.value()) || (stations[slot] & FIXED) != 0) {
            return false;
        }
        lastStation = 0;
        if (!put(slot, address, station.value())) {
            return false;
        }
        heardNanos[slot] = heardAtNanos;
        ContestedNeighbour claim = contested;
        if (claim != null && claim.address() == address) {
            contested = null;
        }
        return true;
    }

    private boolean isHeld(int slot, long nowNanos) {
        return held[slot] && nowNanos - heldUntilNanos[slot] < 0;
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

    /** Forgets what was learnt; each address that nobody holds is the next station's that sends from it. */
    void forget(long nowNanos) {
        contested = null;
        keep(slot -> (stations[slot] & FIXED) != 0 || isHeld(slot, nowNanos));
    }

    /** Keeps these entries alone. */
    private void keep(IntPredicate kept) {
        int[] entries = IntStream.range(0, SLOTS)
                .filter(slot -> stations[slot] != 0 && kept.test(slot))
                .toArray();
        int[] knownAddresses = addresses.clone();
        long[] knownStations = stations.clone();
        long[] knownHeardNanos = heardNanos.clone();
        boolean[] knownHeld = held.clone();
        long[] knownUntilNanos = heldUntilNanos.clone();
        Arrays.fill(stations, 0);
        Arrays.fill(held, false);
        size = 0;
        lastStation = 0;
        for (int known : entries) {
            int slot = slot(knownAddresses[known]);
            put(slot, knownAddresses[known], knownStations[known]);
            heardNanos[slot] = knownHeardNanos[known];
            held[slot] = knownHeld[known];
            heldUntilNanos[slot] = knownUntilNanos[known];
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
