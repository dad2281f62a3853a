package io.voider.transport.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.voider.ns.socket.UdpAddress;
import io.voider.ns.socket.UdpSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket as a Netty channel that is opened, bound and closed like others, but whose datagrams pass by the pipeline: they
 * come to a {@link Receiver}, and leave by {@link #send}.
 *
 * <p>Its socket belongs to the namespace of the thread that makes the channel. Sending and receiving belong to its event loop,
 * which is one of epoll.
 */
public final class UdpChannel extends AbstractChannel {
    /** Takes what comes, on the event loop. */
    public interface Receiver {
        /**
         * A datagram, which is the receiver's from now on.
         *
         * @param from the same object as before, when it is the same address
         */
        void received(ByteBuf datagram, InetSocketAddress from);

        /** That was all for the moment. */
        void drained();

        /** So many datagrams did not leave, for the kernel had no room for them or refused them. */
        void unsent(int count);
    }

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    /** What strangers can send while the loop is busy elsewhere for a tenth of a second, and a call's packets behind it. */
    private static final int CALL_BUFFER_BYTES = 1 << 20;

    /** What the kernel gives a socket that asks for nothing: it takes twice what it is asked for, and gives 212,992. */
    private static final int USUAL_BUFFER_BYTES = 212_992 / 2;

    /** The kernel's memory is the whole machine's, and strangers can fill every socket at once: 32 MiB in all. */
    private static final int MOST_ROOMY = 16;

    private static final Semaphore ROOM = new Semaphore(MOST_ROOMY);

    /** How many batches are read before other channels of the loop get their turn. */
    private static final int ROUNDS = 4;

    private static final EpollIoOps READING =
            EpollIoOps.EPOLLET.with(EpollIoOps.EPOLLERR).with(EpollIoOps.EPOLLIN);

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final UdpSocket socket;
    private final FileDescriptor descriptor;
    private final Receiver receiver;
    private final DropCount drops;
    private volatile boolean open = true;
    private volatile boolean bound;
    private @Nullable IoRegistration registration;
    private @Nullable UdpAddress latestFrom;
    private @Nullable UdpAddress latestTo;
    private int droppedAtEnd;
    private boolean roomy;

    /**
     * Makes its socket in the calling thread's namespace.
     *
     * @param ipv6 for IPv6 alone, else for IPv4 alone
     */
    public UdpChannel(boolean ipv6, Receiver receiver) {
        super(null);
        config.setAllocator(PooledByteBufAllocator.DEFAULT);
        this.socket = UdpSocket.open(ipv6);
        this.drops = new DropCount(socket::dropped);
        this.descriptor = new FileDescriptor(socket.fd());
        this.receiver = receiver;
    }

    /**
     * Sends a datagram, perhaps not before {@link #flushSent}. On the event loop.
     *
     * @param datagram owned by the channel from now on
     */
    public void send(ByteBuf datagram, InetSocketAddress to) {
        if (!open) {
            datagram.release();
            unsent(1);
            return;
        }
        UdpAddress address = latestTo;
        if (address == null || !address.address().equals(to)) {
            address = UdpAddress.of(to);
            latestTo = address;
        }
        OutgoingDatagrams.ofThread().add(this, direct(datagram), address);
    }

    private ByteBuf direct(ByteBuf datagram) {
        if (datagram.hasMemoryAddress()) {
            return datagram;
        }
        try {
            return alloc().directBuffer(datagram.readableBytes()).writeBytes(datagram);
        } finally {
            datagram.release();
        }
    }

    /** Sends what waits in any channel of the calling event loop. */
    public static void flushSent() {
        OutgoingDatagrams.ofThread().flush();
    }

    /** The time to live of what is sent over IPv4 from now on, 1…255; 0 for the system's own. On the event loop. */
    public void timeToLive(int hops) {
        flushSent();
        if (open) {
            socket.timeToLive(hops);
        }
    }

    /**
     * How many datagrams the kernel has dropped since it was asked last: they came faster than they were read. After the channel was
     * closed, what it had dropped by then. 0 if the kernel does not tell. On the event loop.
     */
    public int takeDropped() {
        if (open) {
            return drops.take();
        }
        int last = droppedAtEnd;
        droppedAtEnd = 0;
        return last;
    }

    /**
     * Whether what comes is a call's, and is to have room behind what strangers send while the loop is busy elsewhere. {@value
     * #MOST_ROOMY} channels of this program may have that at once, and a channel that comes too late goes without. On the event loop.
     */
    public void inCall(boolean value) {
        if (!open) {
            return;
        }
        if (!value) {
            if (roomy) {
                socket.receiveBuffer(USUAL_BUFFER_BYTES);
            }
            giveRoomBack();
        } else if (!roomy && ROOM.tryAcquire()) {
            roomy = true;
            socket.receiveBuffer(CALL_BUFFER_BYTES);
        }
    }

    private void giveRoomBack() {
        if (roomy) {
            roomy = false;
            ROOM.release();
        }
    }

    /** The port that it is bound to. */
    public int port() {
        return ((InetSocketAddress) localAddress()).getPort();
    }

    UdpSocket socket() {
        return socket;
    }

    void unsent(int count) {
        receiver.unsent(count);
    }

    private void receive() {
        IncomingDatagrams incoming = IncomingDatagrams.ofThread();
        boolean maybeMore = true;
        for (int round = 0; round < ROUNDS && maybeMore && open; round++) {
            int count = incoming.receive(socket);
            for (int slot = 0; slot < count; slot++) {
                UdpAddress from = incoming.from(slot, latestFrom);
                latestFrom = from;
                receiver.received(incoming.take(slot), from.address());
            }
            maybeMore = count == IncomingDatagrams.BATCH || (count < 0 && count != -UdpSocket.EAGAIN);
        }
        receiver.drained();
        if (maybeMore) {
            submitInterest();
        }
    }

    private void submitInterest() {
        IoRegistration current = registration;
        if (open && current != null && current.isValid()) {
            current.submit(READING);
        }
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && bound;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof IoEventLoop io && io.isCompatible(UdpUnsafe.class);
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return isActive() ? socket.local() : null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new UdpUnsafe();
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        ((IoEventLoop) eventLoop()).register((UdpUnsafe) unsafe()).addListener((Future<IoRegistration> future) -> {
            if (future.isSuccess()) {
                registration = future.getNow();
                promise.setSuccess();
            } else {
                promise.setFailure(future.cause());
            }
        });
    }

    @Override
    protected void doDeregister() {
        IoRegistration current = registration;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    protected void doBind(SocketAddress local) {
        socket.bind((InetSocketAddress) local);
        bound = true;
    }

    @Override
    protected void doBeginRead() {
        submitInterest();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        if (open) {
            if (registration != null) {
                flushSent();
            }
            open = false;
            doDeregister();
            droppedAtEnd = drops.take();
            giveRoomBack();
            socket.close();
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {
        throw new UnsupportedOperationException("datagrams are sent by send");
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        throw new UnsupportedOperationException("datagrams are sent by send");
    }

    private final class UdpUnsafe extends AbstractUnsafe implements EpollIoHandle {
        @Override
        public FileDescriptor fd() {
            return descriptor;
        }

        @Override
        public void handle(IoRegistration registered, IoEvent event) {
            if (open) {
                receive();
            }
        }

        @Override
        public void close() {
            close(voidPromise());
        }

        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("a datagram says where it goes"));
        }
    }
}
