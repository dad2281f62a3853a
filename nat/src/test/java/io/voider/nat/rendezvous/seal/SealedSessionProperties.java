package io.voider.nat.rendezvous.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A server that does with envelopes whatever it likes, between one owner and two friends. */
class SealedSessionProperties {
    private static final SplittableRandom KEYS = new SplittableRandom(1);
    private static final SealingKey OWNER = SealingKey.random(KEYS);
    private static final ReaderCapability BOB = ReaderCapability.create(OWNER.publicKey(), KEYS);
    private static final ReaderCapability EVE = ReaderCapability.create(OWNER.publicKey(), KEYS);

    /** One end, and what it believed. */
    private static final class End implements SealedSession.Outputs {
        private final String name;
        private final List<Octets> sealed = new ArrayList<>();
        private final List<String> delivered = new ArrayList<>();
        private int sessions;

        End(String name) {
            this.name = name;
        }

        @Override
        public void send(Octets envelope) {
            sealed.add(envelope);
        }

        @Override
        public void ready() {
            sessions++;
        }

        @Override
        public void dropped() {}

        @Override
        public void deliver(Octets payload) {
            delivered.add(new String(payload.toBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Octets text(String text) {
        return Octets.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 60)
    void aHostileServerDeliversNothingThatTheFriendDidNotSayInThisOrderAndOnce(@ForAll long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        End[] ends = {new End("bob"), new End("owner-of-bob"), new End("eve"), new End("owner-of-eve")};
        SealedSession[] sessions = {
            new ReaderSession(Sealer.ofReader(BOB), dice, ends[0]),
            new OwnerSession(Sealer.ofOwner(OWNER, BOB.registration()), dice, ends[1]),
            new ReaderSession(Sealer.ofReader(EVE), dice, ends[2]),
            new OwnerSession(Sealer.ofOwner(OWNER, EVE.registration()), dice, ends[3])
        };
        List<Octets> seen = new ArrayList<>();
        long now = 0;
        int said = 0;
        for (int step = 0; step < 60; step++) {
            now += dice.nextLong(1_500_000_000L);
            int who = dice.nextInt(4);
            switch (dice.nextInt(4)) {
                case 0 -> sessions[who].send(text(ends[who].name + ":" + String.format("%06d", said++)));
                case 1 -> {
                    if (sessions[who] instanceof ReaderSession reader) {
                        if (dice.nextInt(4) == 0) {
                            reader.open(now);
                        }
                        reader.tick(now);
                    }
                }
                default -> {
                    for (End end : ends) {
                        seen.addAll(end.sealed);
                        end.sealed.clear();
                    }
                    if (!seen.isEmpty()) {
                        Octets envelope = seen.get(dice.nextInt(seen.size()));
                        sessions[who].received(dice.nextInt(5) == 0 ? altered(envelope, dice) : envelope);
                    }
                }
            }
        }
        for (int who = 0; who < 4; who++) {
            String peer = ends[who ^ 1].name + ":";
            assertThat(ends[who].delivered).allMatch(payload -> payload.startsWith(peer));
            assertThat(ends[who].delivered).isSorted().doesNotHaveDuplicates();
        }
    }

    private static Octets altered(Octets envelope, SplittableRandom dice) {
        byte[] bytes = envelope.toBytes();
        bytes[dice.nextInt(bytes.length)] ^= (byte) (1 << dice.nextInt(8));
        return Octets.of(bytes);
    }

    @Property(tries = 30)
    void afterAnyMischiefAnHonestServerBringsBothEndsTogether(@ForAll long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        End bob = new End("bob");
        End owner = new End("owner");
        ReaderSession reader = new ReaderSession(Sealer.ofReader(BOB), dice, bob);
        OwnerSession answering = new OwnerSession(Sealer.ofOwner(OWNER, BOB.registration()), dice, owner);
        List<Octets> seen = new ArrayList<>();
        long now = 0;
        for (int step = 0; step < 12; step++) {
            reader.open(now);
            reader.send(text("x"));
            answering.send(text("y"));
            seen.addAll(bob.sealed);
            seen.addAll(owner.sealed);
            bob.sealed.clear();
            owner.sealed.clear();
            reader.received(seen.get(dice.nextInt(seen.size())));
            answering.received(seen.get(dice.nextInt(seen.size())));
        }
        bob.delivered.clear();
        owner.delivered.clear();
        bob.sealed.clear();
        owner.sealed.clear();
        int before = bob.sessions + owner.sessions;
        reader.open(now);
        relay(bob, owner, reader, answering);
        reader.send(text("offer"));
        answering.send(text("answer"));
        relay(bob, owner, reader, answering);

        assertThat(bob.sessions + owner.sessions).isEqualTo(before + 2);
        assertThat(owner.delivered).endsWith("offer");
        assertThat(bob.delivered).endsWith("answer");
        now += 3_600_000_000_000L;
        reader.tick(now);
        assertThat(bob.sealed).as("nothing more is tried once both ends agree").isEmpty();
    }

    private static void relay(End bob, End owner, ReaderSession reader, OwnerSession answering) {
        while (!bob.sealed.isEmpty() || !owner.sealed.isEmpty()) {
            if (!bob.sealed.isEmpty()) {
                assertThat(answering.received(bob.sealed.remove(0))).isTrue();
            }
            if (!owner.sealed.isEmpty()) {
                assertThat(reader.received(owner.sealed.remove(0))).isTrue();
            }
        }
    }

    @Property(tries = 20)
    void everyEnvelopeHasOneSizeAndShowsNothing(@ForAll long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        Sealer sealer = Sealer.ofReader(BOB);
        int length = dice.nextInt(SealedMessage.MAX_PAYLOAD + 1);
        byte[] payload = new byte[length];
        java.util.Arrays.fill(payload, (byte) 'A');
        SealedMessage message = new SealedMessage(
                SealedMessage.Kind.DATA, SealedMessage.NO_NONCE, SealedMessage.NO_NONCE, 1, Octets.of(payload));

        Octets first = sealer.seal(message);
        Octets second = sealer.seal(message);

        assertThat(first.length()).isEqualTo(Sealer.ENVELOPE_LENGTH);
        assertThat(first).isNotEqualTo(second);
        assertThat(new String(first.toBytes(), StandardCharsets.ISO_8859_1)).doesNotContain("AAAAAAAA");
        assertThat(Sealer.ofOwner(OWNER, BOB.registration()).open(first)).contains(message);
        assertThat(Sealer.ofOwner(OWNER, EVE.registration()).open(first)).isEmpty();
        assertThat(sealer.open(first))
                .as("an envelope does not open in its own direction")
                .isEmpty();
    }
}
