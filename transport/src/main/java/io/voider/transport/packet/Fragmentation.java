package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import java.util.function.Consumer;

/**
 * Cuts an IPv4 packet into fragments that fit an MTU (RFC 791, section 3.2).
 *
 * <p>The first fragment repeats the packet's header; the others keep only those options whose copied bit is set. The
 * fragments carry the packet's identification, so a sender of its own packets must choose one that it did not use lately
 * (RFC 6864). Transport checksums must be finished before; a fragment's cannot be.
 */
public final class Fragmentation {

    private static final int OPTION_END = 0;
    private static final int OPTION_NOTHING = 1;
    private static final int OPTION_COPIED = 0x80;

    private Fragmentation() {}

    /**
     * Gives {@code sink} the fragments in order, or the packet itself if it fits; each buffer then belongs to the sink.
     *
     * @param packet a sound packet, from reader to writer index; stays the caller's
     * @param mtu the longest fragment, in bytes, header included; at least 68 (RFC 791)
     * @return false, and nothing was made, if it does not fit and is marked not to be fragmented (counted)
     */
    public static boolean fragment(
            ByteBuf packet, int mtu, ByteBufAllocator allocator, Counters<Counter> counters, Consumer<ByteBuf> sink) {
        if (mtu < 68) {
            throw new IllegalArgumentException("IPv4 needs an MTU of at least 68 bytes, not " + mtu);
        }
        Ipv4 whole = new Ipv4().wrap(packet, packet.readerIndex());
        if (whole.totalLength() <= mtu) {
            sink.accept(packet.retainedSlice(whole.offset(), whole.totalLength()));
            return true;
        }
        if (whole.dontFragment()) {
            counters.increment(Counter.DROPPED_DONT_FRAGMENT);
            return false;
        }
        int header = whole.headerLength();
        for (int done = 0; done < whole.payloadLength(); ) {
            ByteBuf fragment = allocator.directBuffer(mtu);
            writeHeader(whole, header, done == 0, fragment);
            int room = (mtu - fragment.readableBytes()) & ~7;
            int length = Math.min(room, whole.payloadLength() - done);
            boolean last = done + length == whole.payloadLength();
            fragment.writeBytes(packet, whole.payloadOffset() + done, length);
            place(whole, fragment, done, last);
            done += length;
            counters.increment(Counter.FRAGMENTS_SENT);
            sink.accept(fragment);
        }
        return true;
    }

    private static void writeHeader(Ipv4 whole, int header, boolean first, ByteBuf fragment) {
        if (first || header == Ipv4.HEADER_BYTES) {
            fragment.writeBytes(whole.buffer(), whole.offset(), header);
            return;
        }
        fragment.writeBytes(whole.buffer(), whole.offset(), Ipv4.HEADER_BYTES);
        copyOptions(whole.buffer(), whole.offset() + Ipv4.HEADER_BYTES, whole.payloadOffset(), fragment);
        while (fragment.readableBytes() % 4 != 0) {
            fragment.writeByte(OPTION_END);
        }
        fragment.setByte(0, 0x40 | fragment.readableBytes() / 4);
    }

    /** An option is one byte (end, nothing) or type, length and the rest; its type's highest bit says "copy". */
    private static void copyOptions(ByteBuf from, int start, int end, ByteBuf fragment) {
        for (int at = start; at < end; ) {
            int type = from.getUnsignedByte(at);
            if (type == OPTION_END) {
                return;
            }
            int length = type == OPTION_NOTHING || at + 1 == end ? 1 : from.getUnsignedByte(at + 1);
            if (length == 0 || at + length > end) {
                return;
            }
            if ((type & OPTION_COPIED) != 0) {
                fragment.writeBytes(from, at, length);
            }
            at += length;
        }
    }

    /** What is cut may itself be a fragment: its offset counts, and only the last piece of the last one is last. */
    private static void place(Ipv4 whole, ByteBuf fragment, int done, boolean last) {
        int offset = (whole.fragmentOffset() + done) / 8;
        int more = last && !whole.moreFragments() ? 0 : Ipv4.MORE_FRAGMENTS;
        fragment.setShort(Ipv4.TOTAL_LENGTH, fragment.readableBytes());
        fragment.setShort(Ipv4.FRAGMENT, more | offset);
        new Ipv4().wrap(fragment, 0).refreshChecksum();
    }
}
