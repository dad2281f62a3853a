package io.voider.cli.node.phone;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.voider.cli.node.ground.OneAnswer;
import io.voider.cli.phone.provisioning.Provisioning;
import io.voider.cli.phone.provisioning.ProvisioningAnswer;
import io.voider.cli.phone.provisioning.ProvisioningCounter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Answers the one request of a connection, and closes it. */
final class ProvisioningHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final String SCHEME = "http://";

    private final ProvisioningServer.Caller caller;
    private final Consumer<ProvisioningCounter> counts;
    private boolean answered;

    /** @param caller the phone at the other end */
    ProvisioningHandler(ProvisioningServer.Caller caller, Consumer<ProvisioningCounter> counts) {
        this.caller = caller;
        this.counts = counts;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (answered) {
            return;
        }
        if (part.decoderResult().isFailure() || !(part instanceof HttpRequest request)) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, ProvisioningCounter.MALFORMED);
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            refuse(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, ProvisioningCounter.METHOD);
        } else {
            String agent = request.headers().get(HttpHeaderNames.USER_AGENT, "");
            answer(ctx, Provisioning.answer(path(request.uri()), agent, caller.station(), caller.facts()));
        }
    }

    /** A request may name the server (RFC 9112 section 3.2.2), and have a query, which nothing here looks at. */
    private static String path(String uri) {
        int start = 0;
        if (uri.startsWith(SCHEME)) {
            start = uri.indexOf('/', SCHEME.length());
            start = start < 0 ? uri.length() : start;
        }
        int query = uri.indexOf('?', start);
        String path = uri.substring(start, query < 0 ? uri.length() : query);
        return path.isEmpty() ? "/" : path;
    }

    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, ProvisioningCounter counted) {
        byte[] words = (status.reasonPhrase() + "\n").getBytes(StandardCharsets.UTF_8);
        answer(ctx, new ProvisioningAnswer(status.code(), "text/plain; charset=utf-8", words, counted));
    }

    private void answer(ChannelHandlerContext ctx, ProvisioningAnswer answer) {
        answered = true;
        counts.accept(answer.counted());
        OneAnswer response =
                new OneAnswer(HttpResponseStatus.valueOf(answer.status()), answer.contentType(), answer.body());
        if (answer.counted() == ProvisioningCounter.METHOD) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        response.send(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!answered) {
            counts.accept(ProvisioningCounter.MALFORMED);
            answered = true;
        }
        ctx.close();
    }
}
