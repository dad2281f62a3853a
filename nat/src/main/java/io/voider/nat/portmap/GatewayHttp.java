package io.voider.nat.portmap;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.voider.nat.wan.WanSide;
import io.voider.transport.address.Endpoint;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One {@link UpnpCall} on a connection of its own. Follows no redirection, holds {@link #MAX_BODY_BYTES} at most, and ends
 * after {@link #PATIENCE_MILLIS}, however slowly the gateway speaks.
 */
final class GatewayHttp extends SimpleChannelInboundHandler<FullHttpResponse> {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int MAX_LINE_BYTES = 256;
    private static final int MAX_HEADER_BYTES = 4_096;
    private static final int MAX_CHUNK_BYTES = 8_192;
    private static final int MAX_BODY_BYTES = 64 << 10;

    private final UpnpCall call;
    private final WanSide wan;
    private final Consumer<UpnpAnswer> listener;
    private boolean settled;

    private GatewayHttp(UpnpCall call, WanSide wan, Consumer<UpnpAnswer> listener) {
        this.call = call;
        this.wan = wan;
        this.listener = listener;
    }

    /**
     * Calls {@code listener} exactly once, on the loop.
     *
     * @param client our address from which to ask: routers map ports to the address that asks only
     */
    static void call(UpnpCall call, InetAddress client, WanSide wan, Consumer<UpnpAnswer> listener) {
        GatewayHttp exchange = new GatewayHttp(call, wan, listener);
        Bootstrap bootstrap = new Bootstrap()
                .group(wan.loop())
                .channelFactory(EpollSocketChannel::new)
                .localAddress(client, 0)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PATIENCE_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_CHUNK_BYTES))
                                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                                .addLast(exchange);
                    }
                });
        Future<Channel> unused = wan.channels()
                .connect(bootstrap, call.server())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        wan.loop().execute(() -> exchange.settle(UpnpAnswer.none()));
                    }
                });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(request(), context.voidPromise());
        var patience = wan.loop().schedule(() -> context.close(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        context.channel().closeFuture().addListener(closed -> patience.cancel(false));
    }

    private FullHttpRequest request() {
        boolean action = !call.soapAction().isEmpty();
        ByteBuf body = Unpooled.copiedBuffer(call.body(), US_ASCII);
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, action ? HttpMethod.POST : HttpMethod.GET, call.target(), body);
        request.headers()
                .set(HttpHeaderNames.HOST, Endpoint.of(call.server()).text())
                .set(HttpHeaderNames.CONNECTION, "close");
        if (action) {
            request.headers()
                    .set("SOAPACTION", call.soapAction())
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/xml; charset=\"utf-8\"")
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        return request;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        int status = response.status().code();
        byte[] body = ByteBufUtil.getBytes(response.content());
        settled = true;
        // The first document of a process loads the XML reader's classes: not on a loop that carries voices.
        GlobalEventExecutor.INSTANCE.execute(() -> {
            UpnpAnswer answer = UpnpAnswer.read(status, body);
            wan.loop().execute(() -> listener.accept(answer));
        });
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        settle(UpnpAnswer.none());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Not HTTP, too long, or reset: for us all the same as no answer.
        context.close();
    }

    private void settle(UpnpAnswer answer) {
        if (!settled) {
            settled = true;
            listener.accept(answer);
        }
    }
}
