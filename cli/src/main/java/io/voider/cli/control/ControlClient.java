package io.voider.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A command's end of the control socket. Its calls block; one thread at a time. */
public final class ControlClient implements AutoCloseable {
    private final Path socket;
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    /** Nobody answers on the control socket. */
    public static final class NotRunningException extends IOException {
        private static final long serialVersionUID = 1;

        private final String directory;

        NotRunningException(Path socket, @Nullable Throwable cause) {
            super("no node is running in " + socket.getParent(), cause);
            directory = String.valueOf(socket.getParent());
        }

        /** Where it would be. */
        public Path directory() {
            return Path.of(directory);
        }
    }

    /** @param socket where the node listens */
    public ControlClient(Path socket) {
        this.socket = socket;
    }

    /**
     * Asks for something.
     *
     * @param body what becomes a JSON object
     * @throws RefusedException if the node refused
     * @throws IOException if no node answers, or in the middle of an answer no longer
     */
    public <T> T request(String method, String path, Object body, Class<T> type) throws IOException {
        CompletableFuture<FullHttpResponse> answer = new CompletableFuture<>();
        Channel channel = connect(new SimpleChannelInboundHandler<FullHttpResponse>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
                answer.complete(response.retain());
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                answer.completeExceptionally(new IOException("the node hung up before it answered"));
            }
        });
        try {
            send(channel, method, path, body);
            FullHttpResponse response = await(answer);
            try {
                String json = response.content().toString(UTF_8);
                if (response.status().equals(HttpResponseStatus.OK)) {
                    return StrictJson.MAPPER.readValue(json, type);
                }
                throw new RefusedException(StrictJson.MAPPER.readValue(json, ControlRefusal.class));
            } finally {
                response.release();
            }
        } finally {
            channel.close();
        }
    }

    /**
     * Gives each event to the watcher, on a thread of the client's, until the node stops or the watcher throws.
     *
     * @throws IOException if no node answers
     */
    public void watch(Consumer<JsonNode> watcher) throws IOException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Channel channel = connect(new EventReader(watcher, end));
        try {
            send(channel, "GET", "/v1/events", Map.of());
            await(end);
        } finally {
            channel.close();
        }
    }

    private Channel connect(SimpleChannelInboundHandler<? extends HttpObject> last) throws IOException {
        if (!Files.exists(socket)) {
            throw new NotRunningException(socket, null);
        }
        boolean whole = !(last instanceof EventReader);
        var connecting = new Bootstrap()
                .group(group)
                .channel(EpollDomainSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec());
                        if (whole) {
                            channel.pipeline().addLast(new HttpObjectAggregator(8 * StrictJson.LARGEST_DOCUMENT));
                        }
                        channel.pipeline().addLast(last);
                    }
                })
                .connect(new DomainSocketAddress(socket.toFile()))
                .awaitUninterruptibly();
        if (!connecting.isSuccess()) {
            throw new NotRunningException(socket, connecting.cause());
        }
        return connecting.channel();
    }

    private static void send(Channel channel, String method, String path, Object body) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(method),
                path,
                Unpooled.wrappedBuffer(StrictJson.MAPPER.writeValueAsBytes(body)));
        request.headers().set(HttpHeaderNames.HOST, "voider");
        HttpUtil.setContentLength(request, request.content().readableBytes());
        channel.writeAndFlush(request);
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e;
        }
    }

    /** Cuts the stream of events into its lines. */
    private static final class EventReader extends SimpleChannelInboundHandler<HttpObject> {
        private final Consumer<JsonNode> watcher;
        private final CompletableFuture<Void> end;
        private final StringBuilder partial = new StringBuilder();

        EventReader(Consumer<JsonNode> watcher, CompletableFuture<Void> end) {
            this.watcher = watcher;
            this.end = end;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (message instanceof HttpContent content) {
                partial.append(content.content().toString(UTF_8));
                int newline = partial.indexOf("\n");
                while (newline >= 0) {
                    watcher.accept(StrictJson.MAPPER.readTree(partial.substring(0, newline)));
                    partial.delete(0, newline + 1);
                    newline = partial.indexOf("\n");
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.complete(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end.completeExceptionally(cause);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
