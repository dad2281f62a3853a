package io.voider.nat.repair;

import io.voider.nat.limit.Rate;
import io.voider.nat.limit.TokenBucket;

/**
 * Whether a line's datagrams are sent twice. What the other side counts, set against what was sent, tells how much the path
 * loses, copies included:
 *
 * <pre>
 *   IDLE       no call             everything
 *     │ a call begins; when it ends, from wherever, back
 *     ▼
 *   PROVING    not known yet       everything ──── clean ────┐
 *     │ over 2 % lost                 ▲                      ▼
 *     ▼                               │                   RESTING   clean   nothing
 *   REPAIRING  lossy               everything ◀── over 2 % ──┘ ▲
 *     │   └──────────── clean for 10 s ────────────────────────┘
 *     │ now and then, when much is lost
 *     ▼
 *   THINNING   a trial of 3 s      every other ── no more arrives ──▶ REPAIRING
 *     │ more arrives                  │ far more
 *     ▼                               ▼
 *   PAUSING    a trial of 2 s  ──▶ YIELDING    full    nothing ── after 30 s or more ──▶ PROVING
 * </pre>
 *
 * <p>Without a call there is little to send, and what there is, a handshake or the INVITE, is waited for. A call begins in
 * the same way, until the path has shown that it is clean. Where sending more makes the path lose more it is full, and
 * repeating would only take from others: then it stops. An other side that counts nothing, because it is of an earlier
 * release, is repeated nothing once its call has begun.
 */
public final class Repetition {
    /** Copies' bytes, headers included: 300 kbit/s. */
    private static final Rate BUDGET = new Rate(37_500, 37_500);

    private static final int HEADER_BYTES = 28;

    /** A lost datagram of its handshake costs OpenVPN two seconds. */
    private static final int HANDSHAKE_COPIES = 2;

    /** In a call, longer datagrams are no voice. */
    private static final int MOST_BYTES_IN_CALL = 600;

    private static final long SECOND_NANOS = 1_000_000_000L;
    /** Without a word from the other side for so long, nothing is repeated to it. */
    private static final long UNCOUNTED_NANOS = 5 * SECOND_NANOS;

    private static final long CLEAN_NANOS = 10 * SECOND_NANOS;
    private static final long EARLY_TRIAL_NANOS = 8 * SECOND_NANOS;
    private static final long FIRST_TRIAL_NANOS = 40 * SECOND_NANOS;
    private static final long THINNING_NANOS = 3 * SECOND_NANOS;
    private static final long PAUSING_NANOS = 2 * SECOND_NANOS;
    private static final long NEXT_TRIAL_NANOS = 60 * SECOND_NANOS;
    private static final long FIRST_YIELD_NANOS = 30 * SECOND_NANOS;
    private static final long MOST_YIELD_NANOS = 300 * SECOND_NANOS;

    private static final double LOSSY = 0.02;
    private static final double CLEAN = 0.01;
    /** So lossy that it may be this line's own doing, which is worth a trial, early or late in the call. */
    private static final double HEAVY = 0.10;

    private static final double HEAVIEST = 0.25;

    /** With half of the copies, or none, so much more of what is sent arrives that it cannot be chance. */
    private static final double FAR_MORE = 1.2;

    /** It can, but hardly twice. */
    private static final double MORE = 1.08;

    /** How much is sent twice. */
    enum State {
        IDLE,
        PROVING,
        RESTING,
        REPAIRING,
        THINNING,
        PAUSING,
        YIELDING
    }

    private final TokenBucket budget;
    private final LossEstimate estimate = new LossEstimate();
    private State state = State.IDLE;
    private long sinceNanos;
    private long cleanSinceNanos;
    private long earlyTrialNanos;
    private long trialNanos;
    private long yieldNanos = FIRST_YIELD_NANOS;
    private double arrivedBefore;
    private boolean odd;

    public Repetition(long nowNanos) {
        budget = new TokenBucket(BUDGET, nowNanos);
    }

    /** A call begins on the line, or the last one ends. */
    public void inCall(boolean value, long nowNanos) {
        if (value == (state == State.IDLE)) {
            estimate.forget();
            become(value ? State.PROVING : State.IDLE, nowNanos);
            yieldNanos = FIRST_YIELD_NANOS;
            earlyTrialNanos = nowNanos + EARLY_TRIAL_NANOS;
            trialNanos = nowNanos + FIRST_TRIAL_NANOS;
        }
    }

    /**
     * A datagram is sent: how many copies of it are to follow.
     *
     * @param numbered whether the other side counts it; what it does not belongs to a tunnel that is being made
     */
    public int copies(int bytes, boolean numbered, long nowNanos) {
        int wanted = numbered ? (wants(bytes, nowNanos) ? 1 : 0) : HANDSHAKE_COPIES;
        int copies = wanted > 0 && budget.take((long) wanted * (bytes + HEADER_BYTES), nowNanos) ? wanted : 0;
        if (numbered) {
            estimate.sent(copies > 0);
        }
        return copies;
    }

    private boolean wants(int bytes, long nowNanos) {
        if (state == State.PROVING && nowNanos - sinceNanos > UNCOUNTED_NANOS) {
            become(State.RESTING, nowNanos);
        }
        odd = !odd;
        return switch (state) {
            case IDLE -> true;
            case PROVING, REPAIRING -> bytes <= MOST_BYTES_IN_CALL;
            case THINNING -> bytes <= MOST_BYTES_IN_CALL && odd;
            case RESTING, PAUSING, YIELDING -> false;
        };
    }

    /** The other side says what it counted. */
    public void heard(ArrivalCount count, long nowNanos) {
        if (state != State.IDLE && estimate.heard(count)) {
            judge(nowNanos);
        }
    }

    private void judge(long nowNanos) {
        double lost = estimate.lost();
        switch (state) {
            case IDLE -> {}
            case PROVING -> {
                if (estimate.isFirm()) {
                    become(lost > LOSSY ? State.REPAIRING : State.RESTING, nowNanos);
                }
            }
            case RESTING -> {
                if (lost > HEAVY || (lost > LOSSY && estimate.isFirm())) {
                    become(State.REPAIRING, nowNanos);
                }
            }
            case REPAIRING -> repairing(lost, nowNanos);
            case THINNING -> {
                if (nowNanos - sinceNanos >= THINNING_NANOS) {
                    State otherwise = more(lost) > MORE ? State.PAUSING : State.REPAIRING;
                    become(more(lost) > FAR_MORE ? State.YIELDING : otherwise, nowNanos);
                }
            }
            case PAUSING -> {
                if (nowNanos - sinceNanos >= PAUSING_NANOS) {
                    become(more(lost) > MORE ? State.YIELDING : State.REPAIRING, nowNanos);
                }
            }
            case YIELDING -> {
                if (nowNanos - sinceNanos >= yieldNanos) {
                    yieldNanos = Math.min(2 * yieldNanos, MOST_YIELD_NANOS);
                    trialNanos = nowNanos; // this time it is tried at once
                    become(State.PROVING, nowNanos);
                }
            }
        }
    }

    private void repairing(double lost, long nowNanos) {
        if (lost >= CLEAN) {
            cleanSinceNanos = nowNanos;
        } else if (nowNanos - cleanSinceNanos >= CLEAN_NANOS) {
            become(State.RESTING, nowNanos);
            return;
        }
        long due = lost > HEAVIEST ? Math.min(earlyTrialNanos, trialNanos) : trialNanos;
        if (lost > HEAVY && nowNanos >= due && estimate.isFirm()) {
            arrivedBefore = 1 - lost;
            trialNanos = nowNanos + NEXT_TRIAL_NANOS;
            earlyTrialNanos = trialNanos;
            become(State.THINNING, nowNanos);
        }
    }

    private double more(double lost) {
        return (1 - lost) / Math.max(arrivedBefore, 0.01);
    }

    private void become(State next, long nowNanos) {
        state = next;
        sinceNanos = nowNanos;
        cleanSinceNanos = nowNanos;
        estimate.begin();
    }

    /** What is done against loss. */
    public RepairStatus status() {
        int percent = (int) Math.round(100 * estimate.lost());
        return switch (state) {
            case IDLE, PROVING, RESTING -> RepairStatus.NONE;
            case REPAIRING, THINNING, PAUSING -> new RepairStatus(RepairStatus.Work.REPEATING, percent);
            case YIELDING -> new RepairStatus(RepairStatus.Work.YIELDING, percent);
        };
    }

    State state() {
        return state;
    }
}
