package io.voider.rtp.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Fragmentation;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.PacketChecksums;

/**
 * Cuts a rewritten packet that is longer than the next leg's MTU. Media is seldom so long (video, and T.38 with redundancy),
 * so this way may allocate, from a pool.
 *
 * <p>A packet that was not to be fragmented often has identification 0; its fragments need one of their own (RFC 6864,
 * section 4.1).
 */
final class Oversized {
    private static final int IDENTIFICATION = 4;
    private static final int FLAGS = 6;
    private static final int DONT_FRAGMENT = 0x4000;

    private final Counters<Counter> counters;
    private int nextIdentification;

    /** @param counters where fragments are counted */
    Oversized(Counters<Counter> counters) {
        this.counters = counters;
    }

    /** Takes one fragment, which is lent. */
    interface Sink {
        void accept(ByteBuf buffer, int index, int length);
    }

    /** Gives {@code sink} the fragments of a packet whose buffer begins with it; changes the packet's flags. */
    void split(Ipv4 packet, int mtu, Sink sink) {
        ByteBuf buffer = packet.buffer();
        if (packet.dontFragment()) {
            int flags = buffer.getUnsignedShort(packet.offset() + FLAGS);
            buffer.setShort(packet.offset() + FLAGS, flags & ~DONT_FRAGMENT);
            if (!packet.isFragment()) {
                nextIdentification = (nextIdentification + 1) & 0xffff;
                buffer.setShort(packet.offset() + IDENTIFICATION, nextIdentification);
            }
        }
        PacketChecksums.finish(buffer, packet.offset(), packet.totalLength());
        ByteBuf whole = buffer.slice(packet.offset(), packet.totalLength());
        Fragmentation.fragment(whole, mtu, PooledByteBufAllocator.DEFAULT, counters, fragment -> {
            try {
                sink.accept(fragment, fragment.readerIndex(), fragment.readableBytes());
            } finally {
                fragment.release();
            }
        });
    }
}
