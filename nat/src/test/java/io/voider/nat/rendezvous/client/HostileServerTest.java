package io.voider.nat.rendezvous.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.seal.Sealer;
import io.voider.nat.rendezvous.seal.SealingKey;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A server that wants to bring two homes together at an address of its own choice. "Path" here is an address that a home
 * took from a delivered offer: the only source of addresses that a home has.
 */
class HostileServerTest {
    private static final SplittableRandom KEYS = new SplittableRandom(21);

    /** A home: its correspondence, what it sent, and the addresses that it would try. */
    private static final class Party implements RendezvousListener, Correspondence.Link {
        final Correspondence correspondence;
        final List<Request> sent = new ArrayList<>();
        final List<String> tried = new ArrayList<>();
        final String address;

        Party(Optional<RendezvousClient.Owner> owner, SplittableRandom random, String address) {
            this.correspondence = new Correspondence(
                    Set.of(),
                    owner,
                    Request.instance(1, random),
                    random,
                    this,
                    new Counters<>(IntroductionCounter.class));
            this.address = address;
        }

        @Override
        public Endpoint server() {
            return Endpoint.parse("192.0.2.1:7443");
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
        public void close(String reason, boolean waitLong) {}

        @Override
        public void ready(Correspondent who) {
            correspondence.send(who, Octets.of(address.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void received(Correspondent who, Octets payload) {
            tried.add(who + " at " + new String(payload.toBytes(), StandardCharsets.UTF_8));
        }

        @Override
        public void connected(Endpoint server, InetSocketAddress observed, List<InetSocketAddress> stunServers) {}

        @Override
        public void disconnected(Endpoint server, String reason, long retryMillis) {}

        @Override
        public void presence(Correspondent who, boolean up) {}

        @Override
        public void relay(RelayCredentials credentials) {}
    }

    @Test
    void noMischiefMakesAPathToAnAddressThatTheFriendDidNotOffer() {
        mischief(40);
    }

    @Test
    @Tag("soak")
    void noMischiefInTwoThousandRoundsMakesAPathToAnAddressThatTheFriendDidNotOffer() {
        mischief(2000);
    }

    /** Everything that was ever sealed, by whom and whenever, is at the server's disposal, and envelopes of its own. */
    private static void mischief(int rounds) {
        int tried = 0;
        for (int round = 0; round < rounds; round++) {
            SplittableRandom dice = new SplittableRandom(round);
            SealingKey key = SealingKey.random(KEYS);
            ReaderCapability bob = ReaderCapability.create(key.publicKey(), KEYS);
            ReaderCapability eve = ReaderCapability.create(key.publicKey(), KEYS);
            Party owner = new Party(
                    Optional.of(new RendezvousClient.Owner(Octets.random(KEYS, 32), key)), dice, "owner's address");
            Party bobs = new Party(Optional.empty(), dice, "bob's address");
            Party eves = new Party(Optional.empty(), dice, "eve's address");
            owner.correspondence.subscribers(Map.of(2, bob.registration(), 3, eve.registration()), () -> {});
            bobs.correspondence.exchanges(Map.of(9, bob), 0);
            eves.correspondence.exchanges(Map.of(9, eve), 0);
            Octets[] readers = {bob.registration().reader(), eve.registration().reader()};
            Party[] everybody = {owner, bobs, eves};
            for (Party party : everybody) {
                party.correspondence.connected(party);
            }
            List<Octets> seen = new ArrayList<>();
            List<Runnable> honest = new ArrayList<>();
            long now = 0;
            for (int step = 0; step < 150; step++) {
                long at = now;
                now += dice.nextLong(400_000_000L);
                for (Party party : everybody) {
                    for (Request request : List.copyOf(party.sent)) {
                        remember(request, seen);
                        honest.add(() -> pass(request, party, owner, Map.of(readers[0], bobs, readers[1], eves), at));
                    }
                    party.sent.clear();
                }
                if (!honest.isEmpty() && dice.nextInt(3) != 0) {
                    // One in four out of its turn, one in eight not at all.
                    Runnable passing = honest.remove(dice.nextInt(4) == 0 ? dice.nextInt(honest.size()) : 0);
                    if (dice.nextInt(8) != 0) {
                        passing.run();
                    }
                    continue;
                }
                Party victim = everybody[dice.nextInt(3)];
                Octets reader = readers[dice.nextInt(2)];
                victim.correspondence.tick(now);
                victim.correspondence.received(victim, lie(dice, reader, seen), now);
            }
            assertThat(owner.tried)
                    .allMatch(path -> path.equals("Subscriber[number=2] at bob's address")
                            || path.equals("Subscriber[number=3] at eve's address"));
            assertThat(bobs.tried).allMatch("Exchange[index=9] at owner's address"::equals);
            assertThat(eves.tried).allMatch("Exchange[index=9] at owner's address"::equals);
            tried += owner.tried.size() + bobs.tried.size() + eves.tried.size();
        }
        assertThat(tried)
                .as("the mischief is not so bad that nothing is delivered")
                .isPositive();
        System.out.println(rounds + " hostile servers, " + tried + " offers believed, all genuine");
    }

    /** What an honest server would do with a request. */
    private static void pass(Request request, Party from, Party owner, Map<Octets, Party> readers, long now) {
        readers.forEach((reader, party) -> {
            if (request instanceof Request.ToOwner offer && party == from) {
                owner.correspondence.received(owner, new Notice.FromReader(reader, offer.envelope()), now);
            } else if (request instanceof Request.ToReader offer
                    && offer.reader().equals(reader)) {
                party.correspondence.received(party, new Notice.FromOwner(9, offer.envelope()), now);
            } else if (request instanceof Request.Watch && party == from) {
                party.correspondence.received(party, new Notice.Presence(9, true, null), now);
                owner.correspondence.received(owner, new Notice.ReaderPresence(reader, true), now);
            }
        });
    }

    private static void remember(Request request, List<Octets> seen) {
        if (request instanceof Request.ToOwner offer) {
            seen.add(offer.envelope());
        } else if (request instanceof Request.ToReader offer) {
            seen.add(offer.envelope());
        }
    }

    private static Notice lie(SplittableRandom dice, Octets reader, List<Octets> seen) {
        Octets envelope = seen.isEmpty() || dice.nextInt(12) == 0
                ? Octets.random(dice, Sealer.ENVELOPE_LENGTH)
                : seen.get(dice.nextInt(3) == 0 ? dice.nextInt(seen.size()) : seen.size() - 1);
        if (dice.nextInt(10) == 0) {
            byte[] bytes = envelope.toBytes();
            bytes[dice.nextInt(bytes.length)] ^= (byte) (1 << dice.nextInt(8));
            envelope = Octets.of(bytes);
        }
        return switch (dice.nextInt(12)) {
            case 10 -> new Notice.Superseded(dice.nextBoolean() ? 9 : Request.ACCOUNT);
            case 11 -> dice.nextBoolean() ? new Notice.UsedTwice(9) : new Notice.ReaderUsedTwice(reader);
            case 0 -> new Notice.Presence(9, dice.nextInt(4) != 0, null);
            case 1 -> new Notice.ReaderPresence(reader, dice.nextInt(4) != 0);
            case 2 -> new Notice.Welcome(Notice.VERSION, "192.0.2.66:1", List.of("192.0.2.66:3478"));
            case 3 -> new Notice.Done(dice.nextInt(5));
            case 4, 5, 6 -> new Notice.FromReader(reader, envelope);
            default -> new Notice.FromOwner(9, envelope);
        };
    }
}
