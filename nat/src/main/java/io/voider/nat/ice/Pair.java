package io.voider.nat.ice;

import java.net.InetSocketAddress;

/**
 * A base of ours and an address of the other side's, and what is known about the way between them.
 *
 * <pre>
 *   WAITING --check sent--&gt; CHECKING --answer--&gt; VALID --no answer--&gt; FAILED --restart--&gt; WAITING
 *                              \----------no answer----------------------^
 * </pre>
 */
final class Pair {
    enum State {
        WAITING,
        CHECKING,
        VALID,
        FAILED
    }

    final Base base;
    final InetSocketAddress remote;
    final CandidateRoute route;
    CandidateKind remoteKind;
    State state = State.WAITING;

    /** The other side has shown, signed, that it sends from there: what it sends is let through. */
    boolean admitted;

    /** The short-lived packet that opens our own NAT has been sent in this attempt. */
    boolean opened;

    int checksSent;
    /** When the next check is due by schedule; {@link Timing#NEVER} while the pair is held back. */
    long nextCheckAt = Timing.NEVER;
    /** When a check was last sent. */
    long checkedAt;
    /** Last authenticated message or tunnel datagram. */
    long heardAt;
    /** Last answer to one of our checks. */
    long answeredAt;
    /** The first check sent since the last answer; {@link Timing#NEVER} when all are answered. */
    long unansweredSince = Timing.NEVER;
    /** Until when the other side has asked us to send here. */
    long wantedUntil;

    int answers;
    long rttNanos;

    Pair(Base base, InetSocketAddress remote, CandidateKind remoteKind, long now) {
        this.base = base;
        this.remote = remote;
        this.route = new CandidateRoute(base, remote);
        this.remoteKind = remoteKind;
        this.heardAt = now;
        this.answeredAt = now;
    }

    boolean isValid() {
        return state == State.VALID;
    }

    boolean isDirect() {
        return relays() == 0;
    }

    int relays() {
        return (base.kind() == Base.Kind.RELAY ? 1 : 0) + (remoteKind == CandidateKind.RELAYED ? 1 : 0);
    }

    /** Lower is better: relays on the way first, then whether it leaves the LAN. */
    int rank() {
        return 2 * relays() + (remoteKind == CandidateKind.HOST ? 0 : 1);
    }

    /** Held back until it is to start over; a valid pair gets an early check. */
    void restart(long now) {
        if (isValid()) {
            nextCheckAt = now;
            return;
        }
        state = State.WAITING;
        checksSent = 0;
        opened = false;
        nextCheckAt = Timing.NEVER;
    }

    void heard(long now) {
        heardAt = now;
    }

    void answered(long now, long rtt) {
        heardAt = now;
        answeredAt = now;
        unansweredSince = Timing.NEVER;
        rttNanos = answers == 0 ? rtt : rttNanos + (rtt - rttNanos) / 8;
        answers++;
        state = State.VALID;
        admitted = true;
    }

    void fail() {
        state = State.FAILED;
        answers = 0;
        unansweredSince = Timing.NEVER;
        nextCheckAt = Timing.NEVER;
    }

    /**
     * Since when the pair has been silent: the first check without an answer, or the last datagram where datagrams are
     * due; later by what a long round trip excuses. {@link Timing#NEVER} for a pair of which nothing is wanted now.
     */
    long silentSince(boolean datagramsDue) {
        long since = datagramsDue ? Math.min(unansweredSince, heardAt) : unansweredSince;
        return since + Math.max(0, rttNanos + Timing.ANSWER_MARGIN - Timing.CALL_SUSPECT);
    }

    @Override
    public String toString() {
        return base.kind() + "#" + base.number() + " -> " + remote + " (" + remoteKind + ", " + state + ")";
    }
}
