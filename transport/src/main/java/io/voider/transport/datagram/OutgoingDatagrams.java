package io.voider.transport.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import io.voider.ns.socket.DatagramBatch;
import io.voider.ns.socket.UdpAddress;
import io.voider.ns.socket.UdpSocket;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent by the one channel of an event loop that wrote last: when another writes, or the batch is full, or
 * on {@link #flush}, it leaves by one system call. One instance for each event loop's thread.
 */
final class OutgoingDatagrams {
    private static final int BATCH = 64;

    private static final FastThreadLocal<OutgoingDatagrams> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected OutgoingDatagrams initialValue() {
            return new OutgoingDatagrams();
        }
    };

    private final DatagramBatch batch = new DatagramBatch(BATCH);
    private final @Nullable ByteBuf[] datagrams = new @Nullable ByteBuf[BATCH];
    private @Nullable UdpChannel writer;
    private int waiting;

    static OutgoingDatagrams ofThread() {
        return OF_THREAD.get();
    }

    /** Takes a datagram, which has a memory address and is released when it has left. */
    void add(UdpChannel channel, ByteBuf datagram, UdpAddress to) {
        if (!channel.equals(writer) || waiting == BATCH) {
            flush();
            writer = channel;
        }
        batch.bytes(waiting, datagram.memoryAddress() + datagram.readerIndex(), datagram.readableBytes());
        batch.to(waiting, to);
        datagrams[waiting++] = datagram;
    }

    /** Sends what waits. What the kernel has no room for, or refuses, is dropped, and its channel told. */
    void flush() {
        UdpChannel channel = writer;
        if (channel == null) {
            return;
        }
        int sent = 0;
        while (sent < waiting && channel.isOpen()) {
            int result = channel.socket().send(batch, sent, waiting - sent);
            if (result > 0) {
                sent += result;
            } else if (result == -UdpSocket.EAGAIN) {
                break;
            } else {
                channel.unsent(1);
                sent++;
            }
        }
        if (sent < waiting) {
            channel.unsent(waiting - sent);
        }
        forget();
    }

    private void forget() {
        for (int slot = 0; slot < waiting; slot++) {
            ByteBuf datagram = datagrams[slot];
            datagrams[slot] = null;
            if (datagram != null) {
                datagram.release();
            }
        }
        waiting = 0;
        writer = null;
    }
}
