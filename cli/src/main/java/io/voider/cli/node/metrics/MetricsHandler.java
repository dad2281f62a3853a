package io.voider.cli.node.metrics;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.voider.cli.node.ground.MachineName;
import io.voider.cli.node.ground.OneAnswer;
import io.voider.transport.address.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Answers the one request of a connection, and closes it.
 *
 * <p>A page of somebody else's that a browser here shows could have its own name mean this address (DNS rebinding) and read what is
 * here; so {@code Host} must be an address, {@code localhost}, or a name of this machine.
 */
final class MetricsHandler extends SimpleChannelInboundHandler<HttpObject> {
    /** What is answered with. */
    @SuppressWarnings("ArrayRecordComponent") // written and then sent, never compared
    record Body(String contentType, byte[] bytes) {}

    private static final String PLAIN = "text/plain; charset=utf-8";

    private final String machine;
    private final Function<String, CompletionStage<Body>> metrics;
    private boolean answered;

    /**
     * @param machine its host name
     * @param metrics in what the client accepts
     */
    MetricsHandler(String machine, Function<String, CompletionStage<Body>> metrics) {
        this.machine = machine;
        this.metrics = metrics;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (answered) {
            return;
        }
        answered = true;
        if (part.decoderResult().isFailure() || !(part instanceof HttpRequest request)) {
            say(ctx, HttpResponseStatus.BAD_REQUEST, "that is no HTTP request\n");
        } else if (!isKnown(request.headers().get(HttpHeaderNames.HOST, ""), machine)) {
            say(ctx, HttpResponseStatus.MISDIRECTED_REQUEST, "ask by the address of this machine, or by its name\n");
        } else if (!request.method().equals(HttpMethod.GET)) {
            say(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "metrics can be fetched by GET\n");
        } else if (!request.uri().equals("/metrics")) {
            say(ctx, HttpResponseStatus.NOT_FOUND, "there is nothing but /metrics\n");
        } else {
            metrics.apply(request.headers().get(HttpHeaderNames.ACCEPT, ""))
                    .whenComplete((body, failure) -> ctx.executor().execute(() -> {
                        if (failure == null) {
                            send(ctx, HttpResponseStatus.OK, body);
                        } else {
                            say(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, "the node is busy or about to end\n");
                        }
                    }));
        }
    }

    /** Whether a {@code Host} field is an address, with or without a port, or names the machine {@code machine}. */
    static boolean isKnown(String host, String machine) {
        String bare = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", "");
        if (bare.equals("localhost") || new MachineName(machine).all().contains(bare)) {
            return true;
        }
        try {
            return Endpoint.parse(bare + ":1").isLiteral();
        } catch (IllegalArgumentException noHost) {
            return false;
        }
    }

    private static void say(ChannelHandlerContext ctx, HttpResponseStatus status, String words) {
        send(ctx, status, new Body(PLAIN, words.getBytes(StandardCharsets.UTF_8)));
    }

    private static void send(ChannelHandlerContext ctx, HttpResponseStatus status, Body body) {
        OneAnswer answer = new OneAnswer(status, body.contentType(), body.bytes());
        answer.headers().set("X-Content-Type-Options", "nosniff");
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            answer.headers().set(HttpHeaderNames.ALLOW, "GET");
        }
        answer.send(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
