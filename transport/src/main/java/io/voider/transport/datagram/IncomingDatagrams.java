package io.voider.transport.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import io.voider.ns.socket.DatagramBatch;
import io.voider.ns.socket.UdpAddress;
import io.voider.ns.socket.UdpSocket;
import org.jspecify.annotations.Nullable;

/**
 * What all the sockets of one event loop receive into, one after the other. One instance for each event loop's thread; a batch
 * has to be taken out before the next is received.
 */
public final class IncomingDatagrams {
    /** The longest datagram that is received whole, in bytes; of a longer one the rest is lost. */
    public static final int LARGEST_DATAGRAM = 2048;

    /** The most datagrams of one batch. */
    public static final int BATCH = 32;

    private static final FastThreadLocal<IncomingDatagrams> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected IncomingDatagrams initialValue() {
            return new IncomingDatagrams();
        }

        @Override
        protected void onRemoval(IncomingDatagrams value) {
            value.release();
        }
    };

    private final DatagramBatch batch = new DatagramBatch(BATCH);
    private final @Nullable ByteBuf[] spares = new @Nullable ByteBuf[BATCH];

    private IncomingDatagrams() {
        for (int slot = 0; slot < BATCH; slot++) {
            refill(slot);
        }
    }

    /** The calling thread's. */
    public static IncomingDatagrams ofThread() {
        return OF_THREAD.get();
    }

    private void refill(int slot) {
        ByteBuf spare = PooledByteBufAllocator.DEFAULT.directBuffer(LARGEST_DATAGRAM);
        spares[slot] = spare;
        batch.bytes(slot, spare.memoryAddress(), LARGEST_DATAGRAM);
    }

    private void release() {
        for (int slot = 0; slot < BATCH; slot++) {
            ByteBuf spare = spares[slot];
            if (spare != null) {
                spare.release();
                spares[slot] = null;
            }
        }
    }

    /**
     * Receives a batch.
     *
     * @return as {@link UdpSocket#receive}
     */
    public int receive(UdpSocket socket) {
        return socket.receive(batch);
    }

    /** A datagram of the batch, which is the caller's from now on. */
    public ByteBuf take(int slot) {
        ByteBuf datagram = spares[slot];
        if (datagram == null) {
            throw new IllegalStateException("the event loop has ended");
        }
        datagram.writerIndex(batch.length(slot));
        refill(slot);
        return datagram;
    }

    /** Where a datagram of the batch came from; {@code likely} if that is where. */
    UdpAddress from(int slot, @Nullable UdpAddress likely) {
        return batch.from(slot, likely);
    }
}
