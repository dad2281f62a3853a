package io.voider.cli.web;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.capture.KeptRecordings;
import io.voider.cli.control.ControlRoutes;
import io.voider.cli.node.ground.MachineName;
import io.voider.cli.report.WebReport;
import io.voider.cli.state.ListeningAddress;
import io.voider.cli.state.PasswordHash;
import io.voider.cli.state.WebAccess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page over routes that answer anything, and what asks it byte by byte. */
final class WebWorld implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    static final PasswordHash HASH = PasswordHash.of(PASSWORD, new SecureRandom());

    final List<String> done = new CopyOnWriteArrayList<>();
    final List<Consumer<Object>> watchers = new CopyOnWriteArrayList<>();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ExecutorService hashing = Executors.newSingleThreadExecutor();
    final WebServer server;
    final int port;
    private final String host;

    WebWorld(String listenAt, Path directory, WebAccess access) throws IOException {
        this(listenAt, directory, access, null);
    }

    /** @param others what answers, or null for what answers anything */
    WebWorld(String listenAt, Path directory, WebAccess access, @Nullable ControlRoutes others) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        host = "127.0.0.1:" + port;
        EventLoop loop = group.next();
        server = new WebServer(
                loop,
                hashing,
                directory.resolve("web.pem"),
                new MachineName("Pi"),
                others == null ? routes() : others,
                new KeptRecordings(directory.resolve("recordings")),
                // Everybody here is on loopback; where it listens on all addresses, that stands for the home's network.
                address -> listenAt.equals("0.0.0.0"));
        server.follow(new ListeningAddress(listenAt + ":" + port), access);
        while (report().url() == null) {
            Thread.onSpinWait();
        }
    }

    static WebWorld here(Path directory) throws IOException {
        return new WebWorld("127.0.0.1", directory, new WebAccess(HASH, List.of()));
    }

    private ControlRoutes routes() {
        ControlRoutes routes = new ControlRoutes();
        for (String path : List.of("/v1/lines", "/v1/status", "/v1/calls/*")) {
            routes.on("GET", path, request -> CompletableFuture.completedFuture(Map.of("asked", request.path())));
        }
        for (String path : List.of("/v1/orders/*", "/v1/stop", "/v1/web/link")) {
            routes.on("POST", path, request -> {
                done.add(request.path() + " " + request.body());
                return CompletableFuture.completedFuture(Map.of("done", true));
            });
        }
        return routes.events(feed(watcher -> {
            watchers.add(watcher);
            return () -> watchers.remove(watcher);
        }));
    }

    /** Something to watch, of which nothing is ever left out. */
    static ControlRoutes.Feed feed(Function<Consumer<Object>, Runnable> subscribe) {
        return new ControlRoutes.Feed() {
            @Override
            public Runnable subscribe(Consumer<Object> watcher) {
                return subscribe.apply(watcher);
            }

            @Override
            public Object leftOut(long count) {
                throw new UnsupportedOperationException();
            }
        };
    }

    WebReport report() {
        return server.report().join();
    }

    String host() {
        return host;
    }

    String origin() {
        return "http://" + host;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
        return socket;
    }

    /** Sends those bytes and gives back all that comes until the page hangs up. */
    String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            try (InputStream answer = socket.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** A request as this page's own browser would send it, with other fields behind. */
    String ask(String method, String path, String fields, String body) throws IOException {
        return raw(request(method, path, fields, body));
    }

    String request(String method, String path, String fields, String body) {
        String own = method.equals("GET")
                ? ""
                : "Origin: " + origin() + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + own + fields + "\r\n"
                + body;
    }

    /** Logs in with a link. */
    String logIn() throws IOException {
        String url = Objects.requireNonNull(server.link().join().url());
        String answer = ask("POST", "/v1/session", "", "{\"link\":\"" + url.substring(url.indexOf("=") + 1) + "\"}");
        return "Cookie: " + cookie(answer) + "\r\n";
    }

    static String cookie(String answer) {
        String from = answer.substring(answer.indexOf("set-cookie: ") + 12);
        return from.substring(0, from.indexOf(';'));
    }

    static int status(String answer) {
        return answer.length() < 12 ? 0 : Integer.parseInt(answer.substring(9, 12));
    }

    @Override
    public void close() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        hashing.shutdown();
    }
}
