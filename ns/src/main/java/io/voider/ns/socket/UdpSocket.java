package io.voider.ns.socket;

import io.voider.ns.KernelException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A non-blocking UDP socket that makes no object for a datagram.
 *
 * <p>{@link #open} belongs on a thread inside the socket's namespace. Everything else may be called from any thread, one at a
 * time, but not after {@link #close}: the descriptor's number may already be somebody else's.
 */
public final class UdpSocket implements AutoCloseable {
    /** Returned by {@link #receive} and {@link #send}, negated: nothing is there, or there is no room. */
    public static final int EAGAIN = 11;

    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;
    /** Nine words, the last of which (SK_MEMINFO_DROPS) is how many datagrams were dropped; linux/sock_diag.h. */
    private static final int MEMINFO_BYTES = 9 * Integer.BYTES;

    private static final int MEMINFO_DROPS = 8 * Integer.BYTES;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TTL = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private final int fd;
    private final boolean ipv6;
    private @Nullable ByteBuffer meminfo;
    private boolean closed;

    private UdpSocket(int fd, boolean ipv6) {
        this.fd = fd;
        this.ipv6 = ipv6;
    }

    /**
     * Makes a socket in the calling thread's network namespace.
     *
     * @param ipv6 for IPv6 alone, else for IPv4 alone
     * @throws KernelException if the process may not have more descriptors, or there is no such protocol
     */
    public static UdpSocket open(boolean ipv6) {
        int family = ipv6 ? UdpAddress.AF_INET6 : UdpAddress.AF_INET;
        String name = ipv6 ? "UDP over IPv6" : "UDP over IPv4";
        int fd = SocketCalls.check(SocketCalls.C.socket(family, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0), "socket", name);
        UdpSocket socket = new UdpSocket(fd, ipv6);
        try {
            if (ipv6) {
                socket.set(IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY");
            }
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Takes an address and port for its own.
     *
     * @throws KernelException if they are taken, or not this machine's
     */
    public void bind(InetSocketAddress local) {
        ByteBuffer name = name(local);
        SocketCalls.check(
                SocketCalls.lend(name, at -> SocketCalls.C.bind(fd, at, nameBytes())), "bind", local.toString());
    }

    /** From now on datagrams go there, and come from there alone. */
    public void connect(InetSocketAddress remote) {
        ByteBuffer name = name(remote);
        SocketCalls.check(
                SocketCalls.lend(name, at -> SocketCalls.C.connect(fd, at, nameBytes())), "connect", remote.toString());
    }

    private int nameBytes() {
        return ipv6 ? UdpAddress.IPV6_BYTES : UdpAddress.IPV4_BYTES;
    }

    private static ByteBuffer name(InetSocketAddress address) {
        ByteBuffer name = ByteBuffer.allocateDirect(UdpAddress.BYTES).order(ByteOrder.nativeOrder());
        UdpAddress.of(address).write(name, 0);
        return name;
    }

    /** The address and port that it is bound to. */
    public InetSocketAddress local() {
        ByteBuffer name = ByteBuffer.allocateDirect(UdpAddress.BYTES + 4).order(ByteOrder.nativeOrder());
        name.putInt(UdpAddress.BYTES, UdpAddress.BYTES);
        SocketCalls.check(
                SocketCalls.lend(name, at -> SocketCalls.C.getsockname(fd, at, at + UdpAddress.BYTES)),
                "getsockname",
                "a UDP socket");
        return UdpAddress.at(name, 0).address();
    }

    /** The descriptor, for an event loop to wait on; owned by this object. */
    public int fd() {
        return fd;
    }

    /**
     * Asks the kernel to keep that many bytes that were not received yet. Without the privilege (CAP_NET_ADMIN) to have more than
     * {@code net.core.rmem_max} it keeps that many.
     */
    public void receiveBuffer(int bytes) {
        ByteBuffer memory = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        memory.putInt(0, bytes);
        int forced = SocketCalls.lend(
                memory, at -> SocketCalls.C.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, at, Integer.BYTES));
        if (forced < 0) {
            set(SOL_SOCKET, SO_RCVBUF, bytes, "SO_RCVBUF");
        }
    }

    /**
     * How many datagrams the kernel has dropped since the socket was opened: there was no room for them, or their checksum was
     * wrong. Counts modulo 2³².
     *
     * @throws KernelException if the kernel does not tell, as before Linux 4.12, or may not be asked
     */
    public int dropped() {
        ByteBuffer memory = meminfo;
        if (memory == null) {
            memory = ByteBuffer.allocateDirect(MEMINFO_BYTES + Integer.BYTES).order(ByteOrder.nativeOrder());
            meminfo = memory;
        }
        memory.putInt(MEMINFO_BYTES, MEMINFO_BYTES);
        SocketCalls.check(
                SocketCalls.lend(
                        memory, at -> SocketCalls.C.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, at, at + MEMINFO_BYTES)),
                "getsockopt SO_MEMINFO",
                "a UDP socket");
        return memory.getInt(MEMINFO_DROPS);
    }

    /** The IPv4 time to live of what is sent from now on, 1…255; 0 for the system's own. */
    public void timeToLive(int hops) {
        set(IPPROTO_IP, IP_TTL, hops == 0 ? -1 : hops, "IP_TTL");
    }

    private void set(int level, int option, int value, String name) {
        ByteBuffer memory = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        memory.putInt(0, value);
        SocketCalls.check(
                SocketCalls.lend(memory, at -> SocketCalls.C.setsockopt(fd, level, option, at, Integer.BYTES)),
                "setsockopt " + name,
                "a UDP socket");
    }

    /**
     * Receives as many datagrams as there are and the batch has slots for, without waiting.
     *
     * @return how many; fewer than slots if that were all. Or a negated error number, after which there may be more
     */
    public int receive(DatagramBatch batch) {
        batch.makeRoom(batch.slots());
        int received;
        do {
            received = result(SocketCalls.C.recvmmsg(fd, batch.headerAddress(0), batch.slots(), MSG_DONTWAIT, 0));
        } while (received == -SocketCalls.EINTR);
        return received;
    }

    /**
     * Sends {@code count} slots beginning at {@code first}, without waiting.
     *
     * @return how many were sent, fewer than {@code count} if the next one met an error; or the negated error number which the
     *     very first one met
     */
    public int send(DatagramBatch batch, int first, int count) {
        if (first < 0 || count < 0 || first + count > batch.slots()) {
            throw new IndexOutOfBoundsException("slots " + first + " + " + count + " of " + batch.slots());
        }
        int sent;
        do {
            sent = result(SocketCalls.C.sendmmsg(fd, batch.headerAddress(first), count, MSG_DONTWAIT | MSG_NOSIGNAL));
        } while (sent == -SocketCalls.EINTR);
        return sent;
    }

    /** Sends {@code length} bytes at that address to where the socket is connected: 0, or a negated error number. */
    public int send(long address, int length) {
        int sent;
        do {
            sent = result(SocketCalls.C.send(fd, address, length, MSG_DONTWAIT | MSG_NOSIGNAL));
        } while (sent == -SocketCalls.EINTR);
        return Math.min(sent, 0);
    }

    private static int result(int result) {
        return result >= 0 ? result : -SocketCalls.errno();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            SocketCalls.C.close(fd);
        }
    }
}
