package io.voider.nat.rendezvous.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.voider.nat.limit.SourceCounts;
import io.voider.nat.limit.SourceRates;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * HTTPS on the rendezvous' own listener, for those who said by ALPN that they speak it. One request a connection, and few
 * connections: so that neither their memory nor their work is felt by those who are introduced. On one event loop.
 */
final class SignUpDoor {
    /** A certificate of 32 KiB takes up to three times as much in a form. */
    private static final int MAX_REQUEST = 100 << 10;

    private static final int CONNECTIONS = 64;
    private static final int CONNECTIONS_PER_SITE = 4;
    private static final int PATIENCE_SECONDS = 10;
    /** For all of it: who sends a byte now and then would keep others out for days. */
    private static final int MOST_SECONDS = 60;

    private final SignUpRoutes routes;
    private final Counters<RendezvousCounter> counts;
    private final SourceCounts perSite = new SourceCounts(CONNECTIONS_PER_SITE);
    private int open;

    SignUpDoor(SignUpRoutes routes, Counters<RendezvousCounter> counts) {
        this.routes = routes;
        this.counts = counts;
    }

    /** Takes a connection over, whose last handler is TLS; or closes it. */
    void admit(ChannelHandlerContext context, InetAddress from) {
        long site = SourceRates.siteKey(from);
        if (open >= CONNECTIONS || !perSite.hasRoom(site)) {
            counts.increment(RendezvousCounter.SIGN_UPS_REFUSED_FULL);
            context.close();
            return;
        }
        open++;
        perSite.add(site);
        counts.increment(RendezvousCounter.SIGN_UPS_ADMITTED);
        Future<?> end = context.executor().schedule(() -> context.close(), MOST_SECONDS, TimeUnit.SECONDS);
        context.channel().closeFuture().addListener(closed -> {
            end.cancel(false);
            open--;
            perSite.remove(site);
        });
        ChannelPipeline pipeline = context.pipeline();
        pipeline.addLast(new ReadTimeoutHandler(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(512)
                        .setMaxHeaderSize(8192)
                        .setMaxChunkSize(8192)))
                .addLast(new HttpObjectAggregator(MAX_REQUEST, true))
                .addLast(new Requests(routes, from));
    }

    /** One request, and its answer. */
    private static final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final SignUpRoutes routes;
        private final InetAddress from;
        private boolean hasAsked;

        Requests(SignUpRoutes routes, InetAddress from) {
            this.routes = routes;
            this.from = from;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (hasAsked || request.decoderResult().isFailure()) {
                context.close();
                return;
            }
            hasAsked = true;
            routes.answer(request, from)
                    .whenComplete((page, never) -> context.executor().execute(() -> write(context, page)));
        }

        private static void write(ChannelHandlerContext context, SignUpRoutes.Page page) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(page.status()),
                    Unpooled.wrappedBuffer(page.content().toBytes()));
            HttpHeaders headers = response.headers();
            headers.set(HttpHeaderNames.CONTENT_TYPE, page.type());
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, page.content().length());
            headers.set(HttpHeaderNames.CONNECTION, "close");
            headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
            headers.set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("X-Content-Type-Options", "nosniff");
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
