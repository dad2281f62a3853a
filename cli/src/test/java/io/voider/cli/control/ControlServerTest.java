package io.voider.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.state.StateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
    record Greeting(String to) {}

    /** A thousand bytes each: more than the kernel takes for somebody who does not read. */
    private static final int MANY = 5_000;

    @TempDir
    private Path directory;

    private Path socket;
    private final ControlRoutes routes = new ControlRoutes();
    private final CompletableFuture<Consumer<Object>> crowd = new CompletableFuture<>();
    private ControlServer server;
    private ControlClient client;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("control.sock");
        routes.on("GET", "/v1/greetings/*", request -> CompletableFuture.completedFuture(new Greeting(request.name())))
                .on(
                        "POST",
                        "/v1/greetings",
                        request -> CompletableFuture.supplyAsync(() -> new Greeting(request.text("to"))))
                .on("POST", "/v1/taken", request -> {
                    throw new StateException("that is taken");
                })
                .events(new ControlRoutes.Feed() {
                    @Override
                    public Runnable subscribe(Consumer<Object> watcher) {
                        watcher.accept(new Greeting("one"));
                        watcher.accept(new Greeting("two"));
                        crowd.complete(watcher);
                        return () -> {};
                    }

                    @Override
                    public Object leftOut(long count) {
                        return Map.of("leftOut", count);
                    }
                });
        server = ControlServer.open(socket);
        server.serve(routes);
        client = new ControlClient(socket);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void answersWithARecord() throws IOException {
        assertThat(client.request("GET", "/v1/greetings/bob", Map.of(), Greeting.class))
                .isEqualTo(new Greeting("bob"));
        assertThat(client.request("POST", "/v1/greetings", Map.of("to", "carol"), Greeting.class))
                .isEqualTo(new Greeting("carol"));
    }

    @Test
    void refusesWithAReason() {
        assertThatThrownBy(() -> client.request("GET", "/v1/nothing", Map.of(), Greeting.class))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(ControlRefusal.Code.NOT_FOUND));
        assertThatThrownBy(() -> client.request("POST", "/v1/greetings", Map.of(), Greeting.class))
                .hasMessageContaining("'to'");
        assertThatThrownBy(() -> client.request("POST", "/v1/taken", Map.of(), Greeting.class))
                .hasMessage("that is taken");
    }

    @Test
    void tellsWatchersWhatHappens() {
        List<String> heard = new ArrayList<>();
        assertThatThrownBy(() -> client.watch(event -> {
                    heard.add(event.path("to").stringValue());
                    if (heard.size() == 2) {
                        throw new IllegalStateException("enough");
                    }
                }))
                .hasRootCauseMessage("enough");
        assertThat(heard).containsExactly("one", "two");
    }

    /** As when somebody has stopped the terminal to read what stands there: nothing piles up, and nobody is cut off. */
    @Test
    void whoReadsTooSlowlyIsToldHowMuchWasLeftOut() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        CompletableFuture<Long> leftOut = new CompletableFuture<>();
        AtomicLong heard = new AtomicLong();
        Thread reader = new Thread(() -> assertThatThrownBy(() -> client.watch(event -> {
                    if (event.has("leftOut")) {
                        leftOut.complete(event.path("leftOut").asLong());
                        throw new IllegalStateException("enough");
                    }
                    goOn.join();
                    heard.incrementAndGet();
                }))
                .hasRootCauseMessage("enough"));
        reader.start();
        Consumer<Object> watcher = crowd.get(60, TimeUnit.SECONDS);
        Greeting greeting = new Greeting("x".repeat(1_000));
        for (int i = 0; i < MANY; i++) {
            watcher.accept(greeting);
        }
        goOn.complete(null);
        long missing = leftOut.get(60, TimeUnit.SECONDS);
        reader.join();
        assertThat(missing).isPositive().isLessThan(MANY);
        assertThat(heard.get() + missing).isLessThanOrEqualTo(MANY + 2);
    }

    @Test
    void answersWhatWasAskedBeforeItWasReady() throws Exception {
        Path early = directory.resolve("early.sock");
        try (ControlServer starting = ControlServer.open(early);
                ControlClient asking = new ControlClient(early)) {
            CompletableFuture<Greeting> answer = CompletableFuture.supplyAsync(() -> greet(asking));
            starting.serve(routes);
            assertThat(answer.join()).isEqualTo(new Greeting("bob"));
        }
    }

    private static Greeting greet(ControlClient client) {
        try {
            return client.request("GET", "/v1/greetings/bob", Map.of(), Greeting.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isClosedOnceHoweverOftenItIsAsked() throws IOException {
        server.close();
        Files.createFile(socket);
        server.close();
        assertThat(socket).as("the next node's, by then").exists();
    }

    @Test
    void saysInWordsWhyItCannotBeOpened() {
        Path tooLong = directory.resolve("x".repeat(120));
        assertThatThrownBy(() -> ControlServer.open(tooLong)).hasMessageContaining("cannot be opened");
    }

    @Test
    void takesNoMoreThanItsShareOfClients() throws IOException {
        List<SocketChannel> idle = new ArrayList<>();
        try {
            for (int i = 0; i < ControlServer.MOST_CONNECTIONS; i++) {
                idle.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            }
            assertThatThrownBy(() -> greet(client)).hasMessageContaining("hung up");
        } finally {
            for (SocketChannel each : idle) {
                each.close();
            }
        }
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
    }

    @Test
    void saysThatNoNodeIsRunning() {
        try (ControlClient nobody = new ControlClient(directory.resolve("none.sock"))) {
            assertThatThrownBy(() -> nobody.request("GET", "/v1/status", Map.of(), Greeting.class))
                    .isInstanceOf(ControlClient.NotRunningException.class);
        }
    }
}
