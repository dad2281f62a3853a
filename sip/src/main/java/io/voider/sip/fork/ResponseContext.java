package io.voider.sip.fork;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one INVITE that several phones of a home are called with (RFC 3261 section 16.7).
 *
 * <p>The first 2xx wins and the others are told to ring no more. Provisional responses go on while nobody has answered. If nobody
 * does, the caller gets the best of the refusals when the last has come: one of 6xx, which ends all at once; else one of the lowest
 * class, and of these first what tells the caller how to ask better. A phone that is busy, or has rung for too long, may have others
 * called in its place; none is called twice for one INVITE, so that nothing goes round.
 *
 * <p>A phone of which nothing was heard, not even 100, after three repetitions of the INVITE is taken for one that is not there: when
 * all others have ended, or the caller has given up, the caller has its answer without the rest of timer B. While no phone has said
 * anything final, each has all of that time.
 *
 * <p>Unlike a proxy of that section it lets no second 2xx pass: the caller would have to hang up on it, and many phones do not. Whoever
 * sent it is hung up on here.
 */
public final class ResponseContext {
    /** How many phones are called for one INVITE. */
    public static final int MOST_BRANCHES = 8;

    private static final int TERMINATED = 487;
    private static final int BUSY_HERE = 486;
    private static final int BUSY_EVERYWHERE = 600;
    private static final int LAST = 600;
    /** What tells the caller how to ask better (step 6). */
    private static final List<Integer> INSTRUCTIVE = List.of(401, 407, 415, 420, 484);

    private final IntFunction<Diversion> diversions;
    private final boolean reliable;
    private final Map<Integer, Branch> branches = new LinkedHashMap<>();
    private @Nullable Branch winner;
    private boolean cancelled;
    private boolean concluded;

    /**
     * @param diversions where a call goes that a phone does not take
     * @param reliable whether nothing is lost on the way to the phones, as over TCP, so that nothing is repeated
     */
    public ResponseContext(IntFunction<Diversion> diversions, boolean reliable) {
        this.diversions = diversions;
        this.reliable = reliable;
    }

    /** Calls these phones, but for those that were called before. */
    public void call(Collection<Integer> phones, long nowNanos, ForkOutputs out) {
        List<Integer> called = new ArrayList<>();
        for (int phone : phones) {
            if (branches.size() < MOST_BRANCHES && !branches.containsKey(phone)) {
                branches.put(phone, new Branch(phone, diversions.apply(phone), reliable, nowNanos));
                called.add(phone);
            }
        }
        // One that cannot be reached may say so before the next is called, and is not the last then.
        called.forEach(out::invite);
    }

    /** The phones that were called so far, in that order. */
    public List<Integer> phones() {
        return List.copyOf(branches.keySet());
    }

    /** Whether the caller has its final response, or will get the copies of one. */
    public boolean isDecided() {
        return winner != null || concluded;
    }

    /** Whether nothing more is to be sent or to come. */
    public boolean isSettled() {
        return isDecided()
                && branches.values().stream().noneMatch(branch -> branch.state().isPending());
    }

    /** A response of that phone to the INVITE. If it is {@linkplain Ruling#KEEP kept}, {@link #conclude} is to follow. */
    public Ruling response(int phone, int status, long nowNanos, ForkOutputs out) {
        Branch branch = branches.get(phone);
        if (branch == null) {
            return Ruling.ABSORB;
        }
        if (status < 200) {
            branch.provisional(nowNanos, out);
            return status > 100 && branch.state() == BranchState.PROCEEDING ? Ruling.PASS : Ruling.ABSORB;
        }
        return status < 300 ? success(branch, status, nowNanos, out) : failure(branch, status, nowNanos, out);
    }

    private Ruling success(Branch branch, int status, long nowNanos, ForkOutputs out) {
        boolean first = !isDecided();
        branch.accepted(status, nowNanos, out);
        if (first) {
            winner = branch;
            withdraw(true, nowNanos, out);
        }
        return branch == winner ? Ruling.PASS : Ruling.DISMISS;
    }

    private Ruling failure(Branch branch, int status, long nowNanos, ForkOutputs out) {
        if (!branch.state().isPending()) {
            return Ruling.ACKNOWLEDGE;
        }
        branch.refused(status, nowNanos, out);
        boolean busy = status == BUSY_HERE || status == BUSY_EVERYWHERE;
        boolean diverted = busy && divert(branch, branch.diversion.ifBusy(), nowNanos, out);
        if (status >= LAST && !diverted && !isDecided()) {
            withdraw(false, nowNanos, out);
        }
        return Ruling.KEEP;
    }

    /** Calls others in a phone's place; false if there are none that are not called already. */
    private boolean divert(Branch branch, List<Integer> others, long nowNanos, ForkOutputs out) {
        int before = branches.size();
        if (!cancelled && !isDecided()) {
            call(others, nowNanos, out);
        }
        if (branches.size() > before) {
            branch.divert();
        }
        return branch.isDiverted();
    }

    /** A final response of that phone to the CANCEL. */
    public void cancelAnswered(int phone) {
        Branch branch = branches.get(phone);
        if (branch != null) {
            branch.cancelHeard();
        }
    }

    /** The caller gives up (section 16.10). */
    public void cancel(long nowNanos, ForkOutputs out) {
        if (!isDecided()) {
            cancelled = true;
            withdraw(false, nowNanos, out);
        }
    }

    private void withdraw(boolean elsewhere, long nowNanos, ForkOutputs out) {
        branches.values().forEach(branch -> branch.withdraw(elsewhere, nowNanos, out));
    }

    /** Lets time pass: repeats what is due, gives up what is overdue, and calls others in place of who does not answer. */
    public void tick(long nowNanos, ForkOutputs out) {
        for (Branch branch : List.copyOf(branches.values())) {
            branch.tick(nowNanos, out);
            if (branch.isUnanswered(nowNanos)
                    && !branch.isDiverted()
                    && divert(branch, branch.diversion.ifUnanswered(), nowNanos, out)) {
                branch.withdraw(false, nowNanos, out);
            }
        }
        conclude(nowNanos, out);
    }

    /** Gives the caller its final response, if all that are there have ended and nobody answered. */
    public void conclude(long nowNanos, ForkOutputs out) {
        if (isDecided() || isAwaited(nowNanos)) {
            return;
        }
        withdraw(false, nowNanos, out);
        concluded = true;
        Branch best = branches.values().stream()
                .min(Comparator.comparingInt(this::rank))
                .orElseThrow();
        out.concluded(best.phone, cancelled ? TERMINATED : status(best));
    }

    private boolean isAwaited(long nowNanos) {
        boolean ended = cancelled;
        for (Branch branch : branches.values()) {
            boolean pending = branch.state().isPending();
            if (pending && !branch.isSilent(nowNanos)) {
                return true;
            }
            ended |= !pending;
        }
        return !ended;
    }

    /** The status of its final response, or of the one that is given for it. */
    private static int status(Branch branch) {
        return branch.state().isPending() ? Branch.REQUEST_TIMEOUT : branch.status();
    }

    /** The lower, the better; of equals the phone that was called first. */
    private int rank(Branch branch) {
        int status = status(branch);
        if (cancelled) {
            return status == TERMINATED ? 0 : 1;
        }
        int order = status >= LAST ? 0 : status / 100;
        boolean silent = status == Branch.REQUEST_TIMEOUT || status == TERMINATED || branch.isDiverted();
        return 10 * order + (INSTRUCTIVE.contains(status) ? 0 : silent ? 2 : 1);
    }
}
