package io.voider.nat.rendezvous.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.rendezvous.ExactJsonException;
import io.voider.nat.rendezvous.wire.Frames;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.address.Endpoint;
import io.voider.transport.address.SocketTrouble;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.InternetMtu;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One address of a rendezvous, connected again and again. Lives on the client's event loop. */
final class ClientConnection {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(35);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(50);
    /** Longer than two retransmissions of TCP's take, shorter than anybody on a silent call has patience. */
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Whoever has this machine's network may break it as often as they like: an attempt is this long after the last one failed. */
    private static final long RESPITE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Endpoint server;
    private final EventLoop loop;
    private final ChannelFactory<? extends SocketChannel> sockets;
    private final SslContext tls;
    private final Correspondence correspondence;
    private final RendezvousListener listener;
    private final Backoff backoff;
    private final Counters<IntroductionCounter> counts;
    private final Ticker clock;
    private @Nullable Handler current;
    private @Nullable ScheduledFuture<?> again;
    private long failedNanos;
    private boolean closed;

    ClientConnection(
            Endpoint server,
            EventLoop loop,
            ChannelFactory<? extends SocketChannel> sockets,
            SslContext tls,
            Correspondence correspondence,
            RendezvousListener listener,
            Backoff backoff,
            Counters<IntroductionCounter> counts,
            Ticker clock) {
        this.server = server;
        this.loop = loop;
        this.sockets = sockets;
        this.tls = tls;
        this.correspondence = correspondence;
        this.listener = listener;
        this.backoff = backoff;
        this.counts = counts;
        this.clock = clock;
    }

    void connect() {
        if (closed) {
            return;
        }
        if (server.isLiteral()) {
            connectTo(server.literal());
            return;
        }
        // Looking a name up blocks: not on the event loop.
        CompletableFuture.supplyAsync(server::lookUp)
                .whenComplete((address, failure) -> loop.execute(() -> connectTo(address)));
    }

    private void connectTo(InetSocketAddress address) {
        if (closed) {
            return;
        }
        if (address.isUnresolved()) {
            retry("no address is known for " + server.host(), 0, false);
            return;
        }
        Handler handler = new Handler(address.getAddress());
        current = handler;
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(sockets)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(InternetMtu.SEGMENT, InternetMtu.SEGMENT_BYTES)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        SslHandler encryption = tls.newHandler(channel.alloc(), server.host(), server.port());
                        encryption.setHandshakeTimeoutMillis(CONNECT_TIMEOUT_MILLIS);
                        channel.pipeline().addLast(encryption, Frames.decoder(), handler);
                    }
                })
                .connect(address);
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                handler.lost(reason(connected.cause()));
            }
        });
    }

    /** The innermost words that there are. Netty writes "null" and the address where the system had none. */
    static String reason(@Nullable Throwable cause) {
        String said = "closed";
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (!SocketTrouble.isWordless(each)) {
                said = SocketTrouble.words(each);
            } else if (each instanceof NoRouteToHostException) {
                said = "No route to host";
            } else if (each instanceof ConnectException) {
                said = "cannot connect";
            }
        }
        return said;
    }

    void tick(long nowNanos) {
        if (current != null) {
            current.tick(nowNanos);
        }
    }

    /** Asks for a sign of life, and does without this connection if none comes soon; if there is none, it is tried within a second. */
    void doubt(long nowNanos) {
        backoff.reset(); // that the network failed until now says nothing of what comes
        hurry();
        if (current != null) {
            current.probe(nowNanos);
        }
    }

    void close() {
        closed = true;
        if (current != null) {
            current.close("this node has closed it", false);
        }
    }

    private void retry(String reason, long upNanos, boolean refused) {
        if (closed) {
            return;
        }
        counts.increment(IntroductionCounter.DISCONNECTED);
        failedNanos = clock.nanoTime();
        long wait = backoff.nextMillis(upNanos, refused);
        listener.disconnected(server, reason, wait);
        // Whoever refuses us is not to be asked sooner because our own network has changed.
        ScheduledFuture<?> retrying = loop.schedule(this::connect, wait, TimeUnit.MILLISECONDS);
        again = refused ? null : retrying;
    }

    private void hurry() {
        ScheduledFuture<?> waiting = again;
        if (waiting == null) {
            return;
        }
        long wait = Math.max(0, RESPITE_NANOS - (clock.nanoTime() - failedNanos));
        if (waiting.getDelay(TimeUnit.NANOSECONDS) > wait && waiting.cancel(false)) {
            again = loop.schedule(this::connect, wait, TimeUnit.NANOSECONDS);
        }
    }

    /** One TCP connection, from its start to its end. */
    private final class Handler extends SimpleChannelInboundHandler<ByteBuf> implements Correspondence.Link {
        private final InetAddress address;
        private @Nullable Channel channel;
        private @Nullable String reason;
        private boolean refused;
        private boolean lost;
        private long upSinceNanos;
        private long heardNanos;
        private long pingedNanos;
        private boolean probing;

        Handler(InetAddress address) {
            this.address = address;
        }

        @Override
        public InetAddress address() {
            return address;
        }

        @Override
        public Endpoint server() {
            return server;
        }

        @Override
        public void send(Request request) {
            if (channel == null) {
                counts.increment(IntroductionCounter.DROPPED_UNSENT);
            } else {
                byte[] json = Frames.encode(request);
                ByteBuf frame = channel.alloc().buffer(Frames.LENGTH_FIELD + json.length);
                channel.writeAndFlush(frame.writeShort(json.length).writeBytes(json), channel.voidPromise());
            }
        }

        @Override
        public void close(String why, boolean waitLong) {
            if (reason == null) {
                reason = why;
                refused = waitLong;
            }
            if (channel != null) {
                channel.close();
            }
        }

        void tick(long nowNanos) {
            if (upSinceNanos == 0) {
                return;
            }
            if (probing && nowNanos - pingedNanos > PROBE_NANOS) {
                close("no answer for " + TimeUnit.NANOSECONDS.toSeconds(PROBE_NANOS) + " s", false);
            } else if (nowNanos - heardNanos > DEAD_NANOS) {
                close("nothing heard for " + TimeUnit.NANOSECONDS.toSeconds(DEAD_NANOS) + " s", false);
            } else if (nowNanos - heardNanos > PING_NANOS && nowNanos - pingedNanos > PING_NANOS) {
                pingedNanos = nowNanos;
                send(new Request.Ping());
            }
        }

        void probe(long nowNanos) {
            if (upSinceNanos != 0 && !probing) {
                probing = true;
                pingedNanos = nowNanos;
                send(new Request.Ping());
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            context.fireChannelActive();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    upSinceNanos = clock.nanoTime();
                    heardNanos = upSinceNanos;
                    pingedNanos = upSinceNanos;
                    counts.increment(IntroductionCounter.CONNECTED);
                    correspondence.connected(this);
                } else {
                    close(ClientConnection.reason(handshake.cause()), false);
                }
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf json) {
            heardNanos = clock.nanoTime();
            probing = false;
            try {
                correspondence.received(this, Frames.notice(json), heardNanos);
            } catch (ExactJsonException malformed) {
                counts.increment(IntroductionCounter.DROPPED_NOTICE);
                close("the rendezvous sent a frame that is not understood", true);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost("the rendezvous closed the connection");
            context.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            close(ClientConnection.reason(cause), false);
        }

        void lost(String why) {
            if (lost) {
                return;
            }
            lost = true;
            long now = clock.nanoTime();
            correspondence.disconnected(this, now);
            if (current == this) {
                current = null;
            }
            retry(reason == null ? why : reason, upSinceNanos == 0 ? 0 : now - upSinceNanos, refused);
        }
    }
}
