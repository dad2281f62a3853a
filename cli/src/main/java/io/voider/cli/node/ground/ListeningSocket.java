package io.voider.cli.node.ground;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import io.voider.transport.address.SocketTrouble;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections at an address that may change, and that may not be there yet: then it is tried again every {@value #AGAIN_SECONDS} s.
 * Belongs to its loop.
 */
public final class ListeningSocket {
    private static final int AGAIN_SECONDS = 10;

    /** Hears what came of an attempt. */
    public interface Watcher {
        /** Connections are taken there now. */
        void listens();

        /**
         * They cannot be.
         *
         * @param why a clause
         */
        void failed(String why);
    }

    private final EventLoop loop;
    private final int backlog;
    private final Consumer<Channel> accept;
    private final Watcher watcher;
    private @Nullable InetSocketAddress wanted;
    private @Nullable Channel listener;
    private @Nullable ScheduledFuture<?> again;

    /**
     * @param backlog how many connections may wait to be taken
     * @param accept takes one that came, on the loop
     */
    public ListeningSocket(EventLoop loop, int backlog, Consumer<Channel> accept, Watcher watcher) {
        this.loop = loop;
        this.backlog = backlog;
        this.accept = accept;
        this.watcher = watcher;
    }

    /** From now on takes connections there, and nowhere else. */
    public void listen(InetSocketAddress address) {
        leave();
        wanted = address;
        bind(address);
    }

    private void bind(InetSocketAddress address) {
        new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        accept.accept(child);
                    }
                })
                .bind(address)
                .addListener((ChannelFuture bound) -> {
                    if (!address.equals(wanted)) {
                        bound.channel().close();
                    } else if (bound.isSuccess()) {
                        listener = bound.channel();
                        watcher.listens();
                    } else {
                        watcher.failed(SocketTrouble.words(bound.cause()));
                        again = loop.schedule(() -> bind(address), AGAIN_SECONDS, TimeUnit.SECONDS);
                    }
                });
    }

    /** Takes no more connections. Those that were taken stay. */
    public void leave() {
        wanted = null;
        if (again != null) {
            again.cancel(false);
            again = null;
        }
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    /** Where connections are taken now, or null if nowhere. */
    public @Nullable InetSocketAddress address() {
        return listener != null && listener.localAddress() instanceof InetSocketAddress at ? at : null;
    }
}
