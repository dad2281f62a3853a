package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.util.ArrayDeque;

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
public sealed interface SealedSession permits ReaderSession, OwnerSession {
    /** Payloads that wait for a session; the oldest is dropped beyond this. */
    int MAX_WAITING = 8;

    /** Bytes of a payload, at most. */
    int MAX_PAYLOAD = SealedMessage.MAX_PAYLOAD;

    /** What a session asks its surroundings to do. */
    interface Outputs {
        void send(Octets envelope);

        /** A new session is up in both directions, as far as this end can know. */
        void ready();

        void deliver(Octets payload);

        /** A payload is dropped: it waited for a session in vain, or newer ones do. */
        void dropped();
    }

    /** Sends now if a session is up, else as soon as one is. */
    void send(Octets payload);

    /** An envelope came in, from wherever. Returns whether it was believed. */
    boolean received(Octets envelope, long nowNanos);

    /** The payloads that wait for a session. */
    final class Waiting {
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
