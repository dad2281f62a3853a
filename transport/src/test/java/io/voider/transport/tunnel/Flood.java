package io.voider.transport.tunnel;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** 20,000 forged openings a second, if the machine is able to, out of a friend's own socket. */
final class Flood implements AutoCloseable {
    private static final int EACH_MILLISECOND = 20;

    private final Wan.End from;
    private final byte[] opening;
    private final AtomicLong sent = new AtomicLong();
    private final Future<?> task;

    Flood(Wan.End from, byte[] opening) {
        this.from = from;
        this.opening = opening;
        task = from.channel.eventLoop().scheduleAtFixedRate(this::send, 0, 1, TimeUnit.MILLISECONDS);
    }

    private void send() {
        InetSocketAddress to =
                new InetSocketAddress(Wan.SERVER_ADDRESS, ((InetSocketAddress) from.channel.localAddress()).getPort());
        for (int i = 0; i < EACH_MILLISECOND; i++) {
            byte[] forged = opening.clone();
            long number = sent.incrementAndGet();
            for (int at = 1; at < 9; at++) {
                forged[at] = (byte) (number >>> (8 * (at - 1)));
            }
            from.channel.write(new DatagramPacket(Unpooled.wrappedBuffer(forged), to), from.channel.voidPromise());
        }
        from.channel.flush();
    }

    /** Waits until so many more were sent. */
    void awaitMore(long count) throws InterruptedException {
        long goal = sent.get() + count;
        CountDownLatch reached = new CountDownLatch(1);
        Future<?> watch = from.channel
                .eventLoop()
                .scheduleAtFixedRate(
                        () -> {
                            if (sent.get() >= goal) {
                                reached.countDown();
                            }
                        },
                        1,
                        1,
                        TimeUnit.MILLISECONDS);
        try {
            if (!reached.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("sent " + sent.get() + " only");
            }
        } finally {
            watch.cancel(false);
        }
    }

    @Override
    public void close() {
        task.cancel(false);
    }
}
