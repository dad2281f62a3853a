package io.voider.nat.portmap;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import io.voider.nat.wan.WanSide;
import io.voider.transport.time.Alarm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our port on the router, asked for in all languages at once: a {@link PortMapper} and a {@link ControlPoint} at work, on a
 * socket of their own that hears nobody but the gateway. Lives on the line's event loop.
 */
public final class RouterPort {
    /** Hears what becomes of it, on the loop. */
    public interface Listener {
        /** What the router says it maps to the port: no, one or two addresses. */
        void mapped(Set<InetSocketAddress> outside);

        /** A datagram came that is not the router's, or not understood. */
        void dropped();
    }

    private final WanSide wan;
    private final InetSocketAddress mapperServer;
    private final InetSocketAddress ssdpServer;
    private final InetAddress client;
    private final Listener listener;
    private final PortMapper mapper;
    private final ControlPoint controlPoint;
    private @Nullable InetSocketAddress byMapper;
    private @Nullable InetSocketAddress byControlPoint;
    private @Nullable Channel channel;
    private final Alarm alarm;
    private boolean closed;
    private boolean heard;
    private final int port;
    private long byMapperSinceNanos;
    private long byControlPointSinceNanos;

    /**
     * @param gateway the default gateway
     * @param client our address on the gateway's network
     * @param port of the line's socket
     */
    public RouterPort(
            WanSide wan, Random random, InetAddress gateway, InetAddress client, int port, Listener listener) {
        this.wan = wan;
        this.alarm = wan.alarm(this::timeout);
        this.mapperServer = new InetSocketAddress(gateway, PortMapper.SERVER_PORT);
        this.ssdpServer = new InetSocketAddress(gateway, ControlPoint.SSDP_GROUP.getPort());
        this.client = client;
        this.port = port;
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
                .group(wan.loop())
                .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                .handler(new FromGateway());
        // Bound to our address on the gateway's network, the socket sends to groups there too, whatever the routes say.
        Future<Channel> unused = wan.channels()
                .bind(bootstrap, new InetSocketAddress(client, 0))
                .addListener(done -> {
                    if (done.isSuccess()) {
                        Channel opened = (Channel) done.getNow();
                        channel = opened;
                        if (closed) {
                            opened.close();
                        } else {
                            mapper.start(wan.now());
                            controlPoint.start(wan.now());
                            schedule();
                        }
                    }
                });
    }

    private void schedule() {
        if (!closed) {
            alarm.set(Math.min(mapper.deadline(), controlPoint.deadline()));
        }
    }

    private void timeout() {
        mapper.timeout(wan.now());
        controlPoint.timeout(wan.now());
        schedule();
    }

    /** The router may have lost what it granted. */
    public void refresh() {
        mapper.refresh(wan.now());
        controlPoint.refresh(wan.now());
        schedule();
    }

    private void receive(InetSocketAddress from, ByteBuf datagram) {
        boolean understood;
        if (from.equals(mapperServer)) {
            understood = mapper.receive(wan.now(), datagram);
        } else {
            // Answers to a search come from any port (UPnP Device Architecture 1.1 section 1.3.3).
            understood = from.getAddress().equals(ssdpServer.getAddress()) && controlPoint.receive(datagram);
        }
        heard |= understood;
        if (!understood) {
            listener.dropped();
        }
        schedule();
    }

    private void send(byte[] datagram, InetSocketAddress to) {
        Channel opened = channel;
        if (opened != null) {
            opened.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to), opened.voidPromise());
        }
    }

    /** What has become of it. */
    public RouterPortStatus status() {
        List<RouterPortStatus.Mapping> mappings = new ArrayList<>();
        if (byMapper != null) {
            mappings.add(new RouterPortStatus.Mapping(mapper.protocol(), byMapper, wan.now() - byMapperSinceNanos));
        }
        if (byControlPoint != null) {
            mappings.add(new RouterPortStatus.Mapping("UPnP", byControlPoint, wan.now() - byControlPointSinceNanos));
        }
        return new RouterPortStatus(mapperServer.getAddress(), port, heard, mappings);
    }

    private void publish() {
        Set<InetSocketAddress> mapped = new LinkedHashSet<>();
        if (byMapper != null) {
            mapped.add(byMapper);
        }
        if (byControlPoint != null) {
            mapped.add(byControlPoint);
        }
        listener.mapped(mapped);
    }

    public void close() {
        mapper.close();
        controlPoint.close();
        closed = true;
        alarm.cancel();
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
            byMapperSinceNanos = wan.now();
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
            GatewayHttp.call(call, client, wan, answer -> {
                controlPoint.answered(wan.now(), call, answer);
                schedule();
            });
        }

        @Override
        public void mapped(@Nullable InetSocketAddress outside) {
            byControlPoint = outside;
            byControlPointSinceNanos = wan.now();
            publish();
        }
    }
}
