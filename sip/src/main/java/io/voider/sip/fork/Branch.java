package io.voider.sip.fork;

/** The INVITE to one of several phones. */
final class Branch {
    static final long T1_NANOS = 500_000_000L;
    private static final long T2_NANOS = 4_000_000_000L;
    /** Timer B, and how long a final response may take behind a CANCEL (section 9.1). */
    static final long LIFE_NANOS = 64 * T1_NANOS;
    /** How long a phone may say nothing at all: three repetitions, of which one that is there answers each at once. */
    static final long SILENCE_NANOS = 8 * T1_NANOS;
    /** Timer C, which must exceed three minutes (section 16.6, step 11). */
    static final long RINGING_NANOS = 200_000_000_000L;

    static final int REQUEST_TIMEOUT = 408;
    private static final int TERMINATED = 487;

    final int phone;
    final Diversion diversion;
    private final boolean reliable;
    private final long beganNanos;
    private BranchState state = BranchState.CALLING;
    private boolean elsewhere;
    private boolean diverted;
    private boolean cancelHeard;
    private int status;
    private long deadlineNanos;
    private long repeatNanos;
    private long intervalNanos = T1_NANOS;

    /** @param reliable whether nothing is lost on the way, so that nothing is repeated */
    Branch(int phone, Diversion diversion, boolean reliable, long nowNanos) {
        this.phone = phone;
        this.diversion = diversion;
        this.reliable = reliable;
        this.beganNanos = nowNanos;
        this.deadlineNanos = nowNanos + LIFE_NANOS;
        this.repeatNanos = nowNanos + T1_NANOS;
    }

    BranchState state() {
        return state;
    }

    /** The status of its final response, or the one that stands for none; 0 while it is to come. */
    int status() {
        return status;
    }

    /** Whether nothing was heard of it for so long that it is not waited for when all others have ended. */
    boolean isSilent(long nowNanos) {
        boolean unheard = state == BranchState.CALLING || state == BranchState.WITHDRAWN;
        return unheard && nowNanos - beganNanos >= SILENCE_NANOS;
    }

    /** Whether another phone was called in its place. */
    boolean isDiverted() {
        return diverted;
    }

    void divert() {
        diverted = true;
    }

    /** Whether it has rung for so long that another phone is to ring in its place. */
    boolean isUnanswered(long nowNanos) {
        return state.mayRing()
                && !diversion.ifUnanswered().isEmpty()
                && nowNanos - beganNanos >= diversion.afterNanos();
    }

    void provisional(long nowNanos, ForkOutputs out) {
        if (state.mayRing()) {
            deadlineNanos = nowNanos + RINGING_NANOS;
        }
        move(BranchState.Event.PROVISIONAL, nowNanos, out);
    }

    /** @param another whether that is because another phone has answered */
    void withdraw(boolean another, long nowNanos, ForkOutputs out) {
        if (state.mayRing()) {
            elsewhere = another;
            move(BranchState.Event.WITHDRAW, nowNanos, out);
        }
    }

    void accepted(int code, long nowNanos, ForkOutputs out) {
        status = code;
        move(BranchState.Event.SUCCESS, nowNanos, out);
    }

    void refused(int code, long nowNanos, ForkOutputs out) {
        status = code;
        move(BranchState.Event.FAILURE, nowNanos, out);
    }

    /** The CANCEL has its answer. */
    void cancelHeard() {
        cancelHeard = true;
    }

    void tick(long nowNanos, ForkOutputs out) {
        if (state.isPending() && nowNanos - deadlineNanos >= 0) {
            if (state != BranchState.PROCEEDING) {
                status = state == BranchState.CALLING ? REQUEST_TIMEOUT : TERMINATED;
            }
            move(BranchState.Event.TIMEOUT, nowNanos, out);
            return;
        }
        boolean repeats = state == BranchState.CALLING || (state == BranchState.CANCELLING && !cancelHeard);
        if (!reliable && repeats && nowNanos - repeatNanos >= 0) {
            // Timer A doubles without end, timer E up to T2.
            intervalNanos *= 2;
            if (state == BranchState.CANCELLING) {
                intervalNanos = Math.min(intervalNanos, T2_NANOS);
            }
            repeatNanos = nowNanos + intervalNanos;
            send(out);
        }
    }

    private void send(ForkOutputs out) {
        if (state == BranchState.CALLING) {
            out.invite(phone);
        } else {
            out.cancel(phone, elsewhere);
        }
    }

    private void move(BranchState.Event event, long nowNanos, ForkOutputs out) {
        BranchState before = state;
        state = before.next(event);
        if (state == before) {
            return;
        }
        if (state == BranchState.CANCELLING) {
            deadlineNanos = nowNanos + LIFE_NANOS;
            intervalNanos = T1_NANOS;
            repeatNanos = nowNanos + T1_NANOS;
            send(out);
        } else if (state == BranchState.ENDED) {
            out.ended(phone);
        }
    }
}
