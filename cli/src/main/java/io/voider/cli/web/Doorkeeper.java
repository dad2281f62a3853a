package io.voider.cli.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.RefusedException;
import io.voider.cli.state.PasswordHash;
import io.voider.cli.state.WebAccess;
import io.voider.cli.state.WebToken;
import io.voider.nat.rendezvous.Octets;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Knows who is let in. Belongs to one loop. */
final class Doorkeeper {
    private static final String BEARER = "Bearer ";

    /**
     * Somebody who is let in.
     *
     * @param session a browser's, or null for a script
     */
    record Visitor(@Nullable Octets session) {}

    /**
     * From where somebody asks.
     *
     * @param local whether that is this very machine
     * @param secure whether nobody on the way can read along
     * @param shared whether others can come to where the page was asked for
     */
    record Place(InetAddress address, boolean local, boolean secure, boolean shared) {}

    private final Executor hashing;
    private final Executor loop;
    private final LongSupplier nanos;
    private final WebSessions sessions;
    private final LoginLimits limits;
    private WebAccess access = WebAccess.NONE;
    private String cookieName = "voider";

    /**
     * @param hashing may be kept busy for a moment
     * @param loop all else is done here
     */
    Doorkeeper(SecureRandom random, Executor hashing, Executor loop, LongSupplier nanos) {
        this.hashing = hashing;
        this.loop = loop;
        this.nanos = nanos;
        sessions = new WebSessions(random);
        limits = new LoginLimits(nanos.getAsLong());
    }

    /**
     * These may use the page from now on. Whoever came in by another password is logged out.
     *
     * @param port of the page: a browser does not tell the cookies of two ports apart
     */
    void follow(WebAccess others, int port) {
        PasswordHash before = access.password();
        if (before == null ? others.password() != null : !before.equals(others.password())) {
            sessions.endAll();
        }
        access = others;
        cookieName = "voider-" + port;
    }

    /** Everybody is logged out. */
    void dismissAll() {
        sessions.endAll();
    }

    boolean hasPassword() {
        return access.password() != null;
    }

    int sessions() {
        return sessions.count(nanos.getAsLong());
    }

    /** Whether that session is still one. */
    private boolean goesOn(Octets session) {
        return sessions.use(session, nanos.getAsLong());
    }

    /** A link's secret. */
    String link() {
        return sessions.link(nanos.getAsLong()).text();
    }

    /** Who that is, if they may come in. */
    Optional<Visitor> visitor(HttpHeaders headers, boolean secure) {
        List<String> shown = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        if (!shown.isEmpty()) {
            return shown.size() == 1 && isToken(shown.get(0)) ? Optional.of(new Visitor(null)) : Optional.empty();
        }
        List<String> cookies = headers.getAll(HttpHeaderNames.COOKIE);
        if (cookies.size() != 1) {
            return Optional.empty();
        }
        return ServerCookieDecoder.STRICT.decodeAll(cookies.get(0)).stream()
                .filter(cookie -> cookie.name().equals(name(secure)))
                .map(Cookie::value)
                .flatMap(value -> octets(value).stream())
                .filter(this::goesOn)
                .findFirst()
                .map(Visitor::new);
    }

    private boolean isToken(String authorization) {
        if (!authorization.startsWith(BEARER)) {
            return false;
        }
        Octets digest = WebToken.digest(authorization.substring(BEARER.length()));
        boolean known = false;
        for (WebToken token : access.tokens()) {
            known |= token.digest().equals(digest);
        }
        return known;
    }

    static Optional<Octets> octets(String text) {
        try {
            return Optional.of(Octets.parse(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /**
     * Begins a session for who shows a link or knows the password. Completes on the loop.
     *
     * @return what is to be set as a cookie
     * @throws RefusedException if neither, also later
     */
    CompletionStage<String> logIn(JsonNode body, Place from) {
        if (body.path("link").isString()) {
            Optional<Octets> link = octets(body.path("link").stringValue());
            if (link.isPresent() && sessions.useLink(link.get(), nanos.getAsLong())) {
                return CompletableFuture.completedFuture(begin(from));
            }
            throw login("this link was used already, or is older than five minutes", "another one: voider web");
        }
        PasswordHash password = access.password();
        if (!body.path("password").isString()) {
            throw new RefusedException(
                    ControlRefusal.Code.INVALID, "there is neither a password nor a link in that", "");
        }
        if (password == null) {
            throw login("there is no password", "ask on the machine itself for a link: voider web");
        }
        long waitNanos = limits.take(from.address, from.local, nanos.getAsLong());
        if (waitNanos > 0) {
            throw new RefusedException(
                    ControlRefusal.Code.TOO_OFTEN,
                    "too many wrong passwords; the next one in " + (1 + TimeUnit.NANOSECONDS.toSeconds(waitNanos))
                            + " s",
                    "or ask on the machine itself for a link: voider web");
        }
        String tried = body.path("password").stringValue();
        return CompletableFuture.supplyAsync(() -> password.matches(tried), hashing)
                .thenApplyAsync(right -> settle(right && password.equals(access.password()), from), loop);
    }

    private String settle(boolean right, Place from) {
        if (!right) {
            throw login("that is not the password", "");
        }
        limits.succeeded(from.address, from.local);
        return begin(from);
    }

    private static RefusedException login(String words, String remedy) {
        return new RefusedException(ControlRefusal.Code.LOGIN, words, remedy);
    }

    private String begin(Place from) {
        return cookie(
                sessions.begin(nanos.getAsLong()).text(),
                TimeUnit.NANOSECONDS.toSeconds(WebSessions.LONGEST_NANOS),
                from.secure);
    }

    /**
     * Ends a session.
     *
     * @return what is to be set as a cookie
     */
    String logOut(Visitor visitor, boolean secure) {
        if (visitor.session != null) {
            sessions.end(visitor.session);
        }
        return cookie("", 0, secure);
    }

    private String name(boolean secure) {
        return secure ? "__Host-" + cookieName : cookieName;
    }

    private String cookie(String value, long seconds, boolean secure) {
        DefaultCookie cookie = new DefaultCookie(name(secure), value);
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setSameSite(SameSite.Strict);
        cookie.setPath("/");
        cookie.setMaxAge(seconds);
        return ServerCookieEncoder.STRICT.encode(cookie);
    }
}
