package io.voider.ns;

import static io.voider.ns.LibC.C;
import static io.voider.ns.LibC.check;

import io.voider.ns.Layout.SockaddrNl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** An rtnetlink socket: {@code netlink(7)}. It belongs to the namespace of the thread that opens it. Not thread-safe. */
final class NetlinkSocket implements AutoCloseable {

    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    /** Bytes; the kernel never packs more than 32 KiB of a dump into one datagram. */
    private static final int DATAGRAM_LIMIT = 64 * 1024;

    private final int fd;
    private final String object;
    private final ByteBuffer incoming = direct(DATAGRAM_LIMIT);
    private final ByteBuffer sender = direct(SockaddrNl.SIZE);
    private final ByteBuffer senderLength = direct(Integer.BYTES);
    private ByteBuffer outgoing = direct(1024);

    /**
     * Opens one for requests.
     *
     * @param object the namespace, for messages
     * @param patienceSeconds how long {@link #receive} waits at most; 0 for ever
     */
    NetlinkSocket(String object, int patienceSeconds) {
        this.object = object;
        fd = check(C.socket(Layout.AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "socket AF_NETLINK", object);
        try {
            ByteBuffer patience = direct(16).putLong(0, patienceSeconds);
            check(
                    LibC.keeping(patience, () -> C.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, patience, 16)),
                    "setsockopt SO_RCVTIMEO",
                    object);
            option(SOL_NETLINK, NETLINK_CAP_ACK, 1, "NETLINK_CAP_ACK");
            option(SOL_NETLINK, NETLINK_EXT_ACK, 1, "NETLINK_EXT_ACK");
            option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1, "NETLINK_GET_STRICT_CHK");
            ByteBuffer address = direct(SockaddrNl.SIZE).putShort(SockaddrNl.FAMILY, (short) Layout.AF_NETLINK);
            check(LibC.keeping(address, () -> C.bind(fd, address, SockaddrNl.SIZE)), "bind AF_NETLINK", object);
        } catch (RuntimeException e) {
            C.close(fd);
            throw e;
        }
    }

    int fd() {
        return fd;
    }

    /** Receives what the kernel announces to {@code group} from now on. */
    void join(int group) {
        option(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group, "NETLINK_ADD_MEMBERSHIP");
    }

    /** Asks for room for {@code bytes} of announcements that nobody has read yet. */
    void receiveBuffer(int bytes) {
        option(SOL_SOCKET, SO_RCVBUF, bytes, "SO_RCVBUF");
    }

    private void option(int level, int option, int value, String name) {
        ByteBuffer argument = direct(Integer.BYTES).putInt(0, value);
        check(
                LibC.keeping(argument, () -> C.setsockopt(fd, level, option, argument, Integer.BYTES)),
                "setsockopt " + name,
                object);
    }

    void send(ByteBuffer message, String call) {
        int length = message.remaining();
        if (outgoing.capacity() < length) {
            outgoing = direct(length);
        }
        outgoing.clear().put(message).flip();
        while (C.send(fd, outgoing, length, 0) < 0) {
            if (LibC.errno() != Errno.EINTR.number()) {
                throw KernelException.of(call, LibC.errno(), object, Capability.CAP_NET_ADMIN);
            }
        }
    }

    /**
     * One datagram of the kernel's, good until the next call; empty if what came was not from the kernel.
     *
     * @throws KernelException {@code EAGAIN} if nothing came in time, {@code ENOBUFS} if announcements were lost, {@code
     *     EMSGSIZE} if the datagram exceeds {@value #DATAGRAM_LIMIT} bytes
     */
    Optional<ByteBuffer> receive(String call) {
        incoming.clear();
        while (true) {
            senderLength.putInt(0, SockaddrNl.SIZE);
            long length = C.recvfrom(fd, incoming, DATAGRAM_LIMIT, MSG_TRUNC, sender, senderLength);
            if (length > DATAGRAM_LIMIT) {
                throw new KernelException(call, Errno.EMSGSIZE.number(), object);
            }
            if (length >= 0) {
                boolean fromKernel = sender.getInt(SockaddrNl.PORT) == 0;
                return fromKernel ? Optional.of(incoming.limit((int) length)) : Optional.empty();
            }
            if (LibC.errno() != Errno.EINTR.number()) {
                throw new KernelException(call, LibC.errno(), object);
            }
        }
    }

    /**
     * Throws away what waits. The kernel reports a loss once and is silent about further ones until everything was read:
     * only after this does what comes follow upon what was.
     */
    void drain() {
        int errno = 0;
        while (errno != Errno.EAGAIN.number()) {
            senderLength.putInt(0, SockaddrNl.SIZE);
            boolean read = C.recvfrom(fd, incoming.clear(), DATAGRAM_LIMIT, MSG_DONTWAIT, sender, senderLength) >= 0;
            errno = read ? 0 : LibC.errno();
            if (errno != 0
                    && errno != Errno.EAGAIN.number()
                    && errno != Errno.ENOBUFS.number()
                    && errno != Errno.EINTR.number()) {
                throw new KernelException("recvfrom AF_NETLINK", errno, object);
            }
        }
    }

    @Override
    public void close() {
        C.close(fd);
    }

    static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
