package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One packet's fragments so far: the payload with holes, the units of 8 bytes that are there, the first one's header. */
final class PartialPacket {

    /** What became of a fragment. */
    enum Outcome {
        TAKEN,
        /** The same bytes were there already. */
        REPEATED,
        /** Others were there, wholly or in part. */
        OVERLAPPING,
        /** The packet had overlapping fragments before. */
        POISONED,
        /** It lies beyond the packet's end, or says that the end is elsewhere. */
        CONTRADICTORY
    }

    private static final int UNKNOWN = -1;
    private static final int UNIT = 8;

    private final long startedNanos;
    private final BitSet units = new BitSet();
    private ByteBuf payload = Unpooled.EMPTY_BUFFER;
    private @Nullable ByteBuf header;
    private int length = UNKNOWN;
    private int fragments;
    private boolean poisoned;

    PartialPacket(long startedNanos) {
        this.startedNanos = startedNanos;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** The memory that {@link #add} would need beyond what is held. */
    int growth(Ipv4 fragment) {
        return poisoned ? 0 : Math.max(0, fragment.fragmentOffset() + fragment.payloadLength() - payload.writerIndex());
    }

    /** The payload memory held, holes included. */
    int heldBytes() {
        return payload.writerIndex();
    }

    Outcome add(Ipv4 fragment, ByteBufAllocator allocator) {
        if (poisoned) {
            return Outcome.POISONED;
        }
        int start = fragment.fragmentOffset();
        int end = start + fragment.payloadLength();
        boolean last = !fragment.moreFragments();
        boolean beyond = length != UNKNOWN && (last ? end != length : end > length);
        boolean endTooEarly = last && end < payload.writerIndex();
        if (beyond || endTooEarly || isTooLong(fragment, start, end)) {
            return Outcome.CONTRADICTORY;
        }
        int firstUnit = start / UNIT;
        int endUnit = (end + UNIT - 1) / UNIT;
        int firstMissing = units.nextClearBit(firstUnit);
        if (firstMissing >= endUnit) {
            return isSame(fragment, start) ? Outcome.REPEATED : Outcome.OVERLAPPING;
        }
        if (firstMissing > firstUnit || units.get(firstUnit, endUnit).cardinality() > 0) {
            return Outcome.OVERLAPPING;
        }
        write(fragment, start, end, allocator);
        units.set(firstUnit, endUnit);
        fragments++;
        if (last) {
            length = end;
        }
        if (start == 0) {
            header = allocator.directBuffer(fragment.headerLength());
            header.writeBytes(fragment.buffer(), fragment.offset(), fragment.headerLength());
        }
        return Outcome.TAKEN;
    }

    /** Whether the whole packet, with the header that the first fragment brings, could not say its own length. */
    private boolean isTooLong(Ipv4 fragment, int start, int end) {
        int present = header == null ? Ipv4.HEADER_BYTES : header.readableBytes();
        int headerLength = start == 0 ? fragment.headerLength() : present;
        return headerLength + Math.max(end, payload.writerIndex()) > Ipv4.MAXIMUM_BYTES;
    }

    private void write(Ipv4 fragment, int start, int end, ByteBufAllocator allocator) {
        if (payload.capacity() == 0) {
            payload = allocator.directBuffer(end, Ipv4.MAXIMUM_BYTES);
        }
        if (end > payload.writerIndex()) {
            payload.ensureWritable(end - payload.writerIndex()).writerIndex(end);
        }
        payload.setBytes(start, fragment.buffer(), fragment.payloadOffset(), end - start);
    }

    private boolean isSame(Ipv4 fragment, int start) {
        return ByteBufUtil.equals(
                payload, start, fragment.buffer(), fragment.payloadOffset(), fragment.payloadLength());
    }

    boolean isWhole() {
        return header != null && length != UNKNOWN && units.cardinality() == (length + UNIT - 1) / UNIT;
    }

    /** The whole packet; releases what this holds. */
    ByteBuf assemble(ByteBufAllocator allocator) {
        ByteBuf first = header;
        if (first == null) {
            throw new IllegalStateException("the first fragment is missing");
        }
        int headerLength = first.readableBytes();
        ByteBuf packet = allocator.directBuffer(headerLength + length);
        packet.writeBytes(first).writeBytes(payload, 0, length);
        packet.setShort(Ipv4.TOTAL_LENGTH, headerLength + length);
        packet.setShort(Ipv4.FRAGMENT, 0);
        new Ipv4().wrap(packet, 0).refreshChecksum();
        release();
        return packet;
    }

    /** Forgets all fragments and takes no more. Answers how many there were. */
    int poison() {
        release();
        poisoned = true;
        int dropped = fragments;
        fragments = 0;
        return dropped;
    }

    private void release() {
        payload.release();
        payload = Unpooled.EMPTY_BUFFER;
        if (header != null) {
            header.release();
            header = null;
        }
        length = UNKNOWN;
        units.clear();
    }
}
