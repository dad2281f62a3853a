package io.voider.cli.lab;

import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody inside a namespace who tries to reach what is outside, with the kernel's ordinary sockets: by datagrams that carry a
 * mark, by TCP connections from ports of their own, and by ping. {@link #FILTER} recognizes all of it on any wire.
 */
final class Intruder implements AutoCloseable {
    /** Begins as RTP does (version 2), which is what a pinhole lets through; the rest is odd enough to be told from voice. */
    private static final int MARK = 0x806e6f63;

    private static final int FIRST_TCP_PORT = 61_000;
    private static final int LAST_TCP_PORT = 61_999;

    /** What they send, in libpcap's language. */
    static final String FILTER = "udp[8:4] = " + MARK + " or icmp[icmptype] = icmp-echo or (tcp and src portrange "
            + FIRST_TCP_PORT + "-" + LAST_TCP_PORT + ")";

    private static final int BURST = 64;
    private static final long BURST_PAUSE_NANOS = 4_000_000;
    private static final int PATIENCE_MILLIS = 700;
    private static final int PING_MILLIS = 50;
    private static final List<Integer> TCP_PORTS = List.of(22, 53, 80, 443, 1194, 3478, 4444, 5060, 5061, 7443);

    private final Namespace inside;
    private int tcpPort = FIRST_TCP_PORT;

    /** @param namespace where they are */
    Intruder(String namespace) {
        inside = Namespace.open(namespace);
    }

    Namespace namespace() {
        return inside;
    }

    /**
     * Sends a datagram with the mark to each port of each address.
     *
     * @param source from which of their addresses, {@code 0.0.0.0} for whichever the kernel takes
     */
    void knock(String source, Collection<String> addresses, Collection<Integer> ports) {
        inside.call(() -> {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.bind(new InetSocketAddress(source, 0));
                channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
                int sent = 0;
                for (String address : addresses) {
                    for (int port : ports) {
                        send(channel, new InetSocketAddress(address, port));
                        if (++sent % BURST == 0) {
                            LockSupport.parkNanos(BURST_PAUSE_NANOS);
                        }
                    }
                }
            }
            return null;
        });
    }

    /** Sends that to each of the ports; returns from which something came back. */
    Set<Integer> answers(String address, byte[] question, Collection<Integer> ports) {
        return inside.call(() -> {
            Set<Integer> answering = new TreeSet<>();
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.configureBlocking(false);
                int sent = 0;
                for (int port : ports) {
                    send(channel, ByteBuffer.wrap(question), new InetSocketAddress(address, port));
                    if (++sent % BURST == 0) {
                        LockSupport.parkNanos(BURST_PAUSE_NANOS);
                    }
                }
                Thread.sleep(PATIENCE_MILLIS);
                ByteBuffer answer = ByteBuffer.allocate(1500);
                while (channel.receive(answer.clear()) instanceof InetSocketAddress from) {
                    answering.add(from.getPort());
                }
            }
            return answering;
        });
    }

    private static void send(DatagramChannel channel, InetSocketAddress to) {
        send(channel, ByteBuffer.allocate(12).putInt(0, MARK), to);
    }

    private static void send(DatagramChannel channel, ByteBuffer what, InetSocketAddress to) {
        try {
            channel.send(what, to);
        } catch (IOException noRoute) {
            // The kernel knows no way there, or a router said so: it did not get out.
        }
    }

    /** Tries to connect to those addresses, on ports on which something in the lab listens; returns where it succeeded. */
    Set<String> connect(Collection<String> addresses) {
        return inside.call(() -> {
            List<SocketChannel> knocking = new ArrayList<>();
            Set<String> opened = new TreeSet<>();
            for (String address : addresses) {
                for (int port : TCP_PORTS) {
                    SocketChannel channel = SocketChannel.open();
                    channel.configureBlocking(false);
                    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    channel.bind(new InetSocketAddress(tcpPort));
                    tcpPort = tcpPort == LAST_TCP_PORT ? FIRST_TCP_PORT : tcpPort + 1;
                    knocking.add(channel);
                    connect(channel, new InetSocketAddress(address, port));
                }
            }
            Thread.sleep(PATIENCE_MILLIS);
            for (SocketChannel channel : knocking) {
                finish(channel, opened);
            }
            return opened;
        });
    }

    private static void connect(SocketChannel channel, InetSocketAddress to) throws IOException {
        try {
            channel.connect(to);
        } catch (IOException noRoute) {
            channel.close();
        }
    }

    private static void finish(SocketChannel channel, Set<String> opened) throws IOException {
        try (channel) {
            if (channel.isOpen() && channel.finishConnect()) {
                opened.add(channel.getRemoteAddress().toString().substring(1));
            }
        } catch (IOException refused) {
            // Their own kernel or a router said no: nothing was reached behind it.
        }
    }

    /** Pings those addresses; returns who answered. */
    Set<String> ping(Collection<String> addresses) {
        return inside.call(() -> {
            Set<String> answered = new TreeSet<>();
            for (String address : addresses) {
                if (answers(address)) {
                    answered.add(address);
                }
            }
            return answered;
        });
    }

    private static boolean answers(String address) {
        try {
            return InetAddress.getByName(address).isReachable(PING_MILLIS);
        } catch (IOException noRoute) {
            return false;
        }
    }

    @Override
    public void close() {
        inside.close();
    }
}
