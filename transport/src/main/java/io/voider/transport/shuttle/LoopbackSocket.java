package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.voider.ns.KernelException;
import io.voider.ns.socket.UdpSocket;
import io.voider.transport.datagram.IncomingDatagrams;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A connected UDP socket on 127.0.0.1 that makes no object for a datagram, which Netty's datagram channel does.
 *
 * <p>It belongs to the namespace of the thread that opens it; everything after that happens on its event loop.
 */
public final class LoopbackSocket implements LoopbackLeg, EpollIoHandle {
    /** Batches read in one go, before others on the loop have their turn. */
    private static final int ROUNDS = 2;

    private static final EpollIoOps READING = EpollIoOps.EPOLLET.with(EpollIoOps.EPOLLIN);

    /** Holds about 300 full datagrams while the loop is busy. */
    private static final int BUFFER_BYTES = 1 << 20;

    /** Hears what comes in. */
    public interface Receiver {
        /** A datagram, which is the receiver's from now on. */
        void received(ByteBuf datagram);

        /** That was all for the moment. */
        void drained();
    }

    private final UdpSocket socket;
    private final FileDescriptor descriptor;
    private final int port;
    private final ByteBufAllocator allocator;
    private @Nullable Receiver receiver;
    private @Nullable IoRegistration registration;
    private boolean closed;

    private LoopbackSocket(UdpSocket socket, int port, ByteBufAllocator allocator) {
        this.socket = socket;
        this.descriptor = new FileDescriptor(socket.fd());
        this.port = port;
        this.allocator = allocator;
    }

    /**
     * Opens a socket in the calling thread's namespace.
     *
     * @throws IOException if the port is taken
     */
    public static LoopbackSocket open(int port, int remotePort, ByteBufAllocator allocator) throws IOException {
        UdpSocket socket = UdpSocket.open(false);
        try {
            socket.receiveBuffer(BUFFER_BYTES);
            socket.bind(new InetSocketAddress(loopback(), port));
            socket.connect(new InetSocketAddress(loopback(), remotePort));
            return new LoopbackSocket(socket, port, allocator);
        } catch (KernelException e) {
            socket.close();
            throw (IOException) new BindException("127.0.0.1:" + port).initCause(e);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    /** Begins to receive. To be called on {@code loop}. */
    public void register(IoEventLoop loop, Receiver to) {
        receiver = to;
        loop.register(this).addListener(done -> {
            if (closed) {
                closeSocket();
            } else if (done.isSuccess()) {
                IoRegistration registered = (IoRegistration) done.getNow();
                registration = registered;
                registered.submit(READING);
            } else {
                close();
                closeSocket();
            }
        });
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean send(ByteBuf datagram) {
        if (closed) {
            datagram.release();
            return false;
        }
        ByteBuf direct = datagram.hasMemoryAddress() ? datagram : copy(datagram);
        try {
            // An error means that nobody listens there just now: OpenVPN is being started.
            return socket.send(direct.memoryAddress() + direct.readerIndex(), direct.readableBytes()) == 0;
        } finally {
            direct.release();
        }
    }

    private ByteBuf copy(ByteBuf datagram) {
        try {
            return allocator.directBuffer(datagram.readableBytes()).writeBytes(datagram);
        } finally {
            datagram.release();
        }
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        Receiver to = receiver;
        if (to == null) {
            return;
        }
        IncomingDatagrams incoming = IncomingDatagrams.ofThread();
        boolean maybeMore = true;
        for (int round = 0; round < ROUNDS && maybeMore && !closed; round++) {
            int count = incoming.receive(socket);
            for (int slot = 0; slot < count; slot++) {
                ByteBuf datagram = incoming.take(slot);
                if (datagram.isReadable()) {
                    to.received(datagram);
                } else {
                    datagram.release();
                }
            }
            // An error stands for an earlier datagram that met nobody: OpenVPN is being started.
            maybeMore = count == IncomingDatagrams.BATCH || (count < 0 && count != -UdpSocket.EAGAIN);
        }
        to.drained();
        if (maybeMore && !closed && registered.isValid()) {
            registered.submit(READING);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        receiver = null;
        if (registration != null) {
            registration.cancel();
            closeSocket();
        }
    }

    private void closeSocket() {
        socket.close();
    }
}
