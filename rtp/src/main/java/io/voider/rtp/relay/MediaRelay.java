package io.voider.rtp.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.voider.rtp.gate.FlowReport;
import io.voider.rtp.gate.MediaFlow;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.MediaGate.CallFlows;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.relay.RelayHandler.ChannelPort;
import io.voider.transport.count.Counters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Relays the media of live calls between packet channels, and says how good it was.
 *
 * <pre>{@code
 * MediaGate gate = new MediaGate(GateLimits.DEFAULT);
 * MediaRelay relay = new MediaRelay(gate, RelayOptions.DEFAULT, System::nanoTime);
 * PacketChannel.open(phoneNamespace, "phone0", options, loop, relay.handler(0));   // SIP's handler is added behind it
 * PacketChannel.open(lineNamespace, "tun0", options, loop, relay.handler(2));
 * gate.open(7, passages, System.nanoTime());
 * relay.report(7).thenAccept(…);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class MediaRelay {
    private final MediaGate gate;
    private final RelayOptions options;
    private final LongSupplier nanoClock;
    private final Map<Integer, Counters<RelayCounter>> counters = new ConcurrentHashMap<>();
    private final Map<List<EventLoop>, LoopHandoff> handoffs = new HashMap<>();
    private volatile @Nullable LegPort[] ports = new @Nullable LegPort[0];

    /**
     * A relay without legs.
     *
     * @param nanoClock a monotonic clock in nanoseconds, the same that the gate's times come from; asked once a batch
     */
    public MediaRelay(MediaGate gate, RelayOptions options, LongSupplier nanoClock) {
        this.gate = gate;
        this.options = options;
        this.nanoClock = nanoClock;
    }

    /**
     * The handler of leg {@code leg}, to stand first in the pipeline of its {@link
     * io.voider.transport.packet.PacketChannel}. With it the leg is attached, and detached when the channel closes; a new
     * channel takes a new handler.
     *
     * @param leg 0…65535
     */
    public ChannelHandler handler(int leg) {
        if (leg < 0 || leg > Passage.MAX_LEG) {
            throw new IllegalArgumentException("leg " + leg + " is not within 0…" + Passage.MAX_LEG);
        }
        Counters<RelayCounter> own = counters(leg);
        return new RelayHandler(this, leg, new MediaForwarder(gate.leg(leg), options, own), own, nanoClock);
    }

    /** What came in by leg {@code leg}. */
    public Counters<RelayCounter> counters(int leg) {
        return counters.computeIfAbsent(leg, unused -> new Counters<>(RelayCounter.class));
    }

    /** What came in by each leg that there is or was. */
    public Collection<Counters<RelayCounter>> counters() {
        return List.copyOf(counters.values());
    }

    /** How good a call is until now; empty when it has no passages. */
    public CompletableFuture<Optional<MediaReport>> report(long call) {
        return gate.flows(call)
                .map(flows -> report(flows).thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    /** How good a call was that {@link MediaGate#close(long)} gave back. */
    public CompletableFuture<MediaReport> report(CallFlows call) {
        Map<Integer, List<MediaFlow>> byLeg = new HashMap<>();
        for (MediaFlow flow : call.flows()) {
            byLeg.computeIfAbsent(flow.passage().fromLeg(), unused -> new ArrayList<>())
                    .add(flow);
        }
        CompletableFuture<List<FlowReport>> all = CompletableFuture.completedFuture(List.of());
        for (Map.Entry<Integer, List<MediaFlow>> leg : byLeg.entrySet()) {
            all = all.thenCombine(onLoop(leg.getKey(), leg.getValue()), MediaRelay::join);
        }
        return all.thenApply(
                flows -> MediaReport.of(call.call(), flows, call.rtcp().roundTrips()));
    }

    private CompletableFuture<List<FlowReport>> onLoop(int leg, List<MediaFlow> flows) {
        CompletableFuture<List<FlowReport>> reports = new CompletableFuture<>();
        Runnable task =
                () -> reports.complete(flows.stream().map(MediaFlow::report).toList());
        LegPort port = port(leg);
        if (port == null) {
            // Without a channel nobody writes to these flows.
            task.run();
            return reports;
        }
        try {
            port.loop().execute(task);
        } catch (RejectedExecutionException loopHasEnded) {
            task.run();
        }
        return reports;
    }

    private static List<FlowReport> join(List<FlowReport> some, List<FlowReport> more) {
        List<FlowReport> joined = new ArrayList<>(some);
        joined.addAll(more);
        return joined;
    }

    RelayOptions options() {
        return options;
    }

    @Nullable
    LegPort port(int leg) {
        @Nullable LegPort[] current = ports;
        return leg < current.length ? current[leg] : null;
    }

    synchronized void attach(int leg, LegPort port) {
        @Nullable LegPort[] changed = Arrays.copyOf(ports, Math.max(ports.length, leg + 1));
        changed[leg] = port;
        ports = changed;
    }

    synchronized void detach(int leg, Channel channel) {
        if (port(leg) instanceof ChannelPort port && port.channel() == channel) {
            @Nullable LegPort[] changed = ports.clone();
            changed[leg] = null;
            ports = changed;
        }
    }

    synchronized LoopHandoff handoff(EventLoop from, EventLoop to) {
        return handoffs.computeIfAbsent(List.of(from, to), unused -> new LoopHandoff(to));
    }
}
