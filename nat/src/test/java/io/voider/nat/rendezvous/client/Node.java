package io.voider.nat.rendezvous.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.PinnedTrust;
import io.voider.nat.rendezvous.wire.Frames;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.Request;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;

/** A bare connection that says what the test wants, thousands of which fit into one process. */
public final class Node {
    private final Channel channel;

    private Node(Channel channel) {
        this.channel = channel;
    }

    public static SslContext tls(Octets pin) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.3")
                .trustManager(new PinnedTrust(pin, "the test"))
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    /** Connects; {@code heard} gets every notice with the raw length of its JSON, on the event loop. */
    public static CompletableFuture<Node> connect(
            EventLoopGroup group, SslContext tls, InetSocketAddress server, BiConsumer<Notice, Integer> heard) {
        CompletableFuture<Node> connected = new CompletableFuture<>();
        new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel fresh) {
                        fresh.pipeline().addLast(tls.newHandler(fresh.alloc()), Frames.decoder());
                        fresh.pipeline().addLast(new SimpleChannelInboundHandler<ByteBuf>() {
                            @Override
                            protected void channelRead0(ChannelHandlerContext context, ByteBuf json) throws Exception {
                                int length = json.readableBytes();
                                heard.accept(Frames.notice(json), length);
                            }

                            @Override
                            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                                if (event instanceof SslHandshakeCompletionEvent handshake) {
                                    if (handshake.isSuccess()) {
                                        connected.complete(new Node(fresh));
                                    } else {
                                        connected.completeExceptionally(handshake.cause());
                                    }
                                }
                            }

                            @Override
                            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                                connected.completeExceptionally(cause);
                                context.close();
                            }
                        });
                    }
                })
                .connect(server)
                .addListener(tcp -> {
                    if (!tcp.isSuccess()) {
                        connected.completeExceptionally(tcp.cause());
                    }
                });
        return connected;
    }

    public void send(Request request) {
        byte[] json = Frames.encode(request);
        ByteBuf frame =
                channel.alloc().buffer(2 + json.length).writeShort(json.length).writeBytes(json);
        channel.writeAndFlush(frame, channel.voidPromise());
    }

    public void close() {
        channel.close().syncUninterruptibly();
    }
}
