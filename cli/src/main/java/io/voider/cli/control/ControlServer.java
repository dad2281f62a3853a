package io.voider.cli.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.voider.cli.state.StrictJson;
import io.voider.transport.stream.BackPressure;
import io.voider.transport.stream.StreamLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The node's end of the control socket. */
public final class ControlServer implements AutoCloseable {
    private final Path socket;
    private final Channel channel;

    private ControlServer(Path socket, Channel channel) {
        this.socket = socket;
        this.channel = channel;
    }

    /**
     * Listens on {@code socket}, which is made anew with mode 0600. Blocks until it listens.
     *
     * @throws IOException if it cannot listen there
     */
    public static ControlServer start(Path socket, EventLoopGroup group, ControlRoutes routes) throws IOException {
        Files.deleteIfExists(socket);
        Channel channel = new ServerBootstrap()
                .group(group)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline()
                                .addLast(new BackPressure(StreamLimits.DEFAULT, event -> {}))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(StrictJson.LARGEST_DOCUMENT))
                                .addLast(new ControlHandler(routes));
                    }
                })
                .bind(new DomainSocketAddress(socket.toFile()))
                .syncUninterruptibly()
                .channel();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        return new ControlServer(socket, channel);
    }

    @Override
    public void close() throws IOException {
        channel.close().syncUninterruptibly();
        Files.deleteIfExists(socket);
    }
}
