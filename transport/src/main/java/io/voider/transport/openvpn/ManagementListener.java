package io.voider.transport.openvpn;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Unix socket that OpenVPN connects to, for one connection. On the event loop. */
final class ManagementListener {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementListener.class);

    private final Path path;
    private final int uid;
    private final IoEventLoop loop;
    private @Nullable Channel server;
    private boolean taken;

    ManagementListener(Path path, int uid, IoEventLoop loop) {
        this.path = path;
        this.uid = uid;
        this.loop = loop;
    }

    /** Opens the socket; the first who connects as the right user gets a client. */
    Future<?> open(Supplier<ManagementClient> client) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {
                    @Override
                    protected void initChannel(EpollDomainSocketChannel channel) throws IOException {
                        if (taken || channel.peerCredentials().uid() != uid) {
                            LOG.warn("somebody else connected to {}: {}", path, channel.peerCredentials());
                            channel.close();
                            return;
                        }
                        taken = true;
                        channel.pipeline().addLast(new ManagementDecoder(), client.get());
                    }
                })
                .bind(new DomainSocketAddress(path.toString()));
        server = bound.channel();
        return bound;
    }

    void close() {
        if (server != null) {
            server.close();
        }
    }
}
