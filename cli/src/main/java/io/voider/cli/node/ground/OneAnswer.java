package io.voider.cli.node.ground;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** The answer to the one HTTP request of a connection, which ends with it. Nobody is to keep a copy. */
public final class OneAnswer {
    private final FullHttpResponse response;

    /** @param contentType such as {@code text/plain; charset=utf-8} */
    public OneAnswer(HttpResponseStatus status, String contentType, byte[] body) {
        response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }

    /** What else is to be said. */
    public HttpHeaders headers() {
        return response.headers();
    }

    /** Sends it and closes the connection. To be called once, on the connection's loop. */
    public void send(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
