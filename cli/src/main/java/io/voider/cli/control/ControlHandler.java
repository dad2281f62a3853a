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
import io.voider.cli.state.StrictJson;
import io.voider.transport.stream.BackPressure;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Answers one client of the control socket: one request after the other, in the order in which they came. */
final class ControlHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
    private static final String EVENTS = "/v1/events";
    private static final int MOST_WAITING = 16;

    private final CompletableFuture<ControlRoutes> routes;
    private final Queue<Asked> waiting = new ArrayDeque<>();
    private boolean answering;
    private @Nullable Runnable unsubscribe;
    private @Nullable ControlRoutes watched;
    private long leftOut;

    /** @param routes what answers, as soon as there is something */
    ControlHandler(CompletableFuture<ControlRoutes> routes) {
        this.routes = routes;
    }

    /** A request without the buffers that it came in; a null body is one that makes no sense. */
    private record Asked(
            String method, String path, @Nullable JsonNode body, String fault) {}

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (waiting.size() >= MOST_WAITING) {
            ctx.close();
            return;
        }
        waiting.add(asked(request));
        answerNext(ctx);
    }

    private static Asked asked(FullHttpRequest request) {
        String method = request.method().name();
        String path = new QueryStringDecoder(request.uri()).path();
        if (request.decoderResult().isFailure()) {
            return new Asked(method, path, null, "the request is no HTTP");
        }
        String text = request.content().toString(UTF_8);
        try {
            return new Asked(method, path, StrictJson.MAPPER.readTree(text.isEmpty() ? "{}" : text), "");
        } catch (JacksonException e) {
            return new Asked(method, path, null, "the request's body is no JSON: " + e.getOriginalMessage());
        }
    }

    private void answerNext(ChannelHandlerContext ctx) {
        Asked next = answering ? null : waiting.poll();
        if (next == null) {
            return;
        }
        answering = true;
        if (next.body == null) {
            refuse(ctx, new RefusedException(ControlRefusal.Code.INVALID, next.fault, ""));
            return;
        }
        JsonNode body = next.body;
        routes.thenCompose(ready -> answer(ctx, ready, next, body))
                // Only the connection's own thread writes, whoever brings the answer.
                .whenComplete((value, failure) -> ctx.executor().execute(() -> {
                    if (failure != null) {
                        refuse(ctx, failure);
                    } else if (value != null) {
                        respond(ctx, HttpResponseStatus.OK, value);
                    }
                }));
    }

    private CompletionStage<?> answer(ChannelHandlerContext ctx, ControlRoutes ready, Asked asked, JsonNode body) {
        if (asked.path.equals(EVENTS)) {
            ctx.executor().execute(() -> stream(ctx, ready));
            return CompletableFuture.completedFuture(null);
        }
        return ready.answer(asked.method, asked.path, body);
    }

    private void refuse(ChannelHandlerContext ctx, Throwable failure) {
        ControlRefusal refusal = ControlRefusal.of(failure);
        if (refusal.code() == ControlRefusal.Code.FAULT) {
            LOG.error("a control request failed", failure);
        }
        respond(ctx, HttpResponseStatus.valueOf(refusal.code().httpStatus()), refusal);
    }

    private void respond(ChannelHandlerContext ctx, HttpResponseStatus status, Object value) {
        ByteBuf json = Unpooled.wrappedBuffer(StrictJson.MAPPER.writeValueAsBytes(value));
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, json);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        HttpUtil.setContentLength(response, json.readableBytes());
        ctx.writeAndFlush(response);
        answering = false;
        answerNext(ctx);
    }

    /**
     * Goes on until the client hangs up. What a watcher that does not read leaves no room for is left out, and when it reads again it is
     * told how much that was: somebody may have stopped the terminal to read what stands there.
     */
    private void stream(ChannelHandlerContext ctx, ControlRoutes ready) {
        watched = ready;
        // Who does not read would be cut off by it.
        if (ctx.pipeline().get(BackPressure.class) != null) {
            ctx.pipeline().remove(BackPressure.class);
            ctx.channel().config().setAutoRead(true);
        }
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson");
        HttpUtil.setTransferEncodingChunked(response, true);
        ctx.writeAndFlush(response);
        unsubscribe = ready.events().subscribe(event -> {
            byte[] line = StrictJson.MAPPER.writeValueAsBytes(event);
            ctx.executor().execute(() -> tell(ctx, line));
        });
    }

    private void tell(ChannelHandlerContext ctx, byte[] line) {
        if (ctx.channel().isWritable()) {
            ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(line, new byte[] {'\n'})));
        } else {
            leftOut++;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (watched != null && leftOut > 0 && ctx.channel().isWritable()) {
            long count = leftOut;
            leftOut = 0;
            tell(ctx, StrictJson.MAPPER.writeValueAsBytes(watched.events().leftOut(count)));
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.clear();
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
