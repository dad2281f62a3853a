package io.voider.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.state.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
    record Greeting(String to) {}

    @TempDir
    private Path directory;

    private Path socket;
    private EventLoopGroup group;
    private ControlServer server;
    private ControlClient client;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("control.sock");
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ControlRoutes routes = new ControlRoutes()
                .on(
                        "GET",
                        "/v1/greetings/*",
                        request -> CompletableFuture.completedFuture(new Greeting(request.name())))
                .on(
                        "POST",
                        "/v1/greetings",
                        request -> CompletableFuture.supplyAsync(() -> new Greeting(request.text("to"))))
                .on("POST", "/v1/taken", request -> {
                    throw new StateException("that is taken");
                })
                .events(watcher -> {
                    watcher.accept(new Greeting("one"));
                    watcher.accept(new Greeting("two"));
                    return () -> {};
                });
        server = ControlServer.start(socket, group, routes);
        client = new ControlClient(socket);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        group.shutdownGracefully();
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
