package io.voider.nat.rendezvous.server;

import io.netty.buffer.Unpooled;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Garbage and replayed genuine packets, half of each, from a few hundred addresses at a server's STUN and TLS ports, until it
 * is closed; and what the server sent back.
 */
final class Flood implements AutoCloseable {
    private static final int DATAGRAMS_PER_SECOND = 10_000;
    private static final int CONNECTIONS_PER_SECOND = 1_000;
    private static final int UDP_SOURCES = 16;
    private static final int TCP_SOURCES = 250;
    private static final int GARBAGE_BYTES = 200;

    private final List<byte[]> datagrams;
    private final Map<TransactionId, Integer> requestLengths = new HashMap<>();
    private final byte[] clientHello;
    private final AtomicLong sentDatagrams = new AtomicLong();
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong repliedBytes = new AtomicLong();
    private final AtomicLong longerReplies = new AtomicLong();
    private final AtomicLong excessBytes = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final List<Thread> threads;
    private volatile boolean over;

    /**
     * Begins at once.
     *
     * @param datagrams genuine STUN and TURN requests, to be replayed
     * @param clientHello the first record of a genuine TLS handshake, to be replayed
     */
    Flood(InetSocketAddress stun, InetSocketAddress tls, List<byte[]> datagrams, byte[] clientHello)
            throws StunException {
        this.datagrams = datagrams;
        this.clientHello = clientHello;
        for (byte[] datagram : datagrams) {
            StunMessage request = StunMessage.decode(Unpooled.wrappedBuffer(datagram), 2048);
            requestLengths.put(request.transactionId(), datagram.length);
        }
        threads = List.of(new Thread(() -> floodUdp(stun), "flood-udp"), new Thread(() -> floodTls(tls), "flood-tls"));
        threads.forEach(Thread::start);
    }

    long datagrams() {
        return sentDatagrams.get();
    }

    long connections() {
        return connections.get();
    }

    long sentBytes() {
        return sentBytes.get();
    }

    long repliedBytes() {
        return repliedBytes.get();
    }

    /** Replies to what was replayed that were longer than that, or that were none at all. */
    long longerReplies() {
        return longerReplies.get();
    }

    /** What replies to garbage had beyond it: now and then garbage is RFC 8489's barest request, 20 bytes. */
    long excessBytes() {
        return excessBytes.get();
    }

    private void floodUdp(InetSocketAddress stun) {
        Random dice = new Random(8);
        ByteBuffer reply = ByteBuffer.allocate(2048);
        List<DatagramChannel> sources = new ArrayList<>();
        try {
            for (int i = 0; i < UDP_SOURCES; i++) {
                DatagramChannel source = DatagramChannel.open();
                sources.add(source);
                source.bind(new InetSocketAddress("127.0.66." + (i + 1), 0))
                        .connect(stun)
                        .configureBlocking(false);
            }
            long start = System.nanoTime();
            for (int i = 0; !over; i++) {
                if (i % 20 == 0) {
                    awaitTurn(start, i, DATAGRAMS_PER_SECOND);
                }
                DatagramChannel source = sources.get(i % UDP_SOURCES);
                byte[] packet = dice.nextBoolean() ? datagrams.get(dice.nextInt(datagrams.size())) : garbage(dice);
                sentBytes.addAndGet(source.write(ByteBuffer.wrap(packet)));
                sentDatagrams.incrementAndGet();
                while (source.read(reply.clear()) > 0) {
                    account(reply.flip());
                }
            }
            for (DatagramChannel source : sources) {
                source.close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void account(ByteBuffer reply) {
        int length = reply.remaining();
        repliedBytes.addAndGet(length);
        try {
            StunMessage message = StunMessage.decode(Unpooled.wrappedBuffer(reply), 2048);
            Integer asked = requestLengths.get(message.transactionId());
            if (asked == null) {
                excessBytes.addAndGet(length - StunMessage.HEADER_BYTES);
            } else if (length > asked) {
                longerReplies.incrementAndGet();
            }
        } catch (StunException unreadable) {
            longerReplies.incrementAndGet();
        }
    }

    private static byte[] garbage(Random dice) {
        byte[] packet = new byte[1 + dice.nextInt(GARBAGE_BYTES)];
        dice.nextBytes(packet);
        if (dice.nextInt(2) == 0 && packet.length >= 20) {
            // Half of it begins as STUN or ChannelData does.
            packet[0] = (byte) (dice.nextBoolean() ? 0 : 0x40);
            ByteBuffer.wrap(packet).putShort(2, (short) (packet.length - 20)).putInt(4, 0x2112_A442);
        }
        return packet;
    }

    /** New connections, each with one packet, and left open until 200 newer ones are. */
    private void floodTls(InetSocketAddress tls) {
        Random dice = new Random(9);
        Socket[] open = new Socket[200];
        long start = System.nanoTime();
        for (int i = 0; !over; i++) {
            awaitTurn(start, i, CONNECTIONS_PER_SECOND);
            Socket socket = new Socket();
            try {
                close(open[i % open.length]);
                open[i % open.length] = socket;
                socket.setSoLinger(true, 0);
                socket.bind(new InetSocketAddress("127.0.77." + (1 + i % TCP_SOURCES), 0));
                socket.connect(tls, 1000);
                connections.incrementAndGet();
                socket.getOutputStream().write(dice.nextBoolean() ? clientHello : garbage(dice));
            } catch (IOException refused) {
                // The server has closed it, as it may: the next one.
            }
        }
        for (Socket socket : open) {
            close(socket);
        }
    }

    private static void close(@org.jspecify.annotations.Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException alreadyClosed) {
            // As wanted.
        }
    }

    private static void awaitTurn(long start, long number, int perSecond) {
        long due = start + number * 1_000_000_000L / perSecond;
        while (due - System.nanoTime() > 0) {
            LockSupport.parkNanos(Math.min(due - System.nanoTime(), 500_000));
        }
    }

    /** Ends it, and waits for that. */
    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
