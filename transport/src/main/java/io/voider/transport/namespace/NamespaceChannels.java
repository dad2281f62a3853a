package io.voider.transport.namespace;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.voider.ns.Namespace;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Opens channels inside a namespace: datagram, stream server, stream client, Unix-domain and packet channels alike.
 *
 * <p>Nothing here blocks, so it may be called from an event loop. A failed or cancelled opening leaves no descriptor.
 */
public final class NamespaceChannels {

    private static final Map<EventExecutor, Boolean> STARTED = Collections.synchronizedMap(new WeakHashMap<>());

    private NamespaceChannels() {}

    /**
     * Binds what {@code bootstrap} describes inside {@code namespace}: a datagram channel, or a server channel, whose
     * accepted connections live there too. The bootstrap may be used again as soon as the future is done.
     */
    public static Future<Channel> bind(Namespace namespace, AbstractBootstrap<?, ?> bootstrap, SocketAddress local) {
        return open(namespace, bootstrap.config().group(), () -> bootstrap.bind(local));
    }

    /** Connects what {@code bootstrap} describes from inside {@code namespace}. */
    public static Future<Channel> connect(Namespace namespace, Bootstrap bootstrap, SocketAddress remote) {
        return open(namespace, bootstrap.config().group(), () -> bootstrap.connect(remote));
    }

    /** The same from a local address. */
    public static Future<Channel> connect(
            Namespace namespace, Bootstrap bootstrap, SocketAddress remote, SocketAddress local) {
        return open(namespace, bootstrap.config().group(), () -> bootstrap.connect(remote, local));
    }

    private static Future<Channel> open(Namespace namespace, EventLoopGroup group, Callable<ChannelFuture> opening) {
        group.forEach(NamespaceChannels::start);
        Promise<Channel> promise = group.next().newPromise();
        submit(
                namespace,
                opening,
                promise,
                future -> future.addListener(done -> settle(promise, future.channel(), future)));
        return promise;
    }

    /**
     * Makes a channel inside {@code namespace} and registers it with {@code loop}.
     *
     * @param constructor makes the channel, and with it its socket
     * @param handler added to its pipeline before it is registered
     */
    public static <C extends Channel> Future<C> open(
            Namespace namespace, EventLoop loop, Callable<C> constructor, ChannelHandler handler) {
        start(loop);
        Promise<C> promise = loop.newPromise();
        submit(namespace, constructor, promise, channel -> register(loop, channel, handler, promise));
        return promise;
    }

    private static <T> void submit(Namespace namespace, Callable<T> task, Promise<?> promise, Consumer<T> then) {
        try {
            Object unused = namespace.submit(task).whenComplete((result, failure) -> {
                if (failure == null) {
                    then.accept(result);
                } else {
                    Throwable cause = failure.getCause();
                    promise.tryFailure(failure instanceof CompletionException && cause != null ? cause : failure);
                }
            });
        } catch (IllegalStateException | RejectedExecutionException e) {
            promise.tryFailure(e);
        }
    }

    private static <C extends Channel> void register(
            EventLoop loop, C channel, ChannelHandler handler, Promise<C> promise) {
        try {
            channel.pipeline().addLast(handler);
            loop.register(channel).addListener(done -> settle(promise, channel, done));
        } catch (RuntimeException e) {
            channel.unsafe().closeForcibly();
            promise.tryFailure(e);
        }
    }

    private static <C extends Channel> void settle(Promise<C> promise, C channel, Future<?> done) {
        boolean wanted = done.isSuccess() ? promise.trySuccess(channel) : promise.tryFailure(done.cause());
        if (done.isSuccess() && wanted) {
            return;
        }
        if (channel.isRegistered()) {
            Object unused = channel.close();
        } else {
            channel.unsafe().closeForcibly();
        }
    }

    /** Starts the loop's thread from here. */
    private static void start(EventExecutor loop) {
        if (STARTED.putIfAbsent(loop, Boolean.TRUE) == null) {
            loop.execute(() -> {});
        }
    }
}
