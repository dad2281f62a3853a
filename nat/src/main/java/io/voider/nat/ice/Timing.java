package io.voider.nat.ice;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.voider.nat.stun.Retransmission;
import io.voider.transport.time.Alarm;

/** Every interval of the agent, in nanoseconds, with its reason. */
final class Timing {
    /** "Never", far enough from overflow that intervals can be added to it. */
    static final long NEVER = Alarm.NEVER;

    /** Between two paced checks: 200 packets a second at most, the shortest that RFC 8445 section 14.2 allows. */
    static final long PACE = MILLISECONDS.toNanos(5);

    /** When a check is repeated, counted from the one before: quick while a home router's path is being opened. */
    private static final long[] CHECK_INTERVALS = {
        MILLISECONDS.toNanos(50),
        MILLISECONDS.toNanos(50),
        MILLISECONDS.toNanos(100),
        MILLISECONDS.toNanos(200),
        MILLISECONDS.toNanos(400),
        MILLISECONDS.toNanos(800),
        MILLISECONDS.toNanos(1600),
        MILLISECONDS.toNanos(3200),
    };

    /** STUN servers are near and few; RFC 8489's first 500 ms would be most of the time that a connection may take. */
    static final Retransmission GATHERING = Retransmission.of(
            MILLISECONDS.toNanos(100),
            MILLISECONDS.toNanos(200),
            MILLISECONDS.toNanos(400),
            MILLISECONDS.toNanos(1600));

    /** Each check is a request of its own, so that its answer tells the round trip: it is sent once, and an answer may be late. */
    static final Retransmission CHECK = Retransmission.of(SECONDS.toNanos(30));

    /** How long the first offer waits for STUN servers that have not answered yet. */
    static final long GATHER_PATIENCE = MILLISECONDS.toNanos(300);

    /** Candidates that appear together are offered together. */
    static final long OFFER_GATHERING = MILLISECONDS.toNanos(10);

    /** Between two offers, whatever happens; a relay's address must not wait for long after the others. */
    static final long OFFER_GAP = MILLISECONDS.toNanos(30);

    /** The first repetition of an offer that led to nothing; doubles each time. */
    static final long OFFER_REPEAT = SECONDS.toNanos(2);

    /**
     * Added to the one way through the rendezvous before checks start: its queues, ours, and the event loops'. It delays
     * nobody where the other side's checks arrive, since those are answered, and checked back, at once.
     */
    static final long START_MARGIN = MILLISECONDS.toNanos(60);

    /** No offer takes longer on its way, or the first checks are lost, which costs less than waiting. */
    static final long START_DELAY_MAX = MILLISECONDS.toNanos(300);

    /** With no direct path this long after the first check, harder means are tried: a fresh port, port prediction. */
    static final long ESCALATE = MILLISECONDS.toNanos(1_200);

    /** A whole attempt; then only the relay, if any, and a later retry. */
    static final long ATTEMPT = SECONDS.toNanos(8);

    /** The first retry for a direct path after a failed attempt; doubles up to {@link #RETRY_MAX}. */
    static final long RETRY = SECONDS.toNanos(30);

    static final long RETRY_MAX = SECONDS.toNanos(600);

    /** In a call, a packet is due every 20 ms; silence of this long makes a check fill it. */
    static final long CALL_CHECK_SILENCE = MILLISECONDS.toNanos(100);

    /** In a call with packets flowing, a check still measures the way there. */
    static final long CALL_CHECK = SECONDS.toNanos(1);

    static final long CALL_SUSPECT = MILLISECONDS.toNanos(400);

    static final long CALL_REPLACE = MILLISECONDS.toNanos(1_200);

    /** In a call, paths in reserve are known to be alive, and cheaply so. */
    static final long CALL_RESERVE = SECONDS.toNanos(5);

    /** Half of the shortest mapping lifetime that RFC 4787 tolerates in the field (30 s); jittered by a fifth. */
    static final long IDLE_CHECK = SECONDS.toNanos(15);

    static final long IDLE_CHECK_AGAIN = MILLISECONDS.toNanos(500);

    static final long IDLE_SUSPECT = SECONDS.toNanos(2);

    static final long IDLE_REPLACE = SECONDS.toNanos(6);

    /** While a path is suspect, the wish for another is repeated so often. */
    static final long WISH = MILLISECONDS.toNanos(300);

    /** The last path is kept, suspect, for as long as RFC 7675 section 5.1 lets consent last. */
    static final long GIVE_UP = SECONDS.toNanos(30);

    /** Above the round trip, before an unanswered check counts as silence. */
    static final long ANSWER_MARGIN = MILLISECONDS.toNanos(250);

    /** A path that is only faster must be so by this much at least, or it is noise. */
    static final long SWITCH_GAIN = MILLISECONDS.toNanos(10);

    /** After a change of path for speed alone, none other for this long. */
    static final long SWITCH_HOLD = SECONDS.toNanos(10);

    /** How long the peer's wish for another path doubles ours. */
    static final long DOUBLE_ON_REQUEST = SECONDS.toNanos(1);

    /** A suspicion restarts the search at most this often. */
    static final long RESTART_GAP = SECONDS.toNanos(1);

    /** While no path is known, mappings on the STUN servers' paths are kept fresh for the offer that may come. */
    static final long REGATHER = SECONDS.toNanos(20);

    /** Ports that the other side opened are not probed for longer than NATs keep an unanswered mapping (30 s). */
    static final long PREDICTION = SECONDS.toNanos(14);

    private Timing() {}

    /** Until the check after number {@code sent} (from 1), or {@link #NEVER} when that was the last. */
    static long afterCheck(int sent) {
        return sent > CHECK_INTERVALS.length ? NEVER : CHECK_INTERVALS[sent - 1];
    }
}
