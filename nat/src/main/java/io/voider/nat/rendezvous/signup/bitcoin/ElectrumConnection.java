package io.voider.nat.rendezvous.signup.bitcoin;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.PinnedTrust;
import io.voider.nat.rendezvous.ServerPin;
import io.voider.transport.address.SocketTrouble;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@link ElectrumWire} over TLS. Reads only while somebody waits for an answer, so that a server which talks on fills its own buffers.
 * Everything but waiting is done on a thread of its own.
 */
final class ElectrumConnection implements ElectrumLine {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("voider-electrum", true), NioIoHandler.newFactory());
    private final ElectrumPlace place;
    private final Duration patience;
    private final Talk talk = new Talk();
    private final Channel channel;

    /**
     * Connects; without a pin to whoever is there, once, to learn it.
     *
     * @param patience for the connection, and for all answers to what is asked at once
     */
    ElectrumConnection(ElectrumPlace place, Duration patience) throws ChainException {
        this.place = place;
        this.patience = patience;
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connecting) throws SSLException {
                        SslHandler tls = tls(place).newHandler(connecting.alloc());
                        tls.setHandshakeTimeoutMillis(patience.toMillis());
                        connecting.pipeline().addLast(tls, talk);
                    }
                });
        this.channel = bootstrap
                .connect(place.server().host(), place.server().port())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        talk.fail(connected.cause());
                    }
                })
                .channel();
        try {
            awaited(talk.encrypted, patience.multipliedBy(2));
        } catch (ChainException useless) {
            close();
            throw useless;
        }
    }

    private static SslContext tls(ElectrumPlace place) throws SSLException {
        Octets pin = place.pin();
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .endpointIdentificationAlgorithm(null);
        return (pin == null
                        ? builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                        : builder.trustManager(new PinnedTrust(pin, "the sign-up")))
                .build();
    }

    /** The server's, as it turned out to be. */
    Octets pin() throws ChainException {
        try {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            return ServerPin.of((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException gone) {
            throw unusable(gone);
        }
    }

    @Override
    public List<JsonNode> ask(List<ElectrumQuestion> questions) throws ChainException {
        CompletableFuture<List<JsonNode>> answers = new CompletableFuture<>();
        channel.eventLoop().execute(() -> talk.ask(questions, answers));
        return awaited(answers, patience);
    }

    @Override
    public Set<String> changed() {
        CompletableFuture<Set<String>> changed = new CompletableFuture<>();
        channel.eventLoop().execute(() -> changed.complete(talk.wire.changed()));
        return changed.join();
    }

    private <T> T awaited(CompletableFuture<T> future, Duration atMost) throws ChainException {
        try {
            return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new ChainException(
                    "the Electrum server at " + place.server().text() + " takes too long to answer", slow);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw cause instanceof ChainException said ? said : unusable(cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ChainException("interrupted while the Electrum server was asked", interrupted);
        }
    }

    private ChainException unusable(@Nullable Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return new ChainException(
                "the Electrum server at " + place.server().text() + " cannot be asked: " + SocketTrouble.words(root),
                failure);
    }

    @Override
    public void close() {
        channel.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** On the event loop, all of it. */
    private static final class Talk extends SimpleChannelInboundHandler<ByteBuf> {
        private final ElectrumWire wire = new ElectrumWire();
        private final CompletableFuture<@Nullable Void> encrypted = new CompletableFuture<>();
        private @Nullable ChannelHandlerContext context;
        private CompletableFuture<List<JsonNode>> waiting = CompletableFuture.completedFuture(List.of());
        private @Nullable Throwable failure;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        void ask(List<ElectrumQuestion> questions, CompletableFuture<List<JsonNode>> answers) {
            waiting = answers;
            ChannelHandlerContext here = context;
            Throwable failed = failure;
            if (failed != null || here == null) {
                answers.completeExceptionally(failed == null ? new IOException("there is no connection") : failed);
                return;
            }
            here.writeAndFlush(Unpooled.wrappedBuffer(wire.questions(questions)));
            here.read();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext here, ByteBuf some) throws ChainException {
            byte[] bytes = new byte[some.readableBytes()];
            some.readBytes(bytes);
            wire.received(bytes);
            if (wire.isAnswered()) {
                waiting.complete(wire.answers());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext here) {
            if (!waiting.isDone()) {
                here.read();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext here, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
                here.channel().config().setAutoRead(false);
                encrypted.complete(null);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
            fail(cause);
            here.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext here) {
            fail(new IOException("it closed the connection"));
        }

        void fail(Throwable cause) {
            if (failure == null) {
                failure = cause;
            }
            encrypted.completeExceptionally(cause);
            waiting.completeExceptionally(cause);
        }
    }
}
