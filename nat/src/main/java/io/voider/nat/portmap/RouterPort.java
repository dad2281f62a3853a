package io.voider.nat.portmap;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.voider.nat.wan.WanChannels;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Our port on the router, asked for in all languages at once: a {@link PortMapper} and a {@link ControlPoint} at work, on a
 * socket of their own that hears nobody but the gateway. Lives on the line's event loop.
 */
public final class RouterPort {
    private final EventLoop loop;
    private final WanChannels channels;
    private final InetSocketAddress mapperServer;
    private final InetSocketAddress ssdpServer;
    private final InetAddress client;
    private final Consumer<Set<InetSocketAddress>> listener;
    private final PortMapper mapper;
    private final ControlPoint controlPoint;
    private @Nullable InetSocketAddress byMapper;
    private @Nullable InetSocketAddress byControlPoint;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> timer;
    private boolean closed;

    /**
     * @param port of the line's socket
     * @param listener is told what the router says it maps to that port: no, one or two addresses
     */
    public RouterPort(
            EventLoop loop,
            WanChannels channels,
            Random random,
            InetAddress gateway,
            InetAddress client,
            int port,
            Consumer<Set<InetSocketAddress>> listener) {
        this.loop = loop;
        this.channels = channels;
        this.mapperServer = new InetSocketAddress(gateway, PortMapper.SERVER_PORT);
        this.ssdpServer = new InetSocketAddress(gateway, ControlPoint.SSDP_GROUP.getPort());
        this.client = client;
        this.listener = listener;
        this.mapper = new PortMapper(new MapperOutputs(), random, client, port);
        this.controlPoint = new ControlPoint(new ControlPointOutputs(), random, gateway, client, port);
    }

    /** Whether it is this router that it asks, from this address. */
    public boolean asks(InetAddress gateway, InetAddress client) {
        return mapperServer.getAddress().equals(gateway) && this.client.equals(client);
    }

    public void open() {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                .handler(new FromGateway());
        // Bound to our address on the gateway's network, the socket sends to groups there too, whatever the routes say.
        Future<Channel> unused = channels.bind(bootstrap, new InetSocketAddress(client, 0))
                .addListener(done -> {
                    if (done.isSuccess()) {
                        Channel opened = (Channel) done.getNow();
                        channel = opened;
                        if (closed) {
                            opened.close();
                        } else {
                            mapper.start(System.nanoTime());
                            controlPoint.start(System.nanoTime());
                            schedule();
                        }
                    }
                });
    }

    private void schedule() {
        if (timer != null) {
            timer.cancel(false);
        }
        long deadline = Math.min(mapper.deadline(), controlPoint.deadline());
        if (!closed && deadline != Long.MAX_VALUE) {
            timer = loop.schedule(this::timeout, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void timeout() {
        mapper.timeout(System.nanoTime());
        controlPoint.timeout(System.nanoTime());
        schedule();
    }

    /** The router may have lost what it granted. */
    public void refresh() {
        mapper.refresh(System.nanoTime());
        controlPoint.refresh(System.nanoTime());
        schedule();
    }

    private void receive(InetSocketAddress from, ByteBuf datagram) {
        if (from.equals(mapperServer)) {
            mapper.receive(System.nanoTime(), datagram);
        } else if (from.getAddress().equals(ssdpServer.getAddress())) {
            // Answers to a search come from any port (UPnP Device Architecture 1.1 section 1.3.3).
            controlPoint.receive(System.nanoTime(), datagram);
        }
        schedule();
    }

    private void send(byte[] datagram, InetSocketAddress to) {
        Channel opened = channel;
        if (opened != null) {
            opened.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to), opened.voidPromise());
        }
    }

    private void publish() {
        Set<InetSocketAddress> mapped = new LinkedHashSet<>();
        if (byMapper != null) {
            mapped.add(byMapper);
        }
        if (byControlPoint != null) {
            mapped.add(byControlPoint);
        }
        listener.accept(mapped);
    }

    public void close() {
        mapper.close();
        controlPoint.close();
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
        Channel opened = channel;
        if (opened != null) {
            opened.close();
        }
    }

    private final class FromGateway extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            receive(packet.sender(), packet.content());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A router that does not listen answers "unreachable"; the rest that both take is all it means.
        }
    }

    private final class MapperOutputs implements PortMapper.Outputs {
        @Override
        public void send(byte[] datagram) {
            RouterPort.this.send(datagram, mapperServer);
        }

        @Override
        public void mapped(@Nullable InetSocketAddress outside) {
            byMapper = outside;
            publish();
        }
    }

    private final class ControlPointOutputs implements ControlPoint.Outputs {
        @Override
        public void search(byte[] datagram) {
            send(datagram, ControlPoint.SSDP_GROUP);
            send(datagram, ssdpServer);
        }

        @Override
        public void call(UpnpCall call) {
            GatewayHttp.call(call, client, loop, channels, answer -> {
                controlPoint.answered(System.nanoTime(), call, answer);
                schedule();
            });
        }

        @Override
        public void mapped(@Nullable InetSocketAddress outside) {
            byControlPoint = outside;
            publish();
        }
    }
}
