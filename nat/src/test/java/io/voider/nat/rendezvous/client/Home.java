package io.voider.nat.rendezvous.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A node for tests: a client, and what it was told, in order. */
public final class Home implements RendezvousListener, AutoCloseable {
    public static final long PATIENCE_SECONDS = 30;

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Counters<IntroductionCounter> counts = new Counters<>(IntroductionCounter.class);
    private final List<RelayCredentials> relays = new ArrayList<>();
    public final RendezvousClient client;

    public Home(RendezvousClient.Settings settings, EventLoop loop) {
        client = RendezvousClient.start(
                settings,
                Request.instance(System.nanoTime(), new SplittableRandom()),
                loop,
                EpollSocketChannel::new,
                this,
                counts);
    }

    public static Octets text(String text) {
        return Octets.of(text.getBytes(StandardCharsets.UTF_8));
    }

    public void exchanges(Map<Integer, ReaderCapability> joined) {
        client.exchanges(joined);
    }

    /** Waits for an event; those before it are forgotten. */
    public String await(Predicate<String> wanted) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            String event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(event).as("waiting after %s", seen).isNotNull();
            if (wanted.test(event)) {
                return event;
            }
            seen.add(event);
        }
    }

    public String await(String event) throws InterruptedException {
        return await(event::equals);
    }

    /** The events for which nobody has waited yet. */
    List<String> heardSoFar() {
        return List.copyOf(events);
    }

    public RelayCredentials relay() throws InterruptedException {
        await("relay");
        synchronized (relays) {
            return relays.get(relays.size() - 1);
        }
    }

    @Override
    public void connected(Endpoint server, InetSocketAddress observed, List<InetSocketAddress> stunServers) {
        events.add("connected");
    }

    @Override
    public void disconnected(Endpoint server, String reason, long retryMillis) {
        events.add("disconnected: " + reason);
    }

    @Override
    public void presence(Correspondent who, boolean up) {
        events.add(who + (up ? " up" : " down"));
    }

    @Override
    public void ready(Correspondent who) {
        events.add(who + " ready");
    }

    @Override
    public void received(Correspondent who, Octets payload) {
        events.add(who + ": " + new String(payload.toBytes(), StandardCharsets.UTF_8));
    }

    @Override
    public void relay(RelayCredentials credentials) {
        synchronized (relays) {
            relays.add(credentials);
        }
        events.add("relay");
    }

    @Override
    public void close() {
        client.close();
    }
}
