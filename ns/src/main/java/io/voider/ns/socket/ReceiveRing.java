package io.voider.ns.socket;

import com.kenai.jffi.MemoryIO;
import io.voider.ns.Capability;
import io.voider.ns.KernelException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Pointer;

/**
 * The packets that came to one {@link PacketSocket}, in memory that the kernel and we share ({@code PACKET_RX_RING} with
 * {@code TPACKET_V2}; see {@code packet_mmap.rst} and {@code if_packet.h} of the kernel). The kernel fills one frame after the
 * other and leaves those alone that we have not released; receiving takes neither a system call nor a copy.
 *
 * <pre>
 *   frame    0 status: 0 the kernel's, else ours       12 where the link-layer header begins (16 bits)
 *            4 the packet's length                     14 where the network-layer header begins (16 bits)
 *            8 how much of it is here, at most         66 Ethernet header, where there is one
 *              what the filter let through             80 IP header
 * </pre>
 *
 * <p>For one thread at a time. When the socket is closed, the ring is empty for ever.
 */
public final class ReceiveRing {

    private static final VarHandle INTEGER =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORT =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());

    private static final int SOL_PACKET = 263;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_VERSION = 10;
    private static final int TPACKET_V2 = 1;

    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE_ANONYMOUS_FIXED_NORESERVE = 2 | 0x20 | 0x10 | 0x4000;
    private static final long MAP_FAILED = -1;

    private static final int STATUS_KERNEL = 0;
    private static final int STATUS_OURS = 1;
    private static final int STATUS_CHECKSUM_UNFINISHED = 1 << 3;
    private static final int STATUS_CHECKSUM_RIGHT = 1 << 7;

    private static final int LENGTH = 4;
    private static final int KEPT = 8;
    private static final int LINK_HEADER = 12;
    private static final int NETWORK = 80;

    private static final int SMALLEST_FRAME = 2048;
    /** A multiple of every page size there is (4, 16 and 64 KiB). */
    private static final int SMALLEST_BLOCK = 65_536;

    private static final Cleaner CLEANER = Cleaner.create();

    private final long address;
    private final ByteBuffer memory;
    private final int frameBytes;
    private int frame;

    private ReceiveRing(long address, int bytes, int frameBytes) {
        this.address = address;
        this.frameBytes = frameBytes;
        memory = MemoryIO.getInstance().newDirectByteBuffer(address, bytes).order(ByteOrder.BIG_ENDIAN);
        CLEANER.register(memory, () -> SocketCalls.C.munmap(address, bytes));
    }

    /**
     * Gives socket {@code fd} a ring of frames that each hold a packet of {@code mtu} bytes.
     *
     * @param bytes how large, about; the frame of a packet of up to 1,968 bytes is 2,048 bytes long
     */
    static ReceiveRing of(int fd, String interfaceName, int mtu, int bytes) {
        int frameBytes = Math.max(SMALLEST_FRAME, Integer.highestOneBit(NETWORK + mtu - 1) * 2);
        int blockBytes = Math.max(SMALLEST_BLOCK, frameBytes);
        int blocks = Math.max(1, bytes / blockBytes);
        int ringBytes = blocks * blockBytes;
        set(fd, PACKET_VERSION, "PACKET_VERSION", interfaceName, TPACKET_V2);
        set(
                fd,
                PACKET_RX_RING,
                "PACKET_RX_RING",
                interfaceName,
                blockBytes,
                blocks,
                frameBytes,
                ringBytes / frameBytes);
        Pointer mapped = SocketCalls.C.mmap(null, ringBytes, PROT_READ_WRITE, MAP_SHARED, fd, 0);
        if (mapped == null || mapped.address() == MAP_FAILED) {
            throw KernelException.of("mmap", SocketCalls.errno(), "the packet ring of " + interfaceName);
        }
        return new ReceiveRing(mapped.address(), ringBytes, frameBytes);
    }

    private static void set(int fd, int option, String name, String interfaceName, int... values) {
        ByteBuffer value =
                ByteBuffer.allocateDirect(Integer.BYTES * values.length).order(ByteOrder.nativeOrder());
        value.asIntBuffer().put(values);
        SocketCalls.check(
                SocketCalls.lend(value, at -> SocketCalls.C.setsockopt(fd, SOL_PACKET, option, at, value.capacity())),
                "setsockopt " + name,
                interfaceName,
                Capability.CAP_NET_RAW);
    }

    /** All frames, in network byte order. The same object each time. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Whether there is a packet that was not released. The methods below are about the first one. */
    public boolean isFilled() {
        return (status() & STATUS_OURS) != 0;
    }

    /** Where in {@link #memory} its link-layer header begins, or where there is none its IP header. */
    public int offset() {
        return frame + ((short) SHORT.get(memory, frame + LINK_HEADER) & 0xffff);
    }

    /** How many of its bytes are here: as many as the filter let through and the frame holds. */
    public int length() {
        return (int) INTEGER.get(memory, frame + KEPT);
    }

    /** Whether it was longer than that. */
    public boolean isCut() {
        return length() < (int) INTEGER.get(memory, frame + LENGTH);
    }

    /**
     * Whether the kernel answers for its transport checksum: it has checked it, or knows that a local sender left it
     * unfinished. If not, that says nothing.
     */
    public boolean isChecksumVouchedFor() {
        return (status() & (STATUS_CHECKSUM_UNFINISHED | STATUS_CHECKSUM_RIGHT)) != 0;
    }

    /** Gives its frame back to the kernel; the next packet is the first one now. */
    public void release() {
        INTEGER.setRelease(memory, frame, STATUS_KERNEL);
        frame += frameBytes;
        if (frame == memory.capacity()) {
            frame = 0;
        }
    }

    private int status() {
        return (int) INTEGER.getAcquire(memory, frame);
    }

    /**
     * Parts with the kernel: empty memory of our own takes the frames' place. Without that the socket would live on for as long
     * as the frames are mapped; and a mere hole would end the process of whoever still looks there.
     */
    void part() {
        SocketCalls.C.mmap(
                SocketCalls.pointer(address),
                memory.capacity(),
                PROT_READ_WRITE,
                MAP_PRIVATE_ANONYMOUS_FIXED_NORESERVE,
                -1,
                0);
    }
}
