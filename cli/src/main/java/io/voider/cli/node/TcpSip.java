package io.voider.cli.node;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.NetUtil;
import io.voider.cli.exchange.Crossing;
import io.voider.cli.exchange.DialledNumber;
import io.voider.cli.exchange.Leg;
import io.voider.cli.exchange.Side;
import io.voider.cli.exchange.Switchboard;
import io.voider.ns.Namespace;
import io.voider.sip.SipFrameDecoder;
import io.voider.sip.SipLimits;
import io.voider.sip.call.Source;
import io.voider.transport.namespace.NamespaceChannels;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIP over TCP: sockets of the kernel's, which take every address that can be dialled for their own (transparent sockets),
 * on both sides of the exchange. A connection that comes in on one side gets a twin on the other, from and to the same
 * ports; messages go from twin to twin through the switchboard, and when one ends, so does the other.
 *
 * <p>Everything happens on the signalling loop.
 */
final class TcpSip implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpSip.class);
    private static final int SIP_PORT = 5060;
    private static final int MOST_CONNECTIONS = 512;
    private static final int MOST_WAITING = 32;
    private static final int IDLE_SECONDS = 3600;
    private static final int CONNECT_MILLIS = 5_000;

    private final Exchange exchange;
    private final IoEventLoop loop;
    private final Map<Side, Namespace> namespaces = new HashMap<>();
    private final Map<Side, Channel> listeners = new HashMap<>();
    private final List<Channel> connections = new ArrayList<>();

    TcpSip(Exchange exchange, IoEventLoop loop) {
        this.exchange = exchange;
        this.loop = loop;
    }

    /** From now on takes connections on that side, and makes them there. From any thread. */
    void listen(Side side, Namespace namespace) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(EpollChannelOption.IP_TRANSPARENT, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        prepare(channel, new Twin(side, null));
                    }
                });
        NamespaceChannels.bind(namespace, bootstrap, new InetSocketAddress("0.0.0.0", SIP_PORT))
                .addListener(bound -> loop.execute(() -> {
                    if (bound.isSuccess()) {
                        namespaces.put(side, namespace);
                        listeners.put(side, (Channel) bound.getNow());
                    } else {
                        LOG.error("no SIP over TCP on {}: {}", side, String.valueOf(bound.cause()));
                    }
                }));
    }

    /** No more connections on that side. */
    void leave(Side side) {
        loop.execute(() -> {
            namespaces.remove(side);
            Channel listener = listeners.remove(side);
            if (listener != null) {
                listener.close();
            }
        });
    }

    private void prepare(Channel channel, Twin twin) {
        if (connections.size() >= MOST_CONNECTIONS) {
            channel.close();
            return;
        }
        connections.add(channel);
        channel.closeFuture().addListener(closed -> connections.remove(channel));
        channel.pipeline()
                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                .addLast(new SipFrameDecoder(SipLimits.DEFAULT))
                .addLast(twin);
    }

    /** One of two connections that belong together. */
    private final class Twin extends SimpleChannelInboundHandler<Object> {
        private final Side side;
        private final Queue<ByteBuf> waiting = new ArrayDeque<>();
        private @Nullable Twin other;
        private @Nullable Channel channel;
        private boolean closed;

        Twin(Side side, @Nullable Twin other) {
            this.side = side;
            this.other = other;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            for (ByteBuf message = waiting.poll(); message != null; message = waiting.poll()) {
                ctx.write(message);
            }
            ctx.flush();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Object received) {
            if (received instanceof ByteBuf message) {
                cross(ctx, message);
            } else if (received == SipFrameDecoder.KeepAlive.PING) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}));
            }
        }

        private void cross(ChannelHandlerContext ctx, ByteBuf message) {
            InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
            InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
            Source source =
                    new Source(Leg.of(side), address(remote), remote.getPort(), address(local), local.getPort(), true);
            Switchboard.Outcome outcome =
                    exchange.message(side, source, message, (to, response) -> ctx.writeAndFlush(response));
            if (outcome instanceof Switchboard.Outcome.Passed passed) {
                twinFor(passed.crossing(), remote.getPort(), local.getPort()).write(passed.message());
            }
        }

        private Twin twinFor(Crossing crossing, int sourcePort, int destinationPort) {
            Twin known = other;
            if (known == null) {
                known = new Twin(crossing.out(), this);
                other = known;
                known.connect(crossing, sourcePort, destinationPort);
            }
            return known;
        }

        private void connect(Crossing crossing, int sourcePort, int destinationPort) {
            Namespace namespace = namespaces.get(crossing.out());
            if (namespace == null) {
                end();
                return;
            }
            Bootstrap bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .option(EpollChannelOption.IP_TRANSPARENT, true)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            prepare(opened, Twin.this);
                        }
                    });
            NamespaceChannels.connect(
                            namespace,
                            bootstrap,
                            new InetSocketAddress(DialledNumber.dotted(crossing.destinationOut()), destinationPort),
                            new InetSocketAddress(DialledNumber.dotted(crossing.sourceOut()), sourcePort))
                    .addListener(connected -> loop.execute(() -> {
                        if (!connected.isSuccess()) {
                            LOG.info(
                                    "no TCP connection for {}: {}",
                                    crossing,
                                    connected.cause().getMessage());
                            end();
                        }
                    }));
        }

        void write(ByteBuf message) {
            if (closed || waiting.size() == MOST_WAITING) {
                message.release();
            } else if (channel != null) {
                channel.writeAndFlush(message);
            } else {
                waiting.add(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof IdleStateEvent) {
                end();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("a SIP connection on {} broke", side, cause);
            end();
        }

        private void end() {
            if (closed) {
                return;
            }
            closed = true;
            waiting.forEach(ByteBuf::release);
            waiting.clear();
            if (channel != null) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
            if (other != null) {
                other.end();
            }
        }
    }

    private static int address(InetSocketAddress address) {
        return NetUtil.ipv4AddressToInt((Inet4Address) address.getAddress());
    }

    @Override
    public void close() {
        loop.submit(() -> {
                    listeners.values().forEach(Channel::close);
                    List.copyOf(connections).forEach(Channel::close);
                })
                .syncUninterruptibly();
    }
}
