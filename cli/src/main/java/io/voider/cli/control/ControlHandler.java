package io.voider.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.voider.cli.state.StateException;
import io.voider.cli.state.StrictJson;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Answers one client of the control socket, one request after the other. */
final class ControlHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
    private static final String EVENTS = "/v1/events";

    private final ControlRoutes routes;
    private @Nullable Runnable unsubscribe;

    ControlHandler(ControlRoutes routes) {
        this.routes = routes;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        if (path.equals(EVENTS)) {
            stream(ctx);
            return;
        }
        try {
            CompletionStage<?> answer = routes.answer(request.method().name(), path, body(request));
            // Only the connection's own thread writes, whoever brings the answer.
            answer.whenComplete((value, failure) -> ctx.executor().execute(() -> {
                if (failure == null) {
                    respond(ctx, HttpResponseStatus.OK, value);
                } else {
                    refuse(ctx, failure);
                }
            }));
        } catch (RuntimeException e) {
            refuse(ctx, e);
        }
    }

    private static JsonNode body(FullHttpRequest request) {
        String text = request.content().toString(UTF_8);
        try {
            return StrictJson.MAPPER.readTree(text.isEmpty() ? "{}" : text);
        } catch (JacksonException e) {
            throw new RefusedException(
                    ControlRefusal.Code.INVALID, "the request's body is no JSON: " + e.getOriginalMessage(), "");
        }
    }

    private static void refuse(ChannelHandlerContext ctx, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        ControlRefusal refusal;
        if (cause instanceof RefusedException refused) {
            refusal = refused.refusal();
        } else if (cause instanceof StateException) {
            refusal = new ControlRefusal(ControlRefusal.Code.CONFLICT, String.valueOf(cause.getMessage()), "");
        } else {
            LOG.error("a control request failed", cause);
            refusal = new ControlRefusal(
                    ControlRefusal.Code.FAILED, String.valueOf(cause), "the node's log has the details");
        }
        respond(ctx, HttpResponseStatus.valueOf(refusal.code().httpStatus()), refusal);
    }

    private static void respond(ChannelHandlerContext ctx, HttpResponseStatus status, Object value) {
        ByteBuf json = Unpooled.wrappedBuffer(StrictJson.MAPPER.writeValueAsBytes(value));
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, json);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        HttpUtil.setContentLength(response, json.readableBytes());
        ctx.writeAndFlush(response);
    }

    /** A watcher that does not read is cut off rather than waited for. */
    private void stream(ChannelHandlerContext ctx) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson");
        HttpUtil.setTransferEncodingChunked(response, true);
        ctx.writeAndFlush(response);
        unsubscribe = routes.events().subscribe(event -> {
            ByteBuf line = Unpooled.wrappedBuffer(StrictJson.MAPPER.writeValueAsBytes(event), new byte[] {'\n'});
            ctx.executor().execute(() -> {
                if (ctx.channel().isWritable()) {
                    ctx.writeAndFlush(new DefaultHttpContent(line));
                } else {
                    line.release();
                    ctx.close();
                }
            });
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (unsubscribe != null) {
            unsubscribe.run();
            unsubscribe = null;
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("a control client was cut off", cause);
        ctx.close().addListener(ChannelFutureListener.CLOSE);
    }
}
