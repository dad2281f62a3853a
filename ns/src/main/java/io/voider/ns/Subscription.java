package io.voider.ns;

import static io.voider.ns.LibC.C;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens to a namespace's changes ({@code rtnetlink(7)}'s multicast groups), on a thread of its own that stands in the
 * namespace the JVM was started in. The kernel keeps up to {@value #BUFFER_BYTES} bytes for a slow listener; after that,
 * {@link NetworkChange.Missed} takes the place of what was lost, and of what still waited then.
 */
public final class Subscription implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int RTNLGRP_LINK = 1;
    private static final int RTNLGRP_IPV4_IFADDR = 5;
    private static final int RTNLGRP_IPV4_ROUTE = 7;
    private static final int RTNLGRP_IPV6_IFADDR = 9;
    private static final int RTNLGRP_IPV6_ROUTE = 11;

    private static final int EFD_CLOEXEC = 02000000;
    private static final int POLLFD_SIZE = 8;
    private static final short POLLIN = 1;

    private final Namespace namespace;
    private final Consumer<NetworkChange> listener;
    private final NetlinkSocket socket;
    private final int wakeUp;
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();

    Subscription(Namespace namespace, Consumer<NetworkChange> listener) {
        this.namespace = namespace;
        this.listener = listener;
        socket = namespace.call(() -> subscribed(namespace.name()));
        wakeUp = LibC.check(C.eventfd(0, EFD_CLOEXEC), "eventfd", namespace.name());
        thread = new Thread(this::run, "ns-changes-" + namespace.name());
        thread.setDaemon(true);
        thread.start();
    }

    private static NetlinkSocket subscribed(String name) {
        NetlinkSocket socket = new NetlinkSocket(name, 0);
        try {
            socket.receiveBuffer(BUFFER_BYTES);
            for (int group : new int[] {
                RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE
            }) {
                socket.join(group);
            }
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void run() {
        C.close(HostThread.enter());
        ByteBuffer descriptors = NetlinkSocket.direct(2 * POLLFD_SIZE)
                .putInt(0, socket.fd())
                .putShort(4, POLLIN)
                .putInt(POLLFD_SIZE, wakeUp)
                .putShort(POLLFD_SIZE + 4, POLLIN);
        while (true) {
            int ready = C.poll(descriptors, 2, -1);
            if (closed.get()) {
                return;
            }
            if (ready > 0) {
                deliver();
            }
        }
    }

    private void deliver() {
        try {
            socket.receive("rtnetlink subscription").ifPresent(datagram -> {
                for (NetlinkMessage message : NetlinkMessage.split(datagram)) {
                    NetworkChange change = decode(message);
                    if (change != null) {
                        tell(change);
                    }
                }
            });
        } catch (KernelException e) {
            miss(e.getMessage());
        } catch (MalformedNetlinkException e) {
            miss(e.getMessage());
        }
    }

    private void miss(@Nullable String why) {
        socket.drain();
        tell(new NetworkChange.Missed(String.valueOf(why)));
    }

    private void tell(NetworkChange change) {
        try {
            listener.accept(change);
        } catch (RuntimeException e) {
            Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
            handler.uncaughtException(thread, e);
        }
    }

    /** Null for a message of no interest. */
    static @Nullable NetworkChange decode(NetlinkMessage message) {
        NetworkChange.Kind kind = message.is(MessageType.RTM_DELLINK)
                        || message.is(MessageType.RTM_DELADDR)
                        || message.is(MessageType.RTM_DELROUTE)
                ? NetworkChange.Kind.GONE
                : NetworkChange.Kind.PRESENT;
        if (message.is(MessageType.RTM_NEWLINK) || message.is(MessageType.RTM_DELLINK)) {
            return new NetworkChange.OfLink(kind, Link.decode(message));
        }
        if (message.is(MessageType.RTM_NEWADDR) || message.is(MessageType.RTM_DELADDR)) {
            return new NetworkChange.OfAddress(kind, InterfaceAddress.decode(message));
        }
        Route route = Routes.decode(message, Map.of());
        return route == null ? null : new NetworkChange.OfRoute(kind, route);
    }

    /** Ends it; when this returns, the listener is not called any more. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        namespace.forget(this);
        ByteBuffer one = NetlinkSocket.direct(Long.BYTES).putLong(0, 1);
        LibC.check(LibC.keeping(one, () -> (int) C.write(wakeUp, one, Long.BYTES)), "write eventfd", namespace.name());
        if (Thread.currentThread() != thread) {
            Waiting.uninterruptibly(() -> {
                thread.join();
                return null;
            });
        }
        socket.close();
        C.close(wakeUp);
    }
}
