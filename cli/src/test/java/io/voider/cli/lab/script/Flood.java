package io.voider.cli.lab.script;

import io.voider.ns.Namespace;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Somebody in a namespace who sends as much as he can; closing ends it. */
final class Flood implements AutoCloseable {
    private static final int SOCKETS = 16;
    private static final int KINDS = 2_000;
    private static final long PAUSE_NANOS = 500_000;
    /** What is late by more than that is left out: a flood has a rate. */
    private static final int LARGEST_BURST = 256;

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean over;

    /** One thing that is done again and again. */
    private interface Work {
        void run() throws IOException, GeneralSecurityException;
    }

    /**
     * Datagrams from 16 ports of an address.
     *
     * @param firstPort of the 16; 0 for any
     */
    static Flood datagrams(
            Namespace from,
            String source,
            int firstPort,
            InetSocketAddress to,
            int perSecond,
            IntFunction<byte[]> what) {
        List<DatagramChannel> channels = from.call(() -> {
            List<DatagramChannel> bound = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                DatagramChannel channel = DatagramChannel.open();
                channel.configureBlocking(false);
                channel.bind(new InetSocketAddress(source, firstPort == 0 ? 0 : firstPort + i));
                bound.add(channel);
            }
            return bound;
        });
        ByteBuffer[] kinds = new ByteBuffer[KINDS];
        for (int i = 0; i < KINDS; i++) {
            kinds[i] = ByteBuffer.wrap(what.apply(i));
        }
        Flood flood = new Flood();
        flood.start("datagrams to " + to, () -> flood.pour(channels, kinds, to, perSecond));
        return flood;
    }

    private void pour(List<DatagramChannel> channels, ByteBuffer[] kinds, InetSocketAddress to, int perSecond)
            throws IOException {
        long began = System.nanoTime();
        long next = 0;
        while (!over) {
            long due = (long) ((System.nanoTime() - began) / 1e9 * perSecond);
            next = Math.max(next, due - LARGEST_BURST);
            for (; next < due; next++) {
                try {
                    int bytes = channels.get((int) (next % SOCKETS)).send(kinds[(int) (next % KINDS)].duplicate(), to);
                    sent.addAndGet(bytes > 0 ? 1 : 0);
                } catch (IOException refused) {
                    LockSupport.parkNanos(PAUSE_NANOS); // the way there is shut at the moment
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        for (DatagramChannel channel : channels) {
            channel.close();
        }
    }

    /** Connections that send these bytes at so many a second, and never read what is answered. */
    static Flood streams(
            Namespace from, String source, InetSocketAddress to, int connections, int bytesPerSecond, byte[] what) {
        Flood flood = new Flood();
        for (int i = 0; i < connections; i++) {
            flood.start(
                    "stream to " + to,
                    () -> flood.again(() -> {
                        try (Socket socket = socket(from)) {
                            socket.setReceiveBufferSize(2_048);
                            socket.bind(new InetSocketAddress(source, 0));
                            socket.connect(to, 2_000);
                            OutputStream out = socket.getOutputStream();
                            while (!flood.over) {
                                out.write(what);
                                flood.sent.addAndGet(what.length);
                                LockSupport.parkNanos(
                                        TimeUnit.SECONDS.toNanos(1) / bytesPerSecond * what.length * connections);
                            }
                        }
                    }));
        }
        return flood;
    }

    /** Made in the namespace: a plain {@link Socket} is made where it is first used. */
    private static Socket socket(Namespace from) {
        return from.call(() -> SocketChannel.open().socket());
    }

    /** TLS handshakes, each on a connection of its own, which is then left. */
    static Flood handshakes(Namespace from, InetSocketAddress to, int atOnce) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
        Flood flood = new Flood();
        for (int i = 0; i < atOnce; i++) {
            flood.start(
                    "handshakes with " + to,
                    () -> flood.again(() -> {
                        try (Socket plain = socket(from)) {
                            plain.setSoTimeout(2_000);
                            plain.connect(to, 2_000);
                            try (Socket secured = context.getSocketFactory()
                                    .createSocket(plain, to.getHostString(), to.getPort(), true)) {
                                secured.getOutputStream().write(0);
                                flood.sent.incrementAndGet();
                            }
                        }
                    }));
        }
        return flood;
    }

    /** Believes everybody: it is the server that is to suffer. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private void again(Work work) {
        while (!over) {
            try {
                work.run();
            } catch (IOException | GeneralSecurityException refused) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | GeneralSecurityException e) {
                        throw new IllegalStateException(name, e);
                    }
                },
                "flood of " + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** How many datagrams, bytes or handshakes went out until now. */
    long sent() {
        return sent.get();
    }

    /** What a stranger throws at a socket: noise, and what looks like openings, data and checks. */
    static byte[] stranger(int i) {
        Random random = new Random(i);
        byte[] bytes = new byte[60 + i % 100];
        random.nextBytes(bytes);
        switch (i % 5) {
            case 0 -> bytes[0] = 0x48;
            case 1 -> bytes[0] = 0x50;
            case 2 -> bytes[0] = 0x38;
            case 3 ->
                ByteBuffer.wrap(bytes)
                        .putShort((short) 1)
                        .putShort((short) (bytes.length - 20))
                        .putInt(0x2112a442);
            default -> bytes[0] = (byte) 0xff;
        }
        return bytes;
    }

    /** What asks a STUN server something. */
    static byte[] binding(int i) {
        byte[] bytes = new byte[20];
        new Random(i).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putShort((short) 1).putShort((short) 0).putInt(0x2112a442);
        return bytes;
    }

    /** Ends it, and waits until it has ended; an interruption ends the wait. */
    @Override
    public void close() {
        over = true;
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
