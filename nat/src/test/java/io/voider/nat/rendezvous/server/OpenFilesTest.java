package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContext;
import io.voider.nat.rendezvous.client.Node;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsConfiguredFitsWhenThereAreFilesEnough() {
        OpenFiles files = new OpenFiles(25_000 + 2_000 + OpenFiles.OWN);

        assertThat(files.shortage(25_000, 2_000)).isEmpty();
        assertThat(files.connections(2_000)).isEqualTo(25_000);
    }

    @Test
    void aShortageIsSaidWithWhatToDoAboutIt() {
        OpenFiles files = new OpenFiles(20_000);

        assertThat(files.connections(2_000)).isEqualTo(17_872);
        assertThat(files.shortage(25_000, 2_000))
                .contains("takes 17872 connections at once instead of 25000: this process may open 20000 files;"
                        + " give it 27128 (systemd: LimitNOFILE=, a shell: ulimit -Hn)");
    }

    @Test
    void connectionsGetHalfOfFewFiles() {
        assertThat(new OpenFiles(1024).connections(2_000)).isEqualTo((1024 - OpenFiles.OWN) / 2);
        assertThat(new OpenFiles(10).connections(2_000)).isEqualTo(1);
    }

    @Test
    void noLimitIsNoShortage() {
        assertThat(new OpenFiles(Long.MAX_VALUE).shortage(Integer.MAX_VALUE, 2_000))
                .isEmpty();
    }

    @Test
    void aServerWithFewFilesSaysSoAndServesThoseWhomItTookIn() throws Exception {
        int files = 228;
        int fit = files - OpenFiles.OWN;
        List<String> withFewFiles = List.of("prlimit", "--nofile=" + files + ":" + files);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServerProgram server = ServerProgram.start(
                Files.createDirectory(directory.resolve("state")), ServerProgram.Variant.CROWDED, withFewFiles)) {
            SslContext tls = Node.tls(server.pin);
            CountDownLatch served = new CountDownLatch(fit);
            List<CompletableFuture<Node>> nodes = IntStream.range(0, fit + 30)
                    .mapToObj(i -> Node.connect(group, tls, server.tls, (notice, length) -> {
                        if (notice instanceof Notice.Pong) {
                            served.countDown();
                        }
                    }))
                    .toList();
            CompletableFuture.allOf(nodes.toArray(CompletableFuture[]::new))
                    .handle((done, failure) -> failure == null)
                    .get(60, TimeUnit.SECONDS);
            List<Node> taken = nodes.stream()
                    .filter(node -> !node.isCompletedExceptionally())
                    .map(CompletableFuture::join)
                    .toList();
            taken.forEach(node -> node.send(new Request.Ping()));

            assertThat(taken).hasSize(fit);
            assertThat(served.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.counts()).contains("rendezvous.connections-refused-full=30");
            assertThat(Files.readString(server.log()))
                    .contains("takes " + fit + " connections at once instead of 25000: this process may open " + files);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
