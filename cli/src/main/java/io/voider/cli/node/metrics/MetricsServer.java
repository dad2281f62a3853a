package io.voider.cli.node.metrics;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.ScheduledFuture;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.voider.cli.node.ground.ListeningSocket;
import io.voider.cli.node.ground.MachineName;
import io.voider.cli.state.ListeningAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out metrics in the text format of Prometheus, or in that of OpenMetrics to whoever asks for it, at {@code GET /metrics} of an
 * address of this machine. One request a connection; a few connections at once, each for a few seconds; and the node is asked at
 * most once a second, whoever asks. Belongs to its loop, but for what says otherwise.
 */
public final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

    static final int MOST_CONNECTIONS = 8;
    private static final int LONGEST_LINE = 256;
    private static final int LONGEST_HEADERS = 8_192;
    private static final int MOST_SECONDS = 10;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final String machine;
    private final Supplier<CompletionStage<MetricSnapshots>> source;
    private final Set<Channel> connections = new HashSet<>();
    private final ListeningSocket socket;
    private ListeningAddress wanted = ListeningAddress.OFF;
    private @Nullable CompletableFuture<MetricSnapshots> latest;
    private long latestNanos;

    /** @param machine its host name */
    MetricsServer(EventLoop loop, String machine, Supplier<CompletionStage<MetricSnapshots>> source) {
        this.loop = loop;
        this.machine = machine;
        this.source = source;
        socket = new ListeningSocket(loop, 2 * MOST_CONNECTIONS, this::accept, new FetchingAttempts());
    }

    /**
     * For this machine, by whatever name it has now.
     *
     * @param loop answers
     * @param source the metrics of now; asked on the loop
     */
    public static MetricsServer ofThisMachine(EventLoop loop, Supplier<CompletionStage<MetricSnapshots>> source) {
        return new MetricsServer(loop, MachineName.ofThis().name(), source);
    }

    /** From now on listens there; from any thread. An address that is not there yet is tried again every 10 s. */
    public void follow(ListeningAddress where) {
        loop.execute(() -> {
            if (!where.equals(wanted)) {
                wanted = where;
                leave();
                where.address().ifPresent(socket::listen);
            }
        });
    }

    private final class FetchingAttempts implements ListeningSocket.Watcher {
        @Override
        public void listens() {
            LOG.info("metrics can be fetched from http://{}/metrics", wanted.text());
        }

        @Override
        public void failed(String why) {
            LOG.warn(
                    "metrics cannot be fetched from {}: {}; this is tried again, and all else works",
                    wanted.text(),
                    why);
        }
    }

    private void accept(Channel child) {
        if (connections.size() >= MOST_CONNECTIONS) {
            child.close();
            return;
        }
        connections.add(child);
        ScheduledFuture<?> end = loop.schedule(() -> child.close(), MOST_SECONDS, TimeUnit.SECONDS);
        child.closeFuture().addListener(closed -> {
            connections.remove(child);
            end.cancel(false);
        });
        child.pipeline()
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LONGEST_LINE)
                        .setMaxHeaderSize(LONGEST_HEADERS)))
                .addLast(new MetricsHandler(machine, this::body));
    }

    private CompletionStage<MetricsHandler.Body> body(String accepted) {
        CompletableFuture<MetricSnapshots> present = latest;
        if (present == null || loop.ticker().nanoTime() - latestNanos >= FRESH_NANOS) {
            present = source.get().toCompletableFuture();
            latest = present;
            latestNanos = loop.ticker().nanoTime();
        }
        return present.thenApplyAsync(metrics -> written(metrics, accepted), loop);
    }

    private MetricsHandler.Body written(MetricSnapshots metrics, String accepted) {
        ExpositionFormatWriter writer = accepted.contains("openmetrics-text")
                ? OpenMetricsTextFormatWriter.create()
                : PrometheusTextFormatWriter.create();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, metrics, EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new MetricsHandler.Body(writer.getContentType(), text.toByteArray());
    }

    private void leave() {
        socket.leave();
        Set.copyOf(connections).forEach(Channel::close);
    }

    /** Where it listens, once it does; for tests that have any port. */
    @Nullable
    InetSocketAddress address() {
        return socket.address();
    }

    /** Listens no more, and hangs up on everybody. */
    @Override
    public void close() {
        loop.submit(() -> {
                    wanted = ListeningAddress.OFF;
                    leave();
                })
                .syncUninterruptibly();
    }
}
