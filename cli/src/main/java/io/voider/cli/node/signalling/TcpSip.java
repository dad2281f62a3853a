package io.voider.cli.node.signalling;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.DialPlan;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.ns.Namespace;
import io.voider.sip.call.Flow;
import io.voider.transport.address.SocketTrouble;
import io.voider.transport.count.Counters;
import io.voider.transport.namespace.NamespaceChannels;
import io.voider.transport.stream.StreamCounter;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIP over TCP: sockets of the kernel's, which take every address that can be dialled for their own (transparent sockets),
 * in all networks of the exchange. A connection that comes in from one gets a {@linkplain SipConnection twin} in the other,
 * from and to the same ports, or from another where that is in use; messages go from twin to twin through the switchboard.
 *
 * <p>Everything happens on the signalling loop.
 */
public final class TcpSip implements ConnectionOperator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpSip.class);
    private static final int SIP_PORT = 5060;
    private static final int CONNECT_MILLIS = 5_000;

    /** So long a peer may leave what was written unacknowledged: less than callers wait (RFC 3261 section 17.1.1.2). */
    private static final int USER_TIMEOUT_MILLIS = 20_000;

    /** No port in particular. */
    private static final int NO_PORT = 0;

    private final Exchange exchange;
    private final IoEventLoop loop;
    private final Map<Network, Namespace> namespaces = new HashMap<>();
    private final Map<Network, Channel> listeners = new HashMap<>();
    private final SipConnections connections = new SipConnections();
    private final AwaitedAnswers answers = new AwaitedAnswers();
    private final ContactListeners contacts = new ContactListeners(this::bind);
    private final GatewayConnections gateways = new GatewayConnections();
    private final Counters<StreamCounter> counters = new Counters<>(StreamCounter.class);

    public TcpSip(Exchange exchange, IoEventLoop loop) {
        this.exchange = exchange;
        this.loop = loop;
        exchange.onStreams(this::say);
    }

    /** From now on takes connections on that network, and makes them there. From any thread. */
    public void listen(Network network, Namespace namespace) {
        bind(network, namespace, new InetSocketAddress("0.0.0.0", SIP_PORT))
                .addListener(bound -> loop.execute(() -> {
                    if (bound.isSuccess()) {
                        namespaces.put(network, namespace);
                        listeners.put(network, (Channel) bound.getNow());
                    } else {
                        LOG.error("no SIP over TCP on {}: {}", network, String.valueOf(bound.cause()));
                    }
                }));
    }

    private Future<Channel> bind(Network network, Namespace namespace, InetSocketAddress at) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(EpollChannelOption.IP_TRANSPARENT, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(network, channel);
                    }
                });
        return NamespaceChannels.bind(namespace, bootstrap, at);
    }

    private @Nullable Future<Channel> bind(Network network, InetSocketAddress at) {
        Namespace namespace = namespaces.get(network);
        return namespace == null ? null : bind(network, namespace, at);
    }

    /** No more connections in that network. */
    public void leave(Network network) {
        loop.execute(() -> {
            namespaces.remove(network);
            contacts.leave(network);
            Channel listener = listeners.remove(network);
            if (listener != null) {
                listener.close();
            }
        });
    }

    /** Closes the connections from and to a line that is cut off. On the signalling loop. */
    public void cutOff(LineId line) {
        connections.cutOff(line);
    }

    /**
     * A line's tunnel is set up anew, as after a restart of the node at its other end: connections through it are closed, and what was
     * written to them in vain goes by others. On the signalling loop.
     */
    public void restarted(LineId line) {
        connections.restarted(line);
    }

    /** What was counted; from any thread. */
    public Counters<StreamCounter> counters() {
        return counters;
    }

    /** A connection came in on that network; it is prepared, or closed if it may not be. On the signalling loop. */
    void accept(Network network, Channel channel) {
        SipConnection.Ends ends = ends(channel);
        if (ends == null || !admit(network, ends, channel)) {
            // A reset leaves nothing behind in the kernel either.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
            return;
        }
        SipConnection connection = new SipConnection(network, ends, this, System::nanoTime, counters::increment);
        if (connection.isAtGateway()) {
            gateways.add(ends, connection);
            channel.closeFuture().addListener(closed -> {
                gateways.remove(ends, connection);
                exchange.connectionClosed(connection.flow());
            });
        }
        connection.accept(channel.pipeline());
    }

    /** Null if the peer is gone already. */
    private static SipConnection.@Nullable Ends ends(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                        && channel.localAddress() instanceof InetSocketAddress local
                ? new SipConnection.Ends(address(remote), remote.getPort(), address(local), local.getPort())
                : null;
    }

    private boolean admit(Network network, SipConnection.Ends ends, Channel channel) {
        DialPlan plan = exchange.plan();
        Optional<LineId> senders = plan.lineOf(network, ends.remote());
        if (!network.equals(Network.PHONES) && senders.isEmpty()) {
            return false;
        }
        SipConnections.Opener opener =
                new SipConnections.Opener(network, senders.map(LineId::number).orElse(ends.remote()));
        Set<LineId> lines = plan.lines(network, ends.remote(), ends.local());
        boolean admitted = connections.admit(channel, opener, lines);
        if (!admitted) {
            counters.increment(StreamCounter.REFUSED_STREAM);
        }
        return admitted;
    }

    @Override
    public AwaitedAnswers answers() {
        return answers;
    }

    @Override
    public Outcome message(Flow flow, ByteBuf message, ArrivalOutputs outputs) {
        Outcome outcome = exchange.message(flow, message, new ArrivalOutputs() {
            @Override
            public void send(Flow to, ByteBuf response) {
                outputs.send(to, response);
            }

            @Override
            public void pass(Outcome.Passed passed) {
                contacts.passed(passed, flow.port());
                outputs.pass(passed);
            }
        });
        if (outcome instanceof Outcome.Passed passed) {
            SipConnection by = gateways.find(flow.address(), flow.port());
            boolean borrowed = by != null && by.isForBorrower(passed);
            contacts.passed(passed, borrowed ? NO_PORT : flow.port());
        }
        return outcome;
    }

    @Override
    public @Nullable SipConnection registered(Outcome.Passed passed) {
        return passed.network().equals(Network.PHONES)
                ? gateways.find(passed.destination(), passed.connection())
                : null;
    }

    @Override
    public @Nullable SipConnection asked(SipConnection phones, Outcome.Passed answer, int port) {
        return gateways.of(phones.flow().address()).stream()
                .map(each -> each.borrowerFrom(answer, port))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Outcome unreachable(Flow flow, ByteBuf message) {
        return exchange.unreachable(flow, message);
    }

    /** What the exchange says of its own accord to a phone, over the connection that the phone has to its gateway. */
    private void say(Flow to, ByteBuf message) {
        SipConnection connection = gateways.find(to.address(), to.port());
        if (connection == null || !connection.flow().equals(to)) {
            message.release();
            counters.increment(StreamCounter.DROPPED_UNSENT);
        } else {
            connection.say(message);
        }
    }

    @Override
    public void connect(SipConnection twin, Outcome.Passed passed, int sourcePort, int destinationPort) {
        Namespace namespace = namespaces.get(passed.network());
        if (namespace == null) {
            twin.end();
            return;
        }
        int source = contacts.isAt(passed.network(), passed.source(), sourcePort) ? NO_PORT : sourcePort;
        connect(namespace, twin, passed, source, destinationPort);
    }

    /**
     * The twin's ends, and so the flow of what comes in, name the caller's own port even where the kernel chose another: that is the one
     * which the caller's messages name. Responses come by the connection. What the other side opens to a Contact at that port is taken,
     * since the exchange listens there as soon as it does not leave from there.
     */
    private void connect(
            Namespace namespace, SipConnection twin, Outcome.Passed passed, int sourcePort, int destinationPort) {
        NamespaceChannels.connect(
                        namespace,
                        opening(twin, passed),
                        new InetSocketAddress(NetUtil.intToIpAddress(passed.destination()), destinationPort),
                        new InetSocketAddress(NetUtil.intToIpAddress(passed.source()), sourcePort))
                .addListener(connected -> loop.execute(() -> {
                    if (connected.isSuccess()) {
                        return;
                    }
                    boolean again = sourcePort != NO_PORT && SocketTrouble.isAddressInUse(connected.cause());
                    if (again && !twin.isClosed()) {
                        // The message waits in the twin, which is not closed.
                        contacts.passed(passed, NO_PORT);
                        connect(namespace, twin, passed, NO_PORT, destinationPort);
                        return;
                    }
                    LOG.info(
                            "no TCP connection to {} in {}: {}",
                            NetUtil.intToIpAddress(passed.destination()),
                            passed.network(),
                            SocketTrouble.words(connected.cause()));
                    twin.unreachable();
                }));
    }

    private Bootstrap opening(SipConnection twin, Outcome.Passed passed) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(EpollChannelOption.IP_TRANSPARENT, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        Set<LineId> lines =
                                exchange.plan().lines(passed.network(), passed.source(), passed.destination());
                        if (twin.isOfGateway()) {
                            connections.add(
                                    opened, new SipConnections.Opener(passed.network(), passed.source()), lines);
                        } else if (!passed.network().equals(Network.PHONES)) {
                            connections.addOpened(opened, lines);
                        }
                        opened.pipeline().addLast(new Connected(twin));
                    }
                });
    }

    /** Fills the pipeline when there is a connection: the twin's handlers go into one only, and the first may not come about. */
    private static final class Connected extends ChannelInboundHandlerAdapter {
        private final SipConnection twin;

        Connected(SipConnection twin) {
            this.twin = twin;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (twin.isClosed()) {
                ctx.close(); // while the connection was being made, the other one ended
                return;
            }
            twin.open(ctx.pipeline());
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }

    private static int address(InetSocketAddress address) {
        return NetUtil.ipv4AddressToInt((Inet4Address) address.getAddress());
    }

    @Override
    public void close() {
        loop.submit(() -> {
                    listeners.values().forEach(Channel::close);
                    contacts.close();
                    connections.close();
                })
                .syncUninterruptibly();
    }
}
