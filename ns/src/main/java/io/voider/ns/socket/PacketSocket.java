package io.voider.ns.socket;

import io.voider.ns.Capability;
import io.voider.ns.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/**
 * A non-blocking {@code AF_PACKET} socket, bound to one interface: every packet of that interface with its link-layer
 * header, received in a {@link ReceiveRing} and sent a batch at a time.
 *
 * <p>{@link #open} belongs on a thread inside the interface's namespace. Everything else may be called from any thread;
 * receiving and sending may run at the same time as each other, but not as themselves, nor during or after
 * {@link #close}: the descriptor's number may already be somebody else's.
 */
public final class PacketSocket implements AutoCloseable {

    /** Returned by {@link #send}, negated: no room to send now. */
    public static final int EAGAIN = 11;
    /** The interface is down, or went away. */
    public static final int ENETDOWN = 100;
    /** The interface went away. */
    public static final int ENXIO = 6;
    /** The packet is longer than the interface's MTU. */
    public static final int EMSGSIZE = 90;
    /** The interface's own queue is full. */
    public static final int ENOBUFS = 105;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_IGNORE_OUTGOING = 23;

    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int SOCK_FPROG_BYTES = 16;

    /** The network-layer protocols that a socket receives. */
    public enum Protocol {
        /** IPv4 alone: the kernel hands over nothing else. */
        IPV4(0x0800),
        /** Every EtherType. */
        ALL(0x0003);

        private final int etherType;

        Protocol(int etherType) {
            this.etherType = etherType;
        }
    }

    private final int fd;
    private final String interfaceName;
    private final int interfaceIndex;
    private final LinkLayer linkLayer;
    private final MacAddress macAddress;
    private final InterfaceRequest interfaceRequest;
    /** An option's value: {@code struct tpacket_stats}, 0 packets, 4 drops. At 8 its length for the kernel to read and set. */
    private final ByteBuffer option = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());

    private final long optionAddress = SocketCalls.addressOf(option);
    private final ReceiveRing ring;

    private boolean closed;

    private PacketSocket(int fd, String interfaceName, int ringBytes) {
        this.fd = fd;
        this.interfaceName = interfaceName;
        interfaceRequest = new InterfaceRequest(fd);
        interfaceIndex = interfaceRequest.index(interfaceName);
        linkLayer = interfaceRequest.linkLayer(interfaceName);
        macAddress = interfaceRequest.macAddress(interfaceName);
        ring = ReceiveRing.of(fd, interfaceName, interfaceRequest.mtu(interfaceName), ringBytes);
    }

    /**
     * Makes a socket in the calling thread's network namespace and binds it. Not a single packet comes in before
     * {@code filter} is in place.
     *
     * @param filter makes the program that runs on each packet in the kernel, from its link-layer header on
     * @param ringBytes the size of the receive ring: 2 KiB a packet, if the MTU is 1,968 bytes or less; at least 64 KiB is
     *     taken, and stays taken
     * @param sendBufferBytes what may wait in the interface's queues, by the kernel's own accounting (about 1 KiB a packet)
     * @throws io.voider.ns.KernelException if the interface is missing or CAP_NET_RAW is lacking; nothing stays open
     * @throws IllegalArgumentException if the interface is neither Ethernet nor tun
     */
    public static PacketSocket open(
            String interfaceName,
            Protocol protocol,
            Function<LinkLayer, BpfProgram> filter,
            int ringBytes,
            int sendBufferBytes) {
        int fd = SocketCalls.check(
                SocketCalls.C.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0),
                "socket",
                "AF_PACKET on " + interfaceName,
                Capability.CAP_NET_RAW);
        PacketSocket socket;
        try {
            socket = new PacketSocket(fd, interfaceName, ringBytes);
        } catch (RuntimeException e) {
            SocketCalls.C.close(fd);
            throw e;
        }
        try {
            socket.attachFilter(filter.apply(socket.linkLayer));
            socket.ignoreOutgoing();
            socket.setBuffer(SO_SNDBUFFORCE, sendBufferBytes, "SO_SNDBUFFORCE");
            socket.bind(protocol);
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** The descriptor, for an event loop to wait on; owned by this object. */
    public int fd() {
        return fd;
    }

    public String interfaceName() {
        return interfaceName;
    }

    public LinkLayer linkLayer() {
        return linkLayer;
    }

    /** The interface's own address; all zero where there is none. */
    public MacAddress macAddress() {
        return macAddress;
    }

    /** The interface's MTU now, in bytes, without the link-layer header. */
    public synchronized int mtu() {
        return interfaceRequest.mtu(interfaceName);
    }

    /** What became of the interface that this socket was bound to. */
    public synchronized InterfaceState interfaceState() {
        return interfaceRequest.state(interfaceIndex);
    }

    /** What was received. An event loop is told of more packets when the ring has run empty, and of errors at once. */
    public ReceiveRing ring() {
        return ring;
    }

    /** The error that the socket met meanwhile, such as {@link #ENETDOWN}, 0 if none; asking takes it away. */
    public synchronized int takeError() {
        requireOpen();
        get(SOL_SOCKET, SO_ERROR, 4, "getsockopt SO_ERROR");
        return option.getInt(0);
    }

    /**
     * Sends {@code count} slots beginning at {@code first}, without waiting.
     *
     * @return how many were sent, fewer than {@code count} if the next one met an error; or the negated error number
     *     which the very first one met
     */
    public int send(PacketBatch batch, int first, int count) {
        if (first < 0 || count < 0 || first + count > batch.slots()) {
            throw new IndexOutOfBoundsException("slots " + first + " + " + count + " of " + batch.slots());
        }
        int sent;
        do {
            sent = result(SocketCalls.C.sendmmsg(fd, batch.headerAddress(first), count, MSG_DONTWAIT | MSG_NOSIGNAL));
        } while (sent == -SocketCalls.EINTR);
        return sent;
    }

    private static int result(int result) {
        return result >= 0 ? result : -SocketCalls.errno();
    }

    /**
     * Attaches {@code filter} in place of the present one, in one step: each packet meets either the one or the other.
     * Packets already in the receive buffer have passed the old one.
     */
    public synchronized void attachFilter(BpfProgram filter) {
        requireOpen();
        ByteBuffer instructions = filter.encode();
        ByteBuffer program = ByteBuffer.allocateDirect(SOCK_FPROG_BYTES).order(ByteOrder.nativeOrder());
        program.putShort(0, (short) filter.length());
        int unused = SocketCalls.lend(instructions, at -> {
            program.putLong(8, at);
            return set(SOL_SOCKET, SO_ATTACH_FILTER, program, "SO_ATTACH_FILTER");
        });
    }

    /** How many packets found the receive buffer full since the last call: asking resets the kernel's count. */
    public synchronized long takeDrops() {
        requireOpen();
        get(SOL_PACKET, PACKET_STATISTICS, 8, "getsockopt PACKET_STATISTICS");
        return option.getInt(4) & 0xffff_ffffL;
    }

    /** Closes the descriptor. Further calls do nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            ring.part();
            SocketCalls.C.close(fd);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the packet socket on " + interfaceName + " is closed");
        }
    }

    private void bind(Protocol protocol) {
        ByteBuffer address = ByteBuffer.allocateDirect(SOCKADDR_LL_BYTES).order(ByteOrder.nativeOrder());
        address.putShort(0, (short) AF_PACKET);
        address.put(2, (byte) (protocol.etherType >> 8)).put(3, (byte) protocol.etherType);
        address.putInt(4, interfaceIndex);
        SocketCalls.check(
                SocketCalls.lend(address, at -> SocketCalls.C.bind(fd, at, SOCKADDR_LL_BYTES)),
                "bind",
                "AF_PACKET on " + interfaceName);
    }

    /** What we and the kernel send through the interface would come back as copies. */
    private void ignoreOutgoing() {
        set(SOL_PACKET, PACKET_IGNORE_OUTGOING, integer(1), "PACKET_IGNORE_OUTGOING");
    }

    private void setBuffer(int option, int bytes, String name) {
        // The kernel doubles what it is given.
        set(SOL_SOCKET, option, integer(bytes / 2), name);
    }

    /**
     * Reads an option of that many bytes, 8 at most, into the beginning of {@link #option}; its length stands behind it. Leaves
     * no garbage, for it is done while packets pass.
     */
    private void get(int level, int name, int bytes, String call) {
        option.putInt(8, bytes);
        SocketCalls.check(
                SocketCalls.C.getsockopt(fd, level, name, optionAddress, optionAddress + 8), call, interfaceName);
    }

    private int set(int level, int option, ByteBuffer value, String name) {
        return SocketCalls.check(
                SocketCalls.lend(value, at -> SocketCalls.C.setsockopt(fd, level, option, at, value.capacity())),
                "setsockopt " + name,
                interfaceName,
                Capability.CAP_NET_ADMIN);
    }

    private static ByteBuffer integer(int value) {
        ByteBuffer memory = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
        memory.putInt(0, value);
        return memory;
    }
}
