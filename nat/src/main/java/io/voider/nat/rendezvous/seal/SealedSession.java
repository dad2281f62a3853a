package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of the fresh, ordered exchange of payloads with one correspondent, over a server that may drop, repeat,
 * reorder, alter and invent envelopes. Pure: time and randomness are parameters, outputs go to an {@link Outputs}.
 *
 * <p>The friend opens, because the owner may be asked by many:
 *
 * <pre>
 *   friend                                   owner
 *     OPEN(r)            ──────────────────►         r, o: 16 fresh random bytes
 *                        ◄──────────────────  ACCEPT(r, o) [payload]
 *     DATA(r, o, 1) [payload] ─────────────►         the owner now knows that the friend is live
 *                        ◄──────────────────  DATA(r, o, 1) [payload]
 * </pre>
 *
 * Every payload names a nonce that its receiver chose for this session, so nothing recorded earlier is ever
 * believed, and no clock is needed; within a session the sequence number must rise, so nothing is believed twice or out of order. A
 * repeated OPEN makes the owner answer, at most; it never ends the session that is up.
 */
public abstract sealed class SealedSession permits ReaderSession, OwnerSession {
    /** Payloads that wait for a session; the oldest is dropped beyond this. */
    static final int MAX_WAITING = 8;

    /** Bytes of a payload, at most. */
    public static final int MAX_PAYLOAD = SealedMessage.MAX_PAYLOAD;

    /** What a session asks its surroundings to do. */
    public interface Outputs {
        void send(Octets envelope);

        /** A new session is up in both directions, as far as this end can know. */
        void ready();

        void deliver(Octets payload);

        /** A payload is dropped: it waited for a session in vain, or newer ones do. */
        void dropped();
    }

    final Sealer sealer;
    final RandomGenerator random;
    final Outputs outputs;
    final Waiting waiting = new Waiting();

    @Nullable
    Established session;

    SealedSession(Sealer sealer, RandomGenerator random, Outputs outputs) {
        this.sealer = sealer;
        this.random = random;
        this.outputs = outputs;
    }

    /** Sends now if a session is up, else as soon as one is. */
    public final void send(Octets payload) {
        if (session == null) {
            if (waiting.add(payload)) {
                outputs.dropped();
            }
        } else {
            outputs.send(session.seal(sealer, payload));
        }
    }

    /** An envelope came in, from wherever. Returns whether it was believed. */
    public final boolean received(Octets envelope) {
        Optional<SealedMessage> opened = sealer.open(envelope);
        if (opened.isEmpty()) {
            return false;
        }
        SealedMessage message = opened.get();
        return switch (message.kind()) {
            case OPEN -> opened(message);
            case ACCEPT -> accepted(message);
            case DATA -> data(message);
        };
    }

    /** The friend wants a session. Returns whether that is believed. */
    abstract boolean opened(SealedMessage message);

    /** The owner agrees to one. Returns whether that is believed. */
    abstract boolean accepted(SealedMessage message);

    /** A payload, or proof that the other end has the session. Returns whether it is believed. */
    abstract boolean data(SealedMessage message);

    /** A new session is up. */
    final void begin(Established fresh) {
        session = fresh;
        outputs.ready();
    }

    /** Sends what waited for the session, or an empty payload that proves this end has it. */
    final void sendWaiting(Established fresh) {
        if (waiting.isEmpty()) {
            outputs.send(fresh.seal(sealer, SealedMessage.NO_PAYLOAD));
        }
        while (!waiting.isEmpty()) {
            outputs.send(fresh.seal(sealer, waiting.next()));
        }
    }

    final void deliver(Octets payload) {
        if (payload.length() > 0) {
            outputs.deliver(payload);
        }
    }

    /** The payloads that wait for a session. */
    static final class Waiting {
        private final ArrayDeque<Octets> payloads = new ArrayDeque<>();

        /** Returns whether the oldest had to make room. */
        boolean add(Octets payload) {
            boolean full = payloads.size() == MAX_WAITING;
            if (full) {
                payloads.removeFirst();
            }
            payloads.addLast(payload);
            return full;
        }

        boolean isEmpty() {
            return payloads.isEmpty();
        }

        Octets next() {
            return payloads.removeFirst();
        }

        /** Returns how many there were. */
        int clear() {
            int waiting = payloads.size();
            payloads.clear();
            return waiting;
        }
    }
}
