package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.DefaultChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.voider.ns.KernelException;
import io.voider.ns.Namespace;
import io.voider.ns.socket.InterfaceState;
import io.voider.ns.socket.LinkLayer;
import io.voider.ns.socket.PacketSocket;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import io.voider.transport.namespace.NamespaceChannels;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A raw packet socket as a Netty channel: all IP packets of one interface, Ethernet or tun, in one namespace.
 *
 * <p>The pipeline reads {@link Packet}s, which are lent to it (see the package's description), in batches of up to
 * {@value Receiver#BATCH}; {@code channelReadComplete} ends a batch. It is sent {@link ByteBuf}s or {@link Packet}s,
 * each one IP packet (with {@link Delivery#FRAMES} one frame); checksums are always made anew, and on Ethernet the channel
 * adds the header, to the MAC address that the destination's own packets came from: the first that was heard, until it was
 * silent for a minute. What another station sends from that address is dropped.
 *
 * <p>There are two ways out. {@code write} and {@code flush} are Netty's own, with promises and writability: a promise
 * succeeds when the packet's copy is queued for the kernel. {@link #transmit} costs neither a promise nor a walk through
 * the pipeline, drops when there is no room, and is meant for media. Neither makes garbage in steady state, if
 * {@code write} is given a void promise and pooled buffers.
 *
 * <p>Reading can be paused by {@code setAutoRead(false)}: what came in the present batch is still delivered. When the
 * interface goes down, {@link PacketEvent#INTERFACE_DOWN} is fired; when it disappears, the channel closes.
 */
public final class PacketChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final int DOWN_CHECK_SECONDS = 1;

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final PacketSocket socket;
    private final PacketAddress address;
    private final FileDescriptor descriptor;
    private final boolean frames;
    private final int mtu;
    private final Counters<Counter> counters = new Counters<>(Counter.class);
    private final Sender sender;
    private final Receiver receiver;
    private final EpollInterest interest = new EpollInterest();

    private volatile boolean open = true;
    private @Nullable BatchPool pool;
    private boolean departing;
    private boolean awaitingUp;

    /**
     * Over a socket that the caller opened on a thread inside the right namespace. The channel owns it from now
     * on. To be registered with an epoll event loop; {@link #open} does all of that.
     */
    public PacketChannel(PacketSocket socket, PacketOptions options) {
        super(null);
        this.socket = socket;
        // Netty's pooled allocator makes no garbage here; its default one, the adaptive, does.
        config.setAllocator(PooledByteBufAllocator.DEFAULT);
        address = new PacketAddress(socket.interfaceName());
        descriptor = new FileDescriptor(socket.fd());
        frames = options.delivery() == Delivery.FRAMES && socket.linkLayer() == LinkLayer.ETHERNET;
        mtu = socket.mtu();
        sender = new Sender(socket, options, mtu, counters);
        receiver = new Receiver(this, socket, options, sender);
    }

    /**
     * Opens a channel on {@code interfaceName} of {@code namespace}, served by {@code loop}, an event loop of epoll.
     * Does not block.
     *
     * @param handler added to the pipeline before the first packet
     * @return fails with {@link KernelException} or {@link IllegalArgumentException}; then nothing stays open
     */
    public static Future<PacketChannel> open(
            Namespace namespace, String interfaceName, PacketOptions options, EventLoop loop, ChannelHandler handler) {
        return NamespaceChannels.open(
                namespace,
                loop,
                () -> new PacketChannel(AdmittedPackets.socket(interfaceName, options), options),
                handler);
    }

    /** What came in, went out and was dropped. {@link #updateStatistics} brings the kernel's own drops in. */
    public Counters<Counter> counters() {
        return counters;
    }

    /** Which MAC address is whose; on the event loop. */
    public LearntNeighbours neighbours() {
        return sender.neighbours();
    }

    /** The latest case of a second station that sends from an address of another's; null if there was none. From any thread. */
    public @Nullable ContestedNeighbour contested() {
        return sender.neighbours().contested();
    }

    /**
     * Forgets which MAC address is whose: each IPv4 address that nobody holds is the next station's that sends from it. From any
     * thread; takes effect on the event loop.
     */
    public void forgetNeighbours() {
        eventLoop().execute(() -> sender.forget(nowNanos()));
    }

    long nowNanos() {
        return ((IoEventLoop) eventLoop()).ticker().nanoTime();
    }

    /** The longest packet this channel sends, and the longest it receives, in bytes without link-layer header. */
    public int mtu() {
        return mtu;
    }

    /** Whether what the pipeline sees begins with an Ethernet header. */
    public boolean deliversFrames() {
        return frames;
    }

    /** Adds what the kernel dropped since the last time to {@link Counter#DROPPED_KERNEL}; on the event loop. */
    public void updateStatistics() {
        requireEventLoop();
        if (open) {
            counters.add(Counter.DROPPED_KERNEL, socket.takeDrops());
        }
    }

    /**
     * Copies {@code packet} into the batch that leaves when the batch being read ends, or on {@link #flush}. Only on the
     * event loop.
     *
     * @return false if it was dropped, for a reason that was counted
     */
    public boolean transmit(Packet packet) {
        ByteBuf buffer = packet.buffer();
        return transmit(buffer, buffer.readerIndex(), buffer.readableBytes());
    }

    /** The same for {@code length} bytes at {@code index} of {@code buffer}, which stays the caller's. */
    public boolean transmit(ByteBuf buffer, int index, int length) {
        BatchPool pool = requireEventLoop();
        if (!open) {
            counters.increment(Counter.DROPPED_SEND_CLOSED);
            return false;
        }
        if (!departing) {
            departing = true;
            pool.departing(this);
        }
        return sender.place(pool, buffer, index, length) == null;
    }

    /** Sends what was transmitted; called at the end of each batch that any channel of the loop reads. */
    void depart() {
        departing = false;
        if (open && !sender.isBlocked()) {
            sendWaiting();
        }
    }

    private void sendWaiting() {
        sender.send(pool());
        if (sender.isBlocked()) {
            submitInterest();
        }
        if (sender.interfaceGone()) {
            eventLoop().execute(() -> unsafe().close(voidPromise()));
        }
    }

    private BatchPool requireEventLoop() {
        if (!eventLoop().inEventLoop()) {
            throw new IllegalStateException("not on the event loop of " + this);
        }
        return pool();
    }

    private BatchPool pool() {
        BatchPool known = pool;
        if (known != null) {
            return known;
        }
        BatchPool ofThread = BatchPool.ofThread();
        pool = ofThread;
        return ofThread;
    }

    private void failed(int errno) {
        counters.increment(Counter.RECEIVE_ERRORS);
        if (errno == PacketSocket.ENETDOWN) {
            interfaceDown();
        } else {
            pipeline().fireExceptionCaught(new KernelException("AF_PACKET", errno, socket.interfaceName()));
        }
    }

    private void receive() {
        boolean moreIsThere = receiver.receive(pool());
        if (!open) {
            releaseSocket();
        } else if (moreIsThere) {
            submitInterest();
            updateStatistics();
        }
    }

    private void submitInterest() {
        interest.submit(receiver.isWaiting(), sender.isBlocked());
    }

    private void interfaceDown() {
        counters.increment(Counter.INTERFACE_DOWN);
        sender.forget(nowNanos()); // somebody may plug another phone in
        if (socket.interfaceState() != InterfaceState.GONE) {
            pipeline().fireUserEventTriggered(PacketEvent.INTERFACE_DOWN);
        }
        if (!awaitingUp) {
            awaitingUp = true;
            closeIfGone();
        }
    }

    /** The kernel says that an interface goes down, once, and not that one that is down disappears: that has to be asked. */
    private void closeIfGone() {
        if (!open) {
            return;
        }
        switch (socket.interfaceState()) {
            case UP -> awaitingUp = false;
            case DOWN -> eventLoop().schedule(this::closeIfGone, DOWN_CHECK_SECONDS, TimeUnit.SECONDS);
            case GONE -> unsafe().close(voidPromise());
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
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof IoEventLoop io && io.isCompatible(PacketUnsafe.class);
    }

    @Override
    protected SocketAddress localAddress0() {
        return address;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new PacketUnsafe();
    }

    @Override
    protected DefaultChannelPipeline newChannelPipeline() {
        return new CountingPipeline(this);
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        ((IoEventLoop) eventLoop()).register((PacketUnsafe) unsafe()).addListener((Future<IoRegistration> future) -> {
            if (future.isSuccess()) {
                interest.registered(future.getNow());
                submitInterest();
                promise.setSuccess();
            } else {
                promise.setFailure(future.cause());
            }
        });
    }

    @Override
    protected void doDeregister() {
        if (interest.cancel()) {
            pool = null;
        }
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("a packet channel is bound to its interface when it is opened");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        if (open) {
            open = false;
            doDeregister();
            sender.close();
            if (!receiver.isReceiving()) {
                releaseSocket();
            }
        }
    }

    /** When no handler can be reading a packet any more: they lie in the socket's ring. */
    private void releaseSocket() {
        receiver.close();
        socket.close();
    }

    @Override
    protected void doBeginRead() {
        if (receiver.request()) {
            submitInterest();
        }
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        return sender.accepted(message, alloc());
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {
        boolean goesOn = sender.place(pool(), waiting);
        sendWaiting();
        if (goesOn) {
            eventLoop().execute(() -> ((PacketUnsafe) unsafe()).flush0());
        }
    }

    private final class PacketUnsafe extends AbstractUnsafe implements EpollIoHandle {

        @Override
        public FileDescriptor fd() {
            return descriptor;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            EpollIoOps ops = ((EpollIoEvent) event).ops();
            if (ops.contains(EpollIoOps.EPOLLOUT) && sender.isBlocked()) {
                sender.unblock();
                submitInterest();
                flush0();
            }
            if (open && ops.contains(EpollIoOps.EPOLLERR)) {
                int error = socket.takeError();
                if (error != 0) {
                    failed(error);
                }
            }
            if (!open || !ops.contains(EpollIoOps.EPOLLIN)) {
                return;
            }
            if (receiver.isRequested()) {
                receive();
            } else {
                receiver.postpone();
                submitInterest();
            }
        }

        @Override
        public void close() {
            close(voidPromise());
        }

        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("a packet channel has no peer to connect to"));
        }

        @Override
        protected void flush0() {
            if (!sender.isBlocked()) {
                super.flush0();
                if (open && !sender.isBlocked()) {
                    sendWaiting();
                }
            }
        }
    }
}
