package io.voider.nat.rendezvous.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that says that another program has a line: it may be true, or a lie. */
class SupersededTest {
    private static final int LINE = 2;
    private static final SplittableRandom RANDOM = new SplittableRandom(5);
    private static final Octets INSTANCE = Request.instance(1, RANDOM);

    private final List<String> heard = new ArrayList<>();
    private final Correspondence correspondence = new Correspondence(
            Set.of(), Optional.empty(), INSTANCE, RANDOM, new Observer(), new Counters<>(IntroductionCounter.class));
    private final ReaderCapability capability =
            ReaderCapability.create(Octets.random(RANDOM, ReaderCapability.SECRET_LENGTH), RANDOM);
    private final Link first = new Link();
    private final Link second = new Link();
    private final Request watch = new Request.Watch(LINE, capability.secret(), INSTANCE);

    private final class Observer implements RendezvousListener {
        @Override
        public void superseded(Correspondent who, boolean now) {
            heard.add(who + " superseded " + now);
        }

        @Override
        public void connected(Endpoint server, InetSocketAddress observed, List<InetSocketAddress> stunServers) {}

        @Override
        public void disconnected(Endpoint server, String reason, long retryMillis) {}

        @Override
        public void presence(Correspondent who, boolean up) {
            heard.add(who + (up ? " up" : " down"));
        }

        @Override
        public void ready(Correspondent who) {}

        @Override
        public void received(Correspondent who, Octets payload) {}

        @Override
        public void relay(RelayCredentials credentials) {}
    }

    private static final class Link implements Correspondence.Link {
        final List<Request> sent = new ArrayList<>();

        List<Request> news() {
            List<Request> news = List.copyOf(sent);
            sent.clear();
            return news;
        }

        @Override
        public Endpoint server() {
            return Endpoint.parse("203.0.113.5:7443");
        }

        @Override
        public InetAddress address() {
            return server().literal().getAddress();
        }

        @Override
        public void send(Request request) {
            sent.add(request);
        }

        @Override
        public void close(String reason, boolean waitLong) {
            throw new AssertionError(reason);
        }
    }

    @BeforeEach
    void connect() {
        correspondence.exchanges(Map.of(LINE, capability), 0);
        correspondence.connected(first);
        correspondence.connected(second);
        correspondence.received(first, new Notice.Presence(LINE, true, null), 0);
        correspondence.received(second, new Notice.Presence(LINE, true, null), 0);
        first.news();
        second.news();
        heard.clear();
    }

    @Test
    void whatOneServerSaysHoldsAtThatServerOnly() {
        correspondence.received(first, new Notice.Superseded(LINE), 0);
        assertThat(first.news()).containsExactly(new Request.Yielded(LINE));
        assertThat(heard).containsExactly("Exchange[index=2] superseded true");
        correspondence.send(new Correspondent.Exchange(LINE), Octets.of(new byte[] {1}));
        assertThat(first.news()).isEmpty();
        correspondence.received(second, new Notice.Superseded(LINE), 0);
        assertThat(heard).contains("Exchange[index=2] down");
    }

    @Test
    void theLineIsAskedForAgainEachMinuteAndTakenBack() {
        correspondence.received(first, new Notice.Superseded(LINE), 0);
        first.news();
        correspondence.tick(TimeUnit.SECONDS.toNanos(59));
        assertThat(first.news()).isEmpty();
        correspondence.tick(TimeUnit.SECONDS.toNanos(60));
        assertThat(first.news()).containsExactly(watch);
        correspondence.received(first, new Notice.Presence(LINE, true, null), TimeUnit.SECONDS.toNanos(60));
        assertThat(heard).endsWith("Exchange[index=2] superseded false");
        correspondence.tick(TimeUnit.SECONDS.toNanos(121));
        assertThat(first.news()).doesNotContain(watch);
    }

    @Test
    void anotherConnectionAsksAnew() {
        correspondence.received(first, new Notice.Superseded(LINE), 0);
        correspondence.disconnected(first, 1);
        Link again = new Link();
        correspondence.connected(again);
        assertThat(again.news()).containsExactly(watch);
    }

    @Test
    void whatIsSaidOfALineThatThereIsNotIsNothing() {
        correspondence.received(first, new Notice.Superseded(9), 0);
        correspondence.received(first, new Notice.Superseded(Request.ACCOUNT), 0);
        correspondence.received(first, new Notice.UsedTwice(9), 0);
        assertThat(first.news()).isEmpty();
        assertThat(heard).isEmpty();
        correspondence.exchanges(Map.of(LINE, capability, 9, capability), 0);
        assertThat(first.news()).containsExactly(new Request.Watch(9, capability.secret(), INSTANCE));
    }
}
