package io.voider.nat.path;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.voider.nat.turn.TurnFrameDecoder;
import io.voider.nat.turn.TurnTransport;
import io.voider.nat.turn.client.TurnClient;
import io.voider.nat.turn.client.TurnOutputs;
import io.voider.nat.wan.WanSide;
import io.voider.nat.wan.WanSocket;
import io.voider.transport.address.SocketTrouble;
import io.voider.transport.packet.InternetMtu;
import io.voider.transport.time.Alarm;
import java.net.InetSocketAddress;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A TURN client at work: on the line's UDP socket, or on a stream of its own. Lives on the line's event loop. */
final class RelaySession implements TurnOutputs {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    /** What becomes of the session. */
    interface Listener {
        void allocated(RelaySession session, InetSocketAddress relayed);

        void failed(RelaySession session, String reason);

        void data(RelaySession session, InetSocketAddress peer, ByteBuf datagram);

        /** A datagram that the client could not send or understand. */
        void dropped();
    }

    private final TurnServer server;
    private final WanSide wan;
    private final Listener listener;
    private final TurnClient client;
    private final Alarm alarm;
    private final @Nullable WanSocket socket;
    private @Nullable Channel stream;
    private boolean ended;

    RelaySession(TurnServer server, WanSide wan, Random random, @Nullable WanSocket socket, Listener listener) {
        this.server = server;
        this.wan = wan;
        this.socket = socket;
        this.listener = listener;
        this.alarm = wan.alarm(this::timeout);
        boolean streamed = server.transport() != TurnTransport.UDP;
        this.client = new TurnClient(this, random, streamed, server.username(), server.password());
    }

    TurnServer server() {
        return server;
    }

    void start() {
        if (socket != null) {
            client.start(wan.now());
            schedule();
            return;
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(wan.loop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(InternetMtu.SEGMENT, InternetMtu.SEGMENT_BYTES)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        initialise(channel);
                    }
                });
        Future<Channel> unused = wan.channels()
                .connect(bootstrap, server.address())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        failed("The relay " + server + " cannot be reached: " + SocketTrouble.words(done.cause())
                                + ".");
                    }
                });
    }

    private void initialise(SocketChannel channel) {
        stream = channel;
        SslContext tls = server.tls();
        if (tls != null) {
            channel.pipeline()
                    .addLast(tls.newHandler(
                            channel.alloc(),
                            server.address().getHostString(),
                            server.address().getPort()));
        }
        channel.pipeline().addLast(new TurnFrameDecoder(), new SimpleChannelInboundHandler<ByteBuf>() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                client.start(wan.now());
                schedule();
            }

            @Override
            protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
                receive(message);
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                failed("The relay " + server + " closed the connection.");
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failed("The connection to the relay " + server + " broke: " + SocketTrouble.words(cause) + ".");
            }
        });
    }

    /** A datagram of the server, on the line's socket. */
    void receive(ByteBuf message) {
        client.receive(wan.now(), message);
        schedule();
    }

    void send(InetSocketAddress peer, ByteBuf datagram) {
        client.send(wan.now(), peer, datagram);
        schedule();
    }

    void permit(InetSocketAddress peer) {
        client.permit(wan.now(), peer);
        schedule();
    }

    void flush() {
        Channel channel = stream;
        if (channel != null) {
            channel.flush();
        }
    }

    void refresh() {
        client.refresh(wan.now());
        schedule();
    }

    void close() {
        if (ended) {
            return;
        }
        client.close(wan.now());
        ended = true;
        alarm.cancel();
        Channel channel = stream;
        if (channel != null) {
            channel.close();
        }
    }

    private void schedule() {
        if (!ended) {
            alarm.set(client.deadline());
        }
    }

    private void timeout() {
        client.timeout(wan.now());
        schedule();
    }

    @Override
    public void send(ByteBuf message) {
        Channel channel = stream;
        if (socket != null) {
            socket.write(server.address(), message);
            WanSocket.flush();
        } else if (channel != null) {
            channel.writeAndFlush(TurnFrameDecoder.padded(message), channel.voidPromise());
        } else {
            message.release();
            listener.dropped();
        }
    }

    @Override
    public void dropped() {
        listener.dropped();
    }

    @Override
    public void allocated(InetSocketAddress relayed) {
        listener.allocated(this, relayed);
    }

    @Override
    public void failed(String reason) {
        if (!ended) {
            close();
            wan.loop().execute(() -> listener.failed(this, reason));
        }
    }

    @Override
    public void data(InetSocketAddress peer, ByteBuf datagram) {
        listener.data(this, peer, datagram);
    }
}
