package io.voider.nat.ice;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Which of the valid pairs tunnel datagrams are sent on. The first valid pair is used at once; a better one takes over
 * when it has answered twice; one that is only faster, when it is so by far, and not often. When the pair in use falls
 * silent, datagrams go out on a second one too, before it is given up. One that takes its place without having been heard since is
 * as suspect: the other node may have ended, and with it every pair.
 */
final class PathSelection {
    private final CheckList checks;
    private final Random random;
    private @Nullable Pair selected;
    private @Nullable Pair copy;
    private @Nullable Pair living;
    private boolean suspect;
    private long suspectAt;
    /** The pair in use took the place of a silent one, and has not been heard since that fell silent. */
    private boolean unheard;

    private boolean inCall;
    private long switchedAt;

    PathSelection(CheckList checks, Random random) {
        this.checks = checks;
        this.random = random;
    }

    @Nullable
    Pair selected() {
        return selected;
    }

    /** Where to send a second copy of every datagram, or null. */
    @Nullable
    Pair copy() {
        return copy;
    }

    boolean isSuspect() {
        return suspect;
    }

    void inCall(long now, boolean value) {
        if (inCall == value) {
            return;
        }
        inCall = value;
        for (Pair pair : checks.valid()) {
            // What was rightly silent before the call has not been silent in it.
            pair.heardAt = now;
            pair.nextCheckAt = now;
        }
    }

    void forget(Pair pair) {
        if (selected == pair) {
            selected = null;
        }
        if (copy == pair) {
            copy = null;
        }
        if (living == pair) {
            living = null;
        }
    }

    /** The pair answered, perhaps for the first time. */
    void answered(long now, Pair pair) {
        boolean second = selected != null && pair.answers == 1 && pair.rank() < selected.rank();
        pair.nextCheckAt = second ? now : now + interval(pair);
    }

    private long interval(Pair pair) {
        if (inCall) {
            return pair == selected ? Timing.CALL_CHECK : Timing.CALL_RESERVE;
        }
        long fifth = Timing.IDLE_CHECK / 5;
        return Timing.IDLE_CHECK - fifth + (long) (random.nextDouble() * 2 * fifth);
    }

    void timeout(long now) {
        for (Pair pair : checks.valid()) {
            long silence = now - silentSince(pair);
            if (silence >= Timing.GIVE_UP || (silence >= replaceAfter() && !isLastHope(pair))) {
                pair.fail();
            } else if (now >= nextCheckAt(pair)) {
                checks.checkNow(now, pair, suspect && pair != selected);
            }
        }
        choose(now);
    }

    private long silentSince(Pair pair) {
        return pair.silentSince(inCall && pair == selected);
    }

    private long suspectAfter() {
        return inCall ? Timing.CALL_SUSPECT : Timing.IDLE_SUSPECT;
    }

    private long replaceAfter() {
        return inCall ? Timing.CALL_REPLACE : Timing.IDLE_REPLACE;
    }

    /** The selected pair is kept, suspect, as long as there is nothing better. */
    private boolean isLastHope(Pair pair) {
        return pair == selected && copy == null;
    }

    /** An open check is repeated quickly; else the schedule counts, or in a call the silence that a check must fill. */
    private long nextCheckAt(Pair pair) {
        boolean urgent = inCall && pair == selected;
        if (suspect && pair != selected) {
            return pair.checkedAt + Timing.WISH;
        }
        if (pair.unansweredSince != Timing.NEVER) {
            long again = urgent ? Math.max(Timing.CALL_CHECK_SILENCE, pair.rttNanos * 3 / 2) : Timing.IDLE_CHECK_AGAIN;
            return pair.checkedAt + again;
        }
        return urgent
                ? Math.min(pair.nextCheckAt, Math.max(pair.heardAt, pair.checkedAt) + Timing.CALL_CHECK_SILENCE)
                : pair.nextCheckAt;
    }

    private void choose(long now) {
        List<Pair> valid = checks.valid();
        Pair current = selected != null && selected.isValid() ? selected : null;
        boolean wasSuspect = suspect;
        unheard &= current != null && current.heardAt == switchedAt;
        suspect = current != null && (unheard || now - silentSince(current) >= suspectAfter());
        if (suspect && !wasSuspect) {
            suspectAt = now;
        }
        Pair better = current == null ? firstAlive(now, valid) : null;
        for (Pair pair : valid) {
            if (better == null && current != null && isWorthSwitching(now, current, pair)) {
                better = pair;
            }
        }
        if (better != null) {
            unheard = wasSuspect && better.heardAt - suspectAt < 0;
            switchedAt = now;
            suspect = unheard;
            better.heardAt = now;
            current = better;
        }
        selected = current;
        copy = reserve(now, valid);
        living = another(now, valid);
        if (suspect && !wasSuspect) {
            for (Pair pair : valid) {
                if (pair != selected) {
                    checks.checkNow(now, pair, true);
                }
            }
        }
    }

    private static @Nullable Pair firstAlive(long now, List<Pair> valid) {
        for (Pair pair : valid) {
            if (!isSilent(now, pair)) {
                return pair;
            }
        }
        return valid.isEmpty() ? null : valid.get(0);
    }

    private boolean isWorthSwitching(long now, Pair current, Pair pair) {
        if (pair == current || isSilent(now, pair)) {
            return false;
        }
        if (pair.rank() != current.rank()) {
            return pair.rank() < current.rank() && pair.answers >= 2;
        }
        return now - switchedAt >= Timing.SWITCH_HOLD
                && pair.answers >= 4
                && current.answers >= 4
                && pair.rttNanos < current.rttNanos * 7 / 10
                && current.rttNanos - pair.rttNanos > Timing.SWITCH_GAIN;
    }

    private static boolean isSilent(long now, Pair pair) {
        return now - pair.silentSince(false) >= Timing.CALL_SUSPECT;
    }

    /** A relay is no better than the path in use against loss: each of its two legs loses as much. */
    private @Nullable Pair another(long now, List<Pair> valid) {
        for (Pair pair : valid) {
            boolean asGood = selected != null && pair.relays() <= selected.relays();
            if (pair != selected && asGood && !isSilent(now, pair)) {
                return pair;
            }
        }
        return null;
    }

    /** What kills one direct path mostly kills the others, so the copy of a direct path goes by a relay, if it can. */
    private @Nullable Pair reserve(long now, List<Pair> valid) {
        Pair best = null;
        boolean direct = selected != null && selected.isDirect();
        for (Pair pair : valid) {
            if (pair == selected) {
                continue;
            }
            if (pair.wantedUntil > now) {
                return pair;
            }
            boolean first = best == null || (pair.isDirect() != direct && best.isDirect() == direct);
            if (suspect && first && !isSilent(now, pair)) {
                best = pair;
            }
        }
        return best;
    }

    /** The best path that is known to live, besides the one in use, and by no more relays; null for none. */
    @Nullable
    Pair living() {
        return living;
    }

    long deadline(long now) {
        long deadline = Timing.NEVER;
        for (Pair pair : checks.all()) {
            if (!pair.isValid()) {
                continue;
            }
            deadline = Math.min(deadline, nextCheckAt(pair));
            long silentSince = silentSince(pair);
            deadline = Math.min(deadline, after(now, silentSince + Timing.CALL_SUSPECT));
            deadline = Math.min(deadline, after(now, silentSince + suspectAfter()));
            deadline = Math.min(deadline, after(now, silentSince + replaceAfter()));
            deadline = Math.min(deadline, after(now, pair.wantedUntil));
        }
        return deadline;
    }

    private static long after(long now, long at) {
        return at > now ? at : Timing.NEVER;
    }
}
