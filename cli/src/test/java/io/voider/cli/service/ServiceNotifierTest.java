package io.voider.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service's words to systemd, read at a socket as systemd makes it. */
class ServiceNotifierTest {
    private static final long PROCESS = 4711;

    @TempDir
    private Path directory;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private EventLoopGroup group;

    @BeforeEach
    void listen() {
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        listen(new DomainSocketAddress(socket()));
    }

    private void listen(DomainSocketAddress address) {
        new Bootstrap()
                .group(group)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        heard.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(address)
                .syncUninterruptibly();
    }

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private String socket() {
        return directory.resolve("notify").toString();
    }

    private ServiceNotifier notifier(String... environment) {
        Map<String, String> all = new HashMap<>(Map.of("NOTIFY_SOCKET", socket()));
        for (int i = 0; i < environment.length; i += 2) {
            all.put(environment[i], environment[i + 1]);
        }
        return ServiceNotifier.of(all, PROCESS, complaints::add);
    }

    private static @Nullable String next(BlockingQueue<String> queue) throws InterruptedException {
        return queue.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void saysWhenItIsReadyHowItIsAndWhenItEnds() throws InterruptedException {
        try (ServiceNotifier service = notifier()) {
            service.ready();
            assertThat(next(heard)).isEqualTo("READY=1");
            service.status("1 of 2 lines\nis up");
            assertThat(next(heard)).isEqualTo("STATUS=1 of 2 lines is up");
            service.reloading();
            assertThat(next(heard)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
            service.stopping();
            assertThat(next(heard)).isEqualTo("STOPPING=1");
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatIsSaidLastOfAllArrivesTheSame() throws InterruptedException {
        try (ServiceNotifier service = notifier()) {
            service.stopping();
        }
        assertThat(next(heard)).isEqualTo("STOPPING=1");
    }

    @Test
    void findsASocketWithoutAFile() throws InterruptedException {
        String name = "voider-notify-" + directory.getFileName();
        listen(new DomainSocketAddress("\0" + name));
        try (ServiceNotifier service = notifier("NOTIFY_SOCKET", "@" + name)) {
            service.ready();
            assertThat(next(heard)).isEqualTo("READY=1");
        }
    }

    @Test
    void aWriteThatFailsIsToldOf() throws InterruptedException {
        try (ServiceNotifier service =
                notifier("NOTIFY_SOCKET", directory.resolve("gone").toString())) {
            service.ready();
            assertThat(next(complaints)).contains("READY=1");
        }
    }

    @Test
    void withoutSystemdItIsSilent() {
        try (ServiceNotifier service = ServiceNotifier.of(Map.of(), PROCESS, complaints::add)) {
            service.ready();
            service.watch(Map.of("books", Runnable::run));
            service.stopping();
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void feedsTheWatchdogAsLongAsEveryThreadAnswers() throws InterruptedException {
        BlockingQueue<Runnable> standing = new LinkedBlockingQueue<>();
        Map<String, Executor> threads = Map.of("signalling", Runnable::run, "books", standing::add);
        try (ServiceNotifier service = notifier("WATCHDOG_USEC", "30000", "WATCHDOG_PID", "4711")) {
            service.watch(threads);
            assertThat(next(complaints)).isEqualTo("the watchdog waits for books");
            assertThat(heard).isEmpty();
            standing.take().run();
            assertThat(next(heard)).isEqualTo("WATCHDOG=1");
            standing.take().run();
            assertThat(next(heard)).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void aWatchdogOfAnotherProcessIsNotOurs() throws InterruptedException {
        try (ServiceNotifier service = notifier("WATCHDOG_USEC", "3000", "WATCHDOG_PID", "1")) {
            service.watch(Map.of("books", Runnable::run));
            service.ready();
            assertThat(next(heard)).isEqualTo("READY=1");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void anUnreadableWatchdogIsToldOfAndNeverFed() throws InterruptedException {
        try (ServiceNotifier service = notifier("WATCHDOG_USEC", "soon")) {
            service.watch(Map.of("books", Runnable::run));
            assertThat(next(complaints)).contains("soon");
        }
        assertThat(heard).isEmpty();
    }
}
