package io.voider.cli.node.metrics;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.voider.cli.node.ground.CounterGroup;
import io.voider.cli.state.ListeningAddress;
import io.voider.nat.rendezvous.server.RendezvousServer;
import io.voider.transport.count.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A rendezvous' metrics, handed out on a thread of their own: how many and how much, never who or with whom. */
public final class RendezvousMetrics implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("voider-metrics", true), EpollIoHandler.newFactory());
    private final MetricsServer server;

    /** Of {@code rendezvous}; nobody can fetch them yet. */
    public RendezvousMetrics(RendezvousServer rendezvous, String version) {
        server = MetricsServer.ofThisMachine(
                group.next(),
                () -> CompletableFuture.completedFuture(
                        of(version, rendezvous.connections(), rendezvous.counts(), ProcessUse.now())));
    }

    /** From now on they can be fetched there. */
    public void follow(ListeningAddress where) {
        server.follow(where);
    }

    static MetricSnapshots of(String version, int connections, Map<String, Long> counts, ProcessUse use) {
        List<MetricSnapshot> made = new ArrayList<>();
        made.add(InfoSnapshot.builder()
                .name("voider")
                .help("the program")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", version))
                        .build())
                .build());
        made.add(GaugeSnapshot.builder()
                .name("voider_rendezvous_connections")
                .help("connections that are open now, of nodes and of who signs up")
                .dataPoint(GaugeDataPointSnapshot.builder().value(connections).build())
                .build());
        made.addAll(NodeMetrics.process(use));
        for (CounterGroup group : List.of(CounterGroup.RENDEZVOUS, CounterGroup.STUN_TURN)) {
            for (Counted counter : group.counters().getEnumConstants()) {
                made.add(CounterSnapshot.builder()
                        .name(NodeMetrics.name(counter.label()))
                        .help(counter.meaning())
                        .dataPoint(CounterDataPointSnapshot.builder()
                                .value(counts.getOrDefault(counter.label(), 0L))
                                .build())
                        .build());
            }
        }
        return new MetricSnapshots(made);
    }

    @Override
    public void close() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
