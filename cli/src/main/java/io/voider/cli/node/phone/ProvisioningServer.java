package io.voider.cli.node.phone;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.voider.cli.phone.provisioning.ConnectionRate;
import io.voider.cli.phone.provisioning.PhoneFacts;
import io.voider.cli.phone.provisioning.ProvisioningCounter;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.transport.address.SocketTrouble;
import io.voider.transport.count.Counters;
import io.voider.transport.namespace.NamespaceChannels;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for HTTP on each phone's gateway, in the phones' namespace, and answers that phone alone: one request a connection, a few
 * connections at once, each for a few seconds. Belongs to its loop, but for what says otherwise.
 */
public final class ProvisioningServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProvisioningServer.class);

    static final int MOST_CONNECTIONS_EACH = 4;
    private static final int PORT = 80;
    private static final int LONGEST_LINE = 1_024;
    private static final int LONGEST_HEADERS = 8_192;
    private static final int MOST_SECONDS = 10;

    /** Where it is known what a phone is to be told. Asked on the server's loop, which must not be kept waiting. */
    public interface Source {
        /** What there is to say to a phone. */
        PhoneFacts facts(PhoneLine phone);

        /** The Ethernet address that was heard from a phone's address, if any was. */
        CompletableFuture<Optional<MacAddress>> station(PhoneAddress address);
    }

    /** Who is at the other end of a connection. */
    record Caller(PhoneFacts facts, @Nullable MacAddress station) {}

    private final Namespace namespace;
    private final EventLoop loop;
    private final Source source;
    private final Counters<ProvisioningCounter> counters = new Counters<>(ProvisioningCounter.class);
    private final Map<Integer, PhoneLine> gateways = new HashMap<>();
    private final Map<Integer, Future<Channel>> listeners = new HashMap<>();
    private final Map<Integer, List<Channel>> connections = new HashMap<>();
    private final ConnectionRate rate = new ConnectionRate();
    private boolean closed;

    /**
     * @param namespace the phones'
     * @param loop answers
     */
    public ProvisioningServer(Namespace namespace, EventLoop loop, Source source) {
        this.namespace = namespace;
        this.loop = loop;
        this.source = source;
    }

    /** These are the phones from now on. From any thread. */
    public Future<?> follow(List<PhoneLine> phones) {
        return loop.submit(() -> {
            if (closed) {
                return;
            }
            gateways.clear();
            phones.forEach(phone -> gateways.put(phone.address().gateway(), phone));
            rate.phones(phones.stream().map(phone -> phone.address().value()).collect(Collectors.toSet()));
            for (int gone : Set.copyOf(listeners.keySet())) {
                if (!gateways.containsKey(gone)) {
                    leave(gone);
                }
            }
            gateways.keySet().forEach(gateway -> listeners.computeIfAbsent(gateway, this::listen));
        });
    }

    /** What was counted; from any thread. */
    public Counters<ProvisioningCounter> counters() {
        return counters;
    }

    /** Listens even before the address is there: the phones' interface comes and goes. */
    private Future<Channel> listen(int gateway) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(EpollChannelOption.IP_FREEBIND, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 2 * MOST_CONNECTIONS_EACH)
                // Until it is known who that is.
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        accept(child);
                    }
                });
        String address = NetUtil.intToIpAddress(gateway);
        return NamespaceChannels.bind(namespace, bootstrap, new InetSocketAddress(address, PORT))
                .addListener(bound -> {
                    if (!bound.isSuccess()) {
                        LOG.error(
                                "phones cannot fetch their configuration from {}: {}",
                                address,
                                SocketTrouble.words(bound.cause()));
                    }
                });
    }

    private void leave(int gateway) {
        Future<Channel> listener = listeners.remove(gateway);
        if (listener != null) {
            listener.addListener(bound -> {
                if (bound.isSuccess()) {
                    ((Channel) bound.getNow()).close();
                }
            });
        }
        List<Channel> open = connections.remove(gateway);
        if (open != null) {
            // Each is taken from the list as it closes.
            List.copyOf(open).forEach(Channel::close);
        }
    }

    private void accept(Channel child) {
        PhoneLine phone = phone(child);
        if (phone == null) {
            turnAway(child, ProvisioningCounter.NOT_FROM_THE_PHONE);
            return;
        }
        int gateway = phone.address().gateway();
        List<Channel> open = connections.computeIfAbsent(gateway, any -> new ArrayList<>());
        if (open.size() >= MOST_CONNECTIONS_EACH
                || !rate.allows(phone.address().value(), loop.ticker().nanoTime())) {
            turnAway(child, ProvisioningCounter.OVER_RATE);
            return;
        }
        open.add(child);
        child.closeFuture().addListener(closing -> open.remove(child));
        endSoon(child);
        source.station(phone.address())
                .whenComplete((station, failure) -> loop.execute(() -> {
                    Caller caller = new Caller(source.facts(phone), failure == null ? station.orElse(null) : null);
                    decode(child.pipeline(), new ProvisioningHandler(caller, counters::increment));
                    child.config().setAutoRead(true);
                }));
    }

    /** A connection is closed after a few seconds, whatever was done on it. */
    private void endSoon(Channel child) {
        Future<?> end = loop.schedule(
                () -> {
                    counters.increment(ProvisioningCounter.TIMED_OUT);
                    child.close();
                },
                MOST_SECONDS,
                TimeUnit.SECONDS);
        child.closeFuture().addListener(closing -> end.cancel(false));
    }

    /** Adds all that a connection needs. */
    static void decode(ChannelPipeline pipeline, ProvisioningHandler handler) {
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LONGEST_LINE)
                        .setMaxHeaderSize(LONGEST_HEADERS)))
                .addLast(handler);
    }

    /** Whose gateway that is, if that phone is at the other end. */
    private @Nullable PhoneLine phone(Channel child) {
        if (!(child.localAddress() instanceof InetSocketAddress local)
                || !(child.remoteAddress() instanceof InetSocketAddress remote)) {
            return null;
        }
        PhoneLine phone = gateways.get(address(local));
        return phone != null && phone.address().value() == address(remote) ? phone : null;
    }

    private static int address(InetSocketAddress address) {
        return NetUtil.ipv4AddressToInt((Inet4Address) address.getAddress());
    }

    private void turnAway(Channel child, ProvisioningCounter counted) {
        counters.increment(counted);
        // A reset leaves nothing behind in the kernel either.
        child.config().setOption(ChannelOption.SO_LINGER, 0);
        child.close();
    }

    /** Listens no more, and hangs up on everybody. */
    @Override
    public void close() {
        loop.submit(() -> {
                    closed = true;
                    Set.copyOf(listeners.keySet()).forEach(this::leave);
                })
                .syncUninterruptibly();
    }
}
