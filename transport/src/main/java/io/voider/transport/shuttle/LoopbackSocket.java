package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
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
    /** Bytes; OpenVPN's datagrams end below 1,700 with the tunnel's MTU of 1,500. */
    private static final int LARGEST_DATAGRAM = 2048;

    /** Datagrams read in one go, before others on the loop have their turn. */
    private static final int BATCH = 64;

    /** Holds about 300 full datagrams while the loop is busy. */
    private static final int BUFFER_BYTES = 1 << 20;

    /** Hears what comes in. */
    public interface Receiver {
        /** A datagram, which is the receiver's from now on. */
        void received(ByteBuf datagram);

        /** That was all for the moment. */
        void drained();
    }

    private static final class Ipv4Socket extends Socket {
        Ipv4Socket() {
            super(newSocketDgram0(false));
        }
    }

    private final Socket socket;
    private final int port;
    private final ByteBufAllocator allocator;
    private @Nullable Receiver receiver;
    private @Nullable IoRegistration registration;
    private @Nullable ByteBuf spare;
    private boolean closed;

    private LoopbackSocket(Socket socket, int port, ByteBufAllocator allocator) {
        this.socket = socket;
        this.port = port;
        this.allocator = allocator;
    }

    /**
     * Opens a socket in the calling thread's namespace.
     *
     * @throws IOException if the port is taken
     */
    public static LoopbackSocket open(int port, int remotePort, ByteBufAllocator allocator) throws IOException {
        Socket socket = new Ipv4Socket();
        try {
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.bind(new InetSocketAddress(loopback(), port));
            socket.connect(new InetSocketAddress(loopback(), remotePort));
            return new LoopbackSocket(socket, port, allocator);
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
                registered.submit(EpollIoOps.EPOLLIN);
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
        try {
            int sent = datagram.hasMemoryAddress()
                    ? socket.sendAddress(datagram.memoryAddress(), datagram.readerIndex(), datagram.writerIndex())
                    : sendCopy(datagram);
            return sent > 0;
        } catch (IOException e) {
            return false; // nobody listens there just now: OpenVPN is being started
        } finally {
            datagram.release();
        }
    }

    private int sendCopy(ByteBuf datagram) throws IOException {
        var bytes = datagram.nioBuffer();
        return bytes.isDirect() ? socket.send(bytes, bytes.position(), bytes.limit()) : sendCopied(datagram);
    }

    private int sendCopied(ByteBuf datagram) throws IOException {
        ByteBuf copy = allocator
                .directBuffer(datagram.readableBytes())
                .writeBytes(datagram, datagram.readerIndex(), datagram.readableBytes());
        try {
            var bytes = copy.nioBuffer();
            return socket.send(bytes, bytes.position(), bytes.limit());
        } finally {
            copy.release();
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        Receiver to = receiver;
        if (to == null) {
            return;
        }
        for (int i = 0; i < BATCH && !closed; i++) {
            ByteBuf datagram = spare == null ? allocator.directBuffer(LARGEST_DATAGRAM) : spare;
            spare = datagram;
            int length = receive(datagram);
            if (length == 0) {
                break;
            }
            if (length > 0) {
                spare = null;
                to.received(datagram.writerIndex(length));
            }
        }
        to.drained();
    }

    /** The datagram's length, 0 if there is none, -1 if there was an error instead of one. */
    private int receive(ByteBuf into) {
        try {
            return socket.recvAddress(into.memoryAddress(), 0, into.capacity());
        } catch (IOException e) {
            return -1; // an earlier datagram met nobody: OpenVPN is being started
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        receiver = null;
        if (spare != null) {
            spare.release();
            spare = null;
        }
        if (registration != null) {
            registration.cancel();
            closeSocket();
        }
    }

    /** For a socket that was never registered. */
    void discard() {
        closed = true;
        closeSocket();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a UDP socket cannot be closed", e);
        }
    }
}
