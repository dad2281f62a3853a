package io.voider.cli.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.RefusedException;
import io.voider.cli.state.StrictJson;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Answers one browser's connection, a request after the other. Who sends the next before the last was answered is no browser, and
 * who takes too long for one is cut off.
 */
final class WebHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(WebHandler.class);
    private static final String SESSION = "/v1/session";
    private static final String EVENTS = "/v1/events";
    private static final String INVITATION = "/v1/invitation";
    private static final String INVITATION_LINKS = "/v1/invitation-links";
    private static final Pattern RECORDING = Pattern.compile("/v1/recordings/([0-9]{1,18})\\.pcap");
    static final int FIRST_SECONDS = 10;
    static final int NEXT_SECONDS = 30;
    private static final int HEARTBEAT_SECONDS = 20;
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(UTF_8);
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    private final WebGuard guard;
    private final Doorkeeper.Place place;
    private final Doorkeeper doorkeeper;
    private final WebRoutes routes;
    private final WebFiles files;
    private final WebRecordings recordings;
    private final InvitationLinks invitations;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean answering;
    private @Nullable Runnable unsubscribe;

    /** Whether somebody is logged in, and whether that could be done by a password. */
    private record SessionReport(boolean open, boolean password) {}

    WebHandler(
            WebGuard guard,
            Doorkeeper.Place place,
            Doorkeeper doorkeeper,
            WebRoutes routes,
            WebFiles files,
            WebRecordings recordings,
            InvitationLinks invitations) {
        this.guard = guard;
        this.place = place;
        this.doorkeeper = doorkeeper;
        this.routes = routes;
        this.files = files;
        this.recordings = recordings;
        this.invitations = invitations;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        await(ctx, FIRST_SECONDS);
    }

    private void await(ChannelHandlerContext ctx, int seconds) {
        deadline = ctx.executor().schedule(() -> ctx.close(), seconds, TimeUnit.SECONDS);
    }

    private void arrived() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (answering) {
            ctx.close();
            return;
        }
        answering = true;
        arrived();
        WebGuard.Objection objection = guard.objection(request);
        if (objection != null) {
            ControlRefusal.Code code = objection.status().equals(HttpResponseStatus.FORBIDDEN)
                    ? ControlRefusal.Code.PRIVILEGE
                    : ControlRefusal.Code.INVALID;
            json(ctx, objection.status(), new ControlRefusal(code, objection.words(), ""), null);
            ctx.close();
            return;
        }
        try {
            answer(ctx, request);
        } catch (RefusedException e) {
            refuse(ctx, e);
        }
    }

    private void answer(ChannelHandlerContext ctx, FullHttpRequest request) {
        String path = request.uri();
        if (request.method().equals(HttpMethod.GET)) {
            Optional<WebFiles.WebFile> file = files.at(path);
            if (file.isPresent()) {
                file(
                        ctx,
                        file.get(),
                        request.headers()
                                .get(HttpHeaderNames.ACCEPT_ENCODING, "")
                                .contains("gzip"));
                return;
            }
        }
        Optional<Doorkeeper.Visitor> visitor = doorkeeper.visitor(request.headers(), place.secure());
        if (path.equals(SESSION)) {
            session(ctx, request, visitor);
            return;
        }
        boolean orders = request.method().equals(HttpMethod.POST);
        if (path.equals(INVITATION) && orders) {
            json(ctx, HttpResponseStatus.OK, invitations.redeem(body(request), place), null);
            return;
        }
        if (visitor.isEmpty()) {
            throw new RefusedException(ControlRefusal.Code.LOGIN, "log in first", "voider web gives a link for it");
        }
        if (path.equals(EVENTS) && request.method().equals(HttpMethod.GET)) {
            stream(ctx, request.headers().copy());
            return;
        }
        if (path.equals(INVITATION_LINKS) && orders) {
            String host = request.headers().get(HttpHeaderNames.HOST, "");
            json(ctx, HttpResponseStatus.OK, invitations.offer(body(request), place, host), null);
            return;
        }
        Matcher recording = RECORDING.matcher(path);
        if (recording.matches() && request.method().equals(HttpMethod.GET)) {
            download(ctx, Long.parseLong(recording.group(1)), request.headers().copy());
            return;
        }
        later(ctx, routes.answer(request.method().name(), path, body(request)));
    }

    private void download(ChannelHandlerContext ctx, long call, HttpHeaders asked) {
        recordings
                .open(call)
                .whenComplete((found, failure) -> ctx.executor().execute(() -> {
                    if (failure != null) {
                        refuse(ctx, failure);
                        return;
                    }
                    HttpHeaders headers = headers("application/vnd.tcpdump.pcap")
                            .set(
                                    HttpHeaderNames.CONTENT_DISPOSITION,
                                    "attachment; filename=\"call-" + call + ".pcap\"");
                    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, headers);
                    HttpUtil.setContentLength(head, found.bytes());
                    new WebDownload(
                                    ctx,
                                    found.file(),
                                    found.bytes(),
                                    recordings.disk(),
                                    () -> isStill(asked),
                                    () -> answered(ctx))
                            .begin(head);
                }));
    }

    private boolean isStill(HttpHeaders asked) {
        return doorkeeper.visitor(asked, place.secure()).isPresent();
    }

    private void answered(ChannelHandlerContext ctx) {
        answering = false;
        await(ctx, NEXT_SECONDS);
    }

    private void session(ChannelHandlerContext ctx, FullHttpRequest request, Optional<Doorkeeper.Visitor> visitor) {
        if (request.method().equals(HttpMethod.GET)) {
            json(ctx, HttpResponseStatus.OK, new SessionReport(visitor.isPresent(), doorkeeper.hasPassword()), null);
        } else if (request.method().equals(HttpMethod.DELETE)) {
            Doorkeeper.Visitor leaving = visitor.orElseThrow(
                    () -> new RefusedException(ControlRefusal.Code.LOGIN, "nobody is logged in", ""));
            String cookie = doorkeeper.logOut(leaving, place.secure());
            json(ctx, HttpResponseStatus.OK, new SessionReport(false, doorkeeper.hasPassword()), cookie);
        } else {
            doorkeeper
                    .logIn(body(request), place)
                    .whenComplete((cookie, failure) -> ctx.executor().execute(() -> {
                        if (failure == null) {
                            json(ctx, HttpResponseStatus.OK, new SessionReport(true, doorkeeper.hasPassword()), cookie);
                        } else {
                            refuse(ctx, failure);
                        }
                    }));
        }
    }

    private static JsonNode body(FullHttpRequest request) {
        String text = request.content().toString(UTF_8);
        try {
            JsonNode body = StrictJson.MAPPER.readTree(text.isEmpty() ? "{}" : text);
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException e) {
            LOG.debug("a request to the page is no JSON", e);
        }
        throw new RefusedException(ControlRefusal.Code.INVALID, "the request's body is no JSON object", "");
    }

    private void later(ChannelHandlerContext ctx, CompletionStage<?> answer) {
        answer.whenComplete((value, failure) -> ctx.executor().execute(() -> {
            if (failure == null) {
                json(ctx, HttpResponseStatus.OK, value, null);
            } else {
                refuse(ctx, failure);
            }
        }));
    }

    private void refuse(ChannelHandlerContext ctx, Throwable failure) {
        ControlRefusal refusal = ControlRefusal.of(failure);
        if (refusal.code() == ControlRefusal.Code.FAULT) {
            LOG.error("a request to the page failed", failure);
        }
        json(ctx, HttpResponseStatus.valueOf(refusal.code().httpStatus()), refusal, null);
    }

    private void json(ChannelHandlerContext ctx, HttpResponseStatus status, Object value, @Nullable String cookie) {
        HttpHeaders headers = headers(HttpHeaderValues.APPLICATION_JSON.toString());
        if (cookie != null) {
            headers.set(HttpHeaderNames.SET_COOKIE, cookie);
        }
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            headers.set(HttpHeaderNames.ALLOW, "GET, POST, DELETE");
        }
        respond(ctx, status, headers, StrictJson.MAPPER.writeValueAsBytes(value));
    }

    private void file(ChannelHandlerContext ctx, WebFiles.WebFile file, boolean zipped) {
        HttpHeaders headers = headers(file.contentType()).set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        if (zipped) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        respond(ctx, HttpResponseStatus.OK, headers, zipped ? file.zipped() : file.plain());
    }

    /** What every answer says: nobody keeps it, frames it, guesses what it is, or has the page load anything from elsewhere. */
    private static HttpHeaders headers(String contentType) {
        return new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
    }

    private void respond(ChannelHandlerContext ctx, HttpResponseStatus status, HttpHeaders headers, byte[] body) {
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers().set(headers);
        HttpUtil.setContentLength(response, body.length);
        ctx.writeAndFlush(response);
        answered(ctx);
    }

    /** Goes on until the browser hangs up, or is logged out. Who does not read is cut off rather than waited for. */
    private void stream(ChannelHandlerContext ctx, HttpHeaders asked) {
        HttpResponse response = new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, headers("text/event-stream; charset=utf-8"));
        HttpUtil.setTransferEncodingChunked(response, true);
        ctx.write(response);
        tell(ctx, asked, HEARTBEAT);
        Runnable leave =
                routes.events().subscribe(event -> ctx.executor().execute(() -> tell(ctx, asked, message(event))));
        ScheduledFuture<?> beating = ctx.executor()
                .scheduleAtFixedRate(
                        () -> tell(ctx, asked, HEARTBEAT), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        unsubscribe = () -> {
            leave.run();
            beating.cancel(false);
        };
    }

    private static byte[] message(Object event) {
        return ("data: " + StrictJson.MAPPER.writeValueAsString(event) + "\n\n").getBytes(UTF_8);
    }

    private void tell(ChannelHandlerContext ctx, HttpHeaders asked, byte[] text) {
        if (isStill(asked) && ctx.channel().isWritable()) {
            ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(text)));
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        arrived();
        if (unsubscribe != null) {
            unsubscribe.run();
            unsubscribe = null;
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("a browser was cut off", cause);
        ctx.close();
    }
}
