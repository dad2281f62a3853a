package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole IPv4 packets of fragments (RFC 791, section 3.2), for one thread.
 *
 * <p>Nothing that comes in can make it hold more than {@code maximumBytes} of payload nor keep any for longer than
 * {@code timeoutNanos}. When there is no room the oldest unfinished packet goes. A packet whose fragments overlap is
 * dropped whole, the fragments that still come included, as RFC 5722 asks for IPv6: no sender makes such, and two
 * receivers may read them differently. An exact repetition is ignored. Time is a parameter; call {@link #expire} now and
 * then so that old fragments go when no new ones come.
 */
public final class Reassembly implements AutoCloseable {

    /** RFC 791's 15 seconds. */
    public static final long DEFAULT_TIMEOUT_NANOS = 15_000_000_000L;

    /** What fragments of one packet share (RFC 791): source, destination, protocol, identification. */
    private record Key(int source, int destination, int protocol, int identification) {}

    private final long timeoutNanos;
    private final int maximumPackets;
    private final int maximumBytes;
    private final ByteBufAllocator allocator;
    private final Counters<Counter> counters;
    private final Map<Key, PartialPacket> partial = new LinkedHashMap<>();
    private int bytes;

    /**
     * @param timeoutNanos from a packet's first fragment to its end
     * @param maximumPackets unfinished packets held at once, 1 or more
     * @param maximumBytes memory held for them, 65,535 or more
     * @param counters where fragments in, packets out and each drop are counted
     */
    public Reassembly(
            long timeoutNanos,
            int maximumPackets,
            int maximumBytes,
            ByteBufAllocator allocator,
            Counters<Counter> counters) {
        if (timeoutNanos <= 0 || maximumPackets < 1 || maximumBytes < Ipv4.MAXIMUM_BYTES) {
            throw new IllegalArgumentException("a reassembly needs time, a packet and 65535 bytes, not " + timeoutNanos
                    + " ns, " + maximumPackets + " and " + maximumBytes);
        }
        this.timeoutNanos = timeoutNanos;
        this.maximumPackets = maximumPackets;
        this.maximumBytes = maximumBytes;
        this.allocator = allocator;
        this.counters = counters;
    }

    /**
     * Takes a fragment; copies what it keeps.
     *
     * @param fragment a sound packet ({@link Ipv4#isSound}) for which {@link Ipv4#isFragment} holds
     * @param nowNanos any clock that does not go back
     * @return the whole packet, which then belongs to the caller, if this was the last missing fragment; else null
     */
    public @Nullable ByteBuf add(Ipv4 fragment, long nowNanos) {
        expire(nowNanos);
        counters.increment(Counter.FRAGMENTS_RECEIVED);
        int length = fragment.payloadLength();
        int end = fragment.fragmentOffset() + length;
        boolean unaligned = fragment.moreFragments() && length % 8 != 0;
        if (length == 0 || unaligned || end + Ipv4.HEADER_BYTES > Ipv4.MAXIMUM_BYTES) {
            counters.increment(Counter.DROPPED_FRAGMENT_MALFORMED);
            return null;
        }
        Key key = new Key(fragment.source(), fragment.destination(), fragment.protocol(), fragment.identification());
        PartialPacket packet = partial.get(key);
        if (packet == null) {
            makeRoom(1, 0, null);
            packet = new PartialPacket(nowNanos);
            partial.put(key, packet);
        }
        return add(key, packet, fragment);
    }

    private @Nullable ByteBuf add(Key key, PartialPacket packet, Ipv4 fragment) {
        int growth = packet.growth(fragment);
        makeRoom(0, growth, packet);
        switch (packet.add(fragment, allocator)) {
            case TAKEN -> bytes += growth;
            case REPEATED -> {}
            case OVERLAPPING -> {
                bytes -= packet.heldBytes();
                counters.add(Counter.DROPPED_FRAGMENT_OVERLAP, packet.poison() + 1);
            }
            case POISONED -> counters.increment(Counter.DROPPED_FRAGMENT_OVERLAP);
            case CONTRADICTORY -> counters.increment(Counter.DROPPED_FRAGMENT_MALFORMED);
        }
        if (!packet.isWhole()) {
            return null;
        }
        partial.remove(key);
        bytes -= packet.heldBytes();
        counters.increment(Counter.FRAGMENTS_REASSEMBLED);
        return packet.assemble(allocator);
    }

    /** Drops what is older than the timeout. */
    public void expire(long nowNanos) {
        Iterator<PartialPacket> oldestFirst = partial.values().iterator();
        while (oldestFirst.hasNext()) {
            PartialPacket packet = oldestFirst.next();
            if (nowNanos - packet.startedNanos() < timeoutNanos) {
                return;
            }
            oldestFirst.remove();
            drop(packet, Counter.DROPPED_FRAGMENT_EXPIRED);
        }
    }

    /** How many unfinished packets are held. */
    public int pending() {
        return partial.size();
    }

    /** The memory held for them, in bytes. */
    public int heldBytes() {
        return bytes;
    }

    /** Drops everything. */
    @Override
    public void close() {
        partial.values().forEach(packet -> drop(packet, Counter.DROPPED_FRAGMENT_EXPIRED));
        partial.clear();
    }

    private void makeRoom(int packets, int growth, @Nullable PartialPacket kept) {
        Iterator<PartialPacket> oldestFirst = partial.values().iterator();
        while ((partial.size() + packets > maximumPackets || bytes + growth > maximumBytes) && oldestFirst.hasNext()) {
            PartialPacket packet = oldestFirst.next();
            if (packet != kept) {
                oldestFirst.remove();
                drop(packet, Counter.DROPPED_FRAGMENT_FULL);
            }
        }
    }

    private void drop(PartialPacket packet, Counter why) {
        bytes -= packet.heldBytes();
        counters.add(why, packet.poison());
    }
}
