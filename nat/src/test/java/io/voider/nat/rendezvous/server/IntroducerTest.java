package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.limit.Rate;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.account.AccountChange;
import io.voider.nat.rendezvous.seal.Sealer;
import io.voider.nat.rendezvous.wire.Frames;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IntroducerTest {
    private static final Octets INSTANCE = Octets.of(new byte[Request.INSTANCE_LENGTH]);
    private static final Octets OTHER = Request.instance(1, new SplittableRandom(12));
    private static final RendezvousLimits LIMITS = RendezvousLimits.DEFAULT;
    private static final SplittableRandom RANDOM = new SplittableRandom(11);

    private final List<AccountChange> written = new ArrayList<>();
    private final Counters<RendezvousCounter> counts = new Counters<>(RendezvousCounter.class);
    private final Introducer introducer = introducer(LIMITS);
    private long now = 1;

    private final Octets aliceSecret = Octets.random(RANDOM, 32);
    private final Octets bobSecret = Octets.random(RANDOM, 32);
    private final Octets envelope = Octets.random(RANDOM, Sealer.ENVELOPE_LENGTH);

    /** One connection, and the JSON of all that it was sent. */
    private final class Peer implements Session.Link {
        private final List<String> heard = new ArrayList<>();
        private boolean full;
        private boolean closed;
        private final Session session;

        Peer(Introducer at) {
            session = at.connected(this, new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711), now);
            heard.clear();
        }

        @Override
        public void send(Notice notice) {
            heard.add(new String(Frames.encode(notice), java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public boolean congested() {
            return full;
        }

        @Override
        public void close() {
            closed = true;
        }

        void says(Request request) {
            introducer.received(session, request, now);
        }

        List<String> news() {
            List<String> news = List.copyOf(heard);
            heard.clear();
            return news;
        }
    }

    private Introducer introducer(RendezvousLimits limits) {
        return new Introducer(
                limits,
                List.of("127.0.0.1:3478"),
                (account, holder) ->
                        new RelayCredentials(List.of("turn:127.0.0.1:3478"), "1:" + account + "/" + holder, "p", 3600),
                (changes, whenDurable, whenFailed) -> {
                    written.addAll(changes);
                    changes.forEach(change -> this.introducer.changed(change));
                    whenDurable.run();
                },
                counts);
    }

    private Peer alice() {
        Peer alice = new Peer(introducer);
        alice.says(new Request.Own(aliceSecret, INSTANCE));
        return alice;
    }

    private void account() {
        introducer.changed(new AccountChange.AccountAdded("alice", aliceSecret.sha256()));
        introducer.changed(new AccountChange.ReaderAdmitted("alice", bobSecret.sha256()));
    }

    @Test
    void unknownRevokedAndOfflineAreByteForByteTheSame() {
        account();
        Octets revoked = Octets.random(RANDOM, 32);
        introducer.changed(new AccountChange.ReaderAdmitted("alice", revoked.sha256()));
        introducer.changed(new AccountChange.ReaderRevoked("alice", revoked.sha256()));
        Octets unknown = Octets.random(RANDOM, 32);

        List<List<String>> answers = new ArrayList<>();
        for (Octets secret : List.of(bobSecret, revoked, unknown)) {
            Peer peer = new Peer(introducer);
            peer.says(new Request.Watch(5, secret, INSTANCE));
            peer.says(new Request.ToOwner(5, envelope));
            peer.says(new Request.Watch(5, secret, INSTANCE));
            peer.says(new Request.Ping());
            peer.says(new Request.Unwatch(5));
            peer.says(new Request.ToOwner(5, envelope));
            answers.add(peer.news());
        }
        assertThat(answers.get(0)).hasSize(3);
        assertThat(answers.get(1)).isEqualTo(answers.get(0));
        assertThat(answers.get(2)).isEqualTo(answers.get(0));
    }

    @Test
    void unknownRevokedAndOfflineTakeEquallyLong() {
        account();
        Octets revoked = Octets.random(RANDOM, 32);
        introducer.changed(new AccountChange.ReaderAdmitted("alice", revoked.sha256()));
        introducer.changed(new AccountChange.ReaderRevoked("alice", revoked.sha256()));
        Octets unknown = Octets.random(RANDOM, 32);
        Octets[] secrets = {bobSecret, revoked, unknown};
        int rounds = 30_000;
        long[][] nanos = new long[3][rounds];
        Introducer quick = introducer(unlimited());
        quick.changed(new AccountChange.AccountAdded("alice", aliceSecret.sha256()));
        quick.changed(new AccountChange.ReaderAdmitted("alice", bobSecret.sha256()));
        Peer peer = new Peer(quick);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 3; i++) {
                int which = (round + i) % 3;
                long start = System.nanoTime();
                quick.received(peer.session, new Request.Watch(1, secrets[which], INSTANCE), now);
                quick.received(peer.session, new Request.ToOwner(1, envelope), now);
                nanos[which][round] = System.nanoTime() - start;
                peer.heard.clear();
                now += 1_000_000_000L;
            }
        }
        double[] medians = Arrays.stream(nanos)
                .map(times -> Arrays.copyOfRange(times, rounds / 2, rounds))
                .mapToDouble(times -> Arrays.stream(times).sorted().toArray()[times.length / 2])
                .toArray();
        System.out.println("watch and offer, median ns: offline, revoked, unknown: " + Arrays.toString(medians));
        double least = Arrays.stream(medians).min().orElseThrow();
        double most = Arrays.stream(medians).max().orElseThrow();
        assertThat(most / least)
                .as("a network's jitter is a thousand times what is left")
                .isLessThan(1.5);
    }

    private static RendezvousLimits unlimited() {
        Rate rate = new Rate(1_000_000_000, 1_000_000_000);
        return new RendezvousLimits(
                LIMITS.connections(),
                rate,
                rate,
                rate,
                rate,
                rate,
                512,
                new RendezvousLimits.Patience(10_000, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void presenceIsPushedBothWays() {
        account();
        Peer bob = new Peer(introducer);
        bob.says(new Request.Watch(3, bobSecret, INSTANCE));
        assertThat(bob.news()).containsExactly("{\"type\":\"presence\",\"line\":3,\"up\":false,\"relay\":null}");

        Peer alice = alice();
        assertThat(bob.news())
                .singleElement()
                .asString()
                .contains("\"up\":true")
                .contains("\"relay\":{");
        assertThat(alice.news())
                .hasSize(2)
                .last()
                .asString()
                .contains("reader-presence")
                .contains("true");

        introducer.disconnected(alice.session);
        assertThat(bob.news()).containsExactly("{\"type\":\"presence\",\"line\":3,\"up\":false,\"relay\":null}");
    }

    @Test
    void anOwnerWhoComesAgainIsAnnouncedAgainSoThatSessionsAreRenewed() {
        account();
        Peer bob = new Peer(introducer);
        bob.says(new Request.Watch(3, bobSecret, INSTANCE));
        Peer first = alice();
        bob.news();
        alice();
        assertThat(bob.news()).singleElement().asString().contains("\"up\":true");
        introducer.disconnected(first.session);
        assertThat(bob.news()).as("the second connection holds").isEmpty();
    }

    @Test
    void aCapabilityThatIsShownByTwoProgramsBelongsToTheLaterOne() {
        account();
        Peer alice = alice();
        Peer old = new Peer(introducer);
        old.says(new Request.Watch(3, bobSecret, INSTANCE));
        alice.news();
        Peer later = new Peer(introducer);
        later.says(new Request.Watch(7, bobSecret, OTHER));
        assertThat(old.news()).last().isEqualTo("{\"type\":\"superseded\",\"line\":3}");
        assertThat(alice.news())
                .as("whether the old one lives is not known yet")
                .isEmpty();
        later.news();

        old.says(new Request.Yielded(3));
        assertThat(later.news()).containsExactly("{\"type\":\"used-twice\",\"line\":7}");
        assertThat(alice.news()).singleElement().asString().contains("reader-used-twice");
        old.says(new Request.Yielded(3));
        assertThat(later.news()).as("what was said already").isEmpty();

        old.says(new Request.ToOwner(3, envelope));
        assertThat(alice.news()).as("from one who has yielded").isEmpty();
        Peer again = new Peer(introducer);
        again.says(new Request.Watch(3, bobSecret, INSTANCE));
        assertThat(again.news()).containsExactly("{\"type\":\"superseded\",\"line\":3}");
        later.says(new Request.ToOwner(7, envelope));
        assertThat(alice.news()).singleElement().asString().contains("from-reader");
        again.says(new Request.Yielded(3));
        assertThat(later.news()).as("once a minute is enough").isEmpty();
        assertThat(counts.count(RendezvousCounter.SECRETS_USED_TWICE)).isOne();

        introducer.disconnected(later.session);
        again.says(new Request.Watch(3, bobSecret, INSTANCE));
        assertThat(again.news()).singleElement().asString().contains("\"up\":true");
    }

    @Test
    void anAccountThatIsShownByTwoProgramsBelongsToTheLaterOneAndItsFriendsSeeNoGap() {
        account();
        Peer bob = new Peer(introducer);
        bob.says(new Request.Watch(3, bobSecret, INSTANCE));
        Peer old = alice();
        Peer oldToo = alice();
        bob.news();
        Peer later = new Peer(introducer);
        later.says(new Request.Own(aliceSecret, OTHER));
        assertThat(old.news()).last().isEqualTo("{\"type\":\"superseded\",\"line\":-1}");
        assertThat(oldToo.news()).last().isEqualTo("{\"type\":\"superseded\",\"line\":-1}");
        assertThat(bob.news()).allMatch(news -> news.contains("\"up\":true"));
        later.news();
        old.says(new Request.Yielded(Request.ACCOUNT));
        assertThat(later.news()).containsExactly("{\"type\":\"used-twice\",\"line\":-1}");
        bob.says(new Request.ToOwner(3, envelope));
        assertThat(old.news()).isEmpty();
        assertThat(later.news()).hasSize(1);
        Peer again = alice();
        again.says(new Request.Readers(1, false, List.of()));
        assertThat(again.news()).containsExactly("{\"type\":\"superseded\",\"line\":-1}");
        bob.says(new Request.ToOwner(3, envelope));
        assertThat(later.news()).as("bob is still invited").hasSize(1);
        assertThat(old.closed || again.closed).isFalse();
    }

    @Test
    void theOldestOfThreeConnectionsOfAnOwnerIsReplaced() {
        account();
        Peer first = alice();
        alice();
        alice();
        assertThat(first.closed).isTrue();
        assertThat(first.news()).last().isEqualTo("{\"type\":\"refused\",\"reason\":\"replaced\"}");
    }

    @Test
    void readersAreSetAsAWholeAndWrittenBeforeDone() {
        introducer.changed(new AccountChange.AccountAdded("alice", aliceSecret.sha256()));
        Peer alice = alice();
        alice.news();
        Octets one = Octets.random(RANDOM, 32);
        Octets two = Octets.random(RANDOM, 32);
        alice.says(new Request.Readers(1, true, List.of(one)));
        alice.says(new Request.Readers(1, false, List.of(two)));
        alice.says(new Request.Readers(2, false, List.of(two)));
        alice.says(new Request.Readers(3, false, List.of(two)));

        assertThat(alice.news())
                .containsExactly(
                        "{\"type\":\"done\",\"request\":1}",
                        "{\"type\":\"done\",\"request\":2}",
                        "{\"type\":\"done\",\"request\":3}");
        assertThat(written).hasSize(3).contains(new AccountChange.ReaderRevoked("alice", one));
    }

    @Test
    void aReaderMaySendOnlySoManyOffers() {
        account();
        Peer alice = alice();
        Peer bob = new Peer(introducer);
        bob.says(new Request.Watch(0, bobSecret, INSTANCE));
        alice.news();
        for (int i = 0; i < 100; i++) {
            bob.says(new Request.ToOwner(0, envelope));
        }
        assertThat(alice.news()).hasSize((int) LIMITS.offersPerReader().burst());
        assertThat(counts.count(RendezvousCounter.OFFERS_DROPPED_RATE)).isEqualTo(70);
    }

    @Test
    void anEnvelopeForOneWhoDoesNotReadIsDroppedAndPresenceEndsTheConnection() {
        account();
        Peer alice = alice();
        Peer bob = new Peer(introducer);
        bob.says(new Request.Watch(0, bobSecret, INSTANCE));
        alice.full = true;
        bob.says(new Request.ToOwner(0, envelope));
        assertThat(counts.count(RendezvousCounter.OFFERS_DROPPED_SLOW)).isEqualTo(1);
        assertThat(alice.closed).isFalse();
        introducer.disconnected(bob.session);
        assertThat(alice.closed).isTrue();
    }

    /** To tell somebody who does not read ends a connection, in the middle of the round that tells all. */
    @Test
    void twoConnectionsThatDoNotReadAreEndedTogetherAndTheOthersAreTold() {
        account();
        Octets carolSecret = Octets.random(RANDOM, 32);
        introducer.changed(new AccountChange.ReaderAdmitted("alice", carolSecret.sha256()));
        List<Peer> bobs = List.of(new Peer(introducer), new Peer(introducer));
        bobs.forEach(bob -> bob.says(new Request.Watch(0, bobSecret, INSTANCE)));
        Peer carol = new Peer(introducer);
        carol.says(new Request.Watch(0, carolSecret, INSTANCE));
        Peer alice = alice();
        bobs.forEach(bob -> bob.full = true);
        carol.news();
        alice.news();

        introducer.disconnected(alice.session);

        assertThat(bobs).allMatch(bob -> bob.closed);
        assertThat(carol.news()).singleElement().asString().contains("\"up\":false");
        assertThat(counts.count(RendezvousCounter.CLOSED_SLOW)).isEqualTo(2);
    }

    @Test
    void onlyReadersOfOnesOwnAreReached() {
        account();
        Octets eveSecret = Octets.random(RANDOM, 32);
        introducer.changed(new AccountChange.AccountAdded("eve", eveSecret.sha256()));
        Peer bob = new Peer(introducer);
        bob.says(new Request.Watch(0, bobSecret, INSTANCE));
        bob.news();
        Peer eve = new Peer(introducer);
        eve.says(new Request.Own(eveSecret, INSTANCE));
        eve.says(new Request.ToReader(bobSecret.sha256(), envelope));
        Peer stranger = new Peer(introducer);
        stranger.says(new Request.ToReader(bobSecret.sha256(), envelope));
        assertThat(bob.news()).isEmpty();
    }

    @Test
    void whoShowsNothingOrSaysNothingIsClosed() {
        account();
        Peer mute = new Peer(introducer);
        Peer alice = alice();
        now += TimeUnit.MILLISECONDS.toNanos(LIMITS.patience().identifyMillis() + 1);
        introducer.tick(now);
        assertThat(mute.closed).isTrue();
        assertThat(alice.closed).isFalse();
        now += TimeUnit.MILLISECONDS.toNanos(LIMITS.patience().silenceMillis() + 1);
        introducer.tick(now);
        assertThat(alice.closed).isTrue();
    }

    @Test
    void tooManyFramesEndAConnection() {
        Peer peer = new Peer(introducer);
        for (int i = 0; i < LIMITS.framesPerConnection().burst() + 1; i++) {
            peer.says(new Request.Ping());
        }
        assertThat(peer.closed).isTrue();
        assertThat(peer.news()).last().isEqualTo("{\"type\":\"refused\",\"reason\":\"too-much\"}");
    }

    @Test
    void credentialsAreRenewedAtHalfTheirLife() {
        account();
        Peer alice = alice();
        alice.news();
        now += TimeUnit.SECONDS.toNanos(1800);
        alice.says(new Request.Ping());
        introducer.tick(now);
        assertThat(alice.news()).last().asString().startsWith("{\"type\":\"relay\"");
    }

    /** Nobody may hold a connection by capabilities that open nothing; and whoever watches must not learn which they are. */
    @Test
    void aConnectionOnWhichNoOwnerIsUpEndsAfterAWhileWhateverItsCapabilities() {
        account();
        List<Peer> idle = List.of(new Peer(introducer), new Peer(introducer));
        idle.get(0).says(new Request.Watch(0, bobSecret, INSTANCE));
        idle.get(1).says(new Request.Watch(0, Octets.random(RANDOM, 32), INSTANCE));
        List<Integer> endedAfter = new ArrayList<>();
        for (int minute = 1; minute <= 60 && endedAfter.size() < 2; minute++) {
            now += TimeUnit.MINUTES.toNanos(1);
            for (Peer peer : idle) {
                peer.says(new Request.Ping());
            }
            introducer.tick(now);
            for (Peer peer : idle) {
                if (peer.closed && endedAfter.size() < idle.indexOf(peer) + 1) {
                    endedAfter.add(minute);
                }
            }
        }
        assertThat(endedAfter).hasSize(2);
        assertThat(endedAfter.get(0)).isEqualTo(endedAfter.get(1));
        assertThat(idle.get(0).news()).isEqualTo(idle.get(1).news());
    }

    @Test
    void aConnectionOnWhichAnOwnerIsUpStays() {
        account();
        Peer alice = alice();
        Peer bob = new Peer(introducer);
        bob.says(new Request.Watch(0, bobSecret, INSTANCE));
        for (int minute = 0; minute < 60; minute++) {
            now += TimeUnit.MINUTES.toNanos(1);
            alice.says(new Request.Ping());
            bob.says(new Request.Ping());
            introducer.tick(now);
        }
        assertThat(alice.closed).isFalse();
        assertThat(bob.closed).isFalse();
    }

    @Test
    void anAccountHasOnlySoManyConnectionsServedAndOthersAreNotConcerned() {
        account();
        Peer alice = alice();
        int most = LIMITS.connections().perAccount();
        List<Octets> made = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            made.add(Octets.random(RANDOM, 32));
            introducer.changed(
                    new AccountChange.ReaderAdmitted("alice", made.get(i).sha256()));
        }
        Peer crowd = null;
        for (int i = 0; i < most; i++) {
            crowd = new Peer(introducer);
            crowd.says(new Request.Watch(0, made.get(i), INSTANCE));
        }
        assertThat(crowd).isNotNull();
        Peer late = new Peer(introducer);
        late.says(new Request.Watch(0, bobSecret, INSTANCE));
        assertThat(late.news()).singleElement().asString().contains("\"up\":false");
        assertThat(counts.count(RendezvousCounter.WATCHES_REFUSED_ACCOUNT_FULL)).isEqualTo(1);

        Octets carolOwner = Octets.random(RANDOM, 32);
        Octets carolsFriend = Octets.random(RANDOM, 32);
        introducer.changed(new AccountChange.AccountAdded("carol", carolOwner.sha256()));
        introducer.changed(new AccountChange.ReaderAdmitted("carol", carolsFriend.sha256()));
        Peer carol = new Peer(introducer);
        carol.says(new Request.Own(carolOwner, INSTANCE));
        Peer friend = new Peer(introducer);
        friend.says(new Request.Watch(0, carolsFriend, INSTANCE));
        assertThat(friend.news()).singleElement().asString().contains("\"up\":true");

        if (crowd != null) {
            introducer.disconnected(crowd.session);
        }
        late.says(new Request.Watch(0, bobSecret, INSTANCE));
        assertThat(late.news()).last().asString().contains("\"up\":true");
        assertThat(alice.closed).isFalse();
    }
}
