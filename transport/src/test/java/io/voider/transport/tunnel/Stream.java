package io.voider.transport.tunnel;

import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Numbered datagrams at an even pace from one tunnel's end to another, and what arrived of them. */
final class Stream implements AutoCloseable {
    private static final int BYTES = 172;

    private final DatagramChannel from;
    private final DatagramChannel to;
    private final InetSocketAddress destination;
    private final long intervalNanos;
    private final Thread sender;
    private final BitSet arrived = new BitSet();
    private volatile boolean sending = true;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile long lastArrivalNanos;

    Stream(Namespace source, Namespace sink, String sinkAddress, int port, int perSecond) throws IOException {
        from = source.call(() -> DatagramChannel.open().bind(new InetSocketAddress("0.0.0.0", 0)));
        to = sink.call(() -> DatagramChannel.open().bind(new InetSocketAddress("0.0.0.0", port)));
        to.socket().setSoTimeout(0);
        destination = new InetSocketAddress(sinkAddress, port);
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        lastArrivalNanos = System.nanoTime();
        sender = new Thread(this::send, "stream-sender");
        sender.start();
        new Thread(this::receive, "stream-receiver").start();
    }

    private void send() {
        ByteBuffer datagram = ByteBuffer.allocateDirect(BYTES);
        long next = System.nanoTime();
        while (sending) {
            datagram.clear().putInt(0, sent.get());
            try {
                from.send(datagram, destination);
                sent.incrementAndGet();
            } catch (IOException e) {
                // the device is gone for a moment: not sent, not counted
            }
            next += intervalNanos;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void receive() {
        ByteBuffer datagram = ByteBuffer.allocateDirect(2048);
        try {
            while (true) {
                to.receive(datagram.clear());
                synchronized (arrived) {
                    arrived.set(datagram.getInt(0));
                    lastArrivalNanos = System.nanoTime();
                    arrived.notifyAll();
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    int sent() {
        return sent.get();
    }

    long lastArrivalNanos() {
        return lastArrivalNanos;
    }

    int arrivals() {
        synchronized (arrived) {
            return arrived.cardinality();
        }
    }

    /** Waits until so many more have arrived. */
    void awaitMore(int count) throws InterruptedException {
        synchronized (arrived) {
            int goal = arrived.cardinality() + count;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (arrived.cardinality() < goal) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("nothing arrives any more");
                }
                arrived.wait(100);
            }
        }
    }

    /** Stops sending and waits until everything that was sent has arrived, at most for two seconds; gives what is missing. */
    int missing() throws InterruptedException {
        sending = false;
        sender.join();
        synchronized (arrived) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            while (arrived.cardinality() < sent.get() && System.nanoTime() < deadline) {
                arrived.wait(50);
            }
            return sent.get() - arrived.cardinality();
        }
    }

    @Override
    public void close() throws IOException {
        sending = false;
        from.close();
        to.close();
    }
}
