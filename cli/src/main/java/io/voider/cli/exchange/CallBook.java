package io.voider.cli.exchange;

import io.voider.cli.report.CallReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that ended, latest first, as people read them; any thread may.
 *
 * <p>An entry is given to the keeper {@value #SETTLING_SECONDS} s after its call's end, so that what belongs to the end, such as the
 * answer to the BYE, is in it. Of a home's calls that nobody answered, the first in a minute is an entry of its own; those that
 * follow within the minute are one entry together, that of the latest, whichever phones they came from. When the book is full the oldest entry goes,
 * but that of a home first that has more than a quarter of all entries by unanswered calls. So who rings a thousand times, or for
 * hours, neither wears the disk nor pushes out what others did. What the messages said is known of the latest {@value #WITH_MESSAGES}
 * entries, and is given to nobody who keeps it.
 */
final class CallBook {
    static final int SETTLING_SECONDS = 2;
    static final int WITH_MESSAGES = 50;
    private static final long SETTLING_NANOS =
            Duration.ofSeconds(SETTLING_SECONDS).toNanos();
    private static final long FOLDING_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST_FOLDS = 1024;
    /** One home may have one entry of so many by calls that nobody answered. */
    private static final int SHARE = 4;

    /** An entry that may still change. */
    private static final class Open {
        final long call;
        CallReport report;
        /** When it is given to the keeper; not known before the next tick. */
        @Nullable
        Long dueNanos;

        Open(long call, CallReport report) {
            this.call = call;
            this.report = report;
        }
    }

    /** A minute of one line's unanswered calls. */
    private static final class Fold {
        final long endNanos;
        int others;

        @Nullable
        CallReport together;

        Fold(long endNanos) {
            this.endNanos = endNanos;
        }
    }

    private final int remembered;
    private final Consumer<CallReport> keeper;
    /** The latest first. */
    private final List<CallReport> ended = new ArrayList<>();

    private final List<Open> open = new ArrayList<>();
    private final Map<String, Fold> folds = new LinkedHashMap<>();
    /** Calls that are about to be added, with what came on their ladders since. */
    private final Map<Long, List<CallReport.LadderStep>> expected = new HashMap<>();

    private long lastNumber;
    private boolean closed;

    /**
     * @param remembered how many entries are kept in memory
     * @param past the entries of earlier days, latest first; those to come are numbered from there on
     * @param keeper is given each entry once
     */
    CallBook(int remembered, List<CallReport> past, Consumer<CallReport> keeper) {
        this.remembered = remembered;
        this.keeper = entry -> keeper.accept(entry.withoutMessages());
        past.stream().limit(remembered).forEach(ended::add);
        lastNumber = past.stream().mapToLong(CallReport::id).max().orElse(0);
    }

    /** A number for one more call. */
    synchronized long nextNumber() {
        return ++lastNumber;
    }

    /** A call has ended, and will be added when what its media was like has been asked for. */
    synchronized void expect(long call) {
        expected.put(call, List.of());
    }

    /** A call has ended. */
    synchronized void add(long call, CallReport bare, long nowNanos) {
        List<CallReport.LadderStep> later = expected.remove(call);
        CallReport report = bare;
        for (CallReport.LadderStep step : later == null ? List.<CallReport.LadderStep>of() : later) {
            report = report.withLadder(with(report.ladder(), step));
        }
        if (report.answeredAt() == null && fold(report, nowNanos)) {
            return;
        }
        enter(report);
        if (closed) {
            keeper.accept(report);
        } else {
            open.add(new Open(call, report));
        }
    }

    private void enter(CallReport report) {
        if (ended.size() == remembered) {
            ended.remove(dispensable());
        }
        ended.add(0, report);
        if (ended.size() > WITH_MESSAGES) {
            ended.set(WITH_MESSAGES, ended.get(WITH_MESSAGES).withoutMessages());
        }
    }

    /** Which entry makes room for another. */
    private int dispensable() {
        Map<String, Integer> unanswered = new HashMap<>();
        for (CallReport entry : ended) {
            if (entry.answeredAt() == null) {
                unanswered.merge(home(entry), 1, Integer::sum);
            }
        }
        for (int i = ended.size() - 1; i >= 0; i--) {
            CallReport entry = ended.get(i);
            if (entry.answeredAt() == null && unanswered.getOrDefault(home(entry), 0) > remembered / SHARE) {
                return i;
            }
        }
        return ended.size() - 1;
    }

    /** The home at the other end: the number that one dials, without the phone. */
    private static String home(CallReport call) {
        return call.line().substring(0, Math.max(0, call.line().lastIndexOf('.')));
    }

    /** Whether the call is no entry of its own. */
    private boolean fold(CallReport report, long nowNanos) {
        boolean in = report.direction().equals("in");
        String key = report.direction() + " " + (in ? home(report) : report.line() + " " + report.reason());
        Fold fold = folds.get(key);
        if (fold == null || nowNanos - fold.endNanos >= 0) {
            if (fold != null) {
                keep(fold);
            }
            if (folds.size() >= MOST_FOLDS) {
                folds.values().forEach(this::keep);
                folds.clear();
            }
            folds.remove(key);
            folds.put(key, new Fold(nowNanos + FOLDING_NANOS));
            return false;
        }
        CallReport before = fold.together;
        fold.others++;
        CallReport together = fold.others == 1 ? report : counted(report, fold.others);
        fold.together = together;
        if (before != null) {
            ended.removeIf(entry -> entry.id() == before.id());
        }
        enter(together);
        return true;
    }

    /** Several calls are told as the latest of them. */
    private static CallReport counted(CallReport latest, int times) {
        String reason = latest.reason() + "; " + times + " calls like this within a minute";
        return new CallReport(
                latest.id(),
                latest.direction(),
                latest.line(),
                latest.name(),
                latest.state(),
                latest.startedAt(),
                null,
                null,
                latest.endedAt(),
                reason,
                null,
                latest.media(),
                latest.ladder());
    }

    private void keep(Fold fold) {
        if (fold.together != null) {
            keeper.accept(fold.together);
            fold.together = null;
        }
    }

    private void replace(CallReport before, CallReport after) {
        ListIterator<CallReport> entries = ended.listIterator();
        while (entries.hasNext()) {
            if (entries.next().id() == before.id()) {
                entries.set(after);
                return;
            }
        }
    }

    /** A message came after a call's end, and is on its ladder. */
    synchronized void note(long call, CallReport.LadderStep step) {
        expected.computeIfPresent(call, (number, before) -> with(before, step));
        for (Open entry : open) {
            if (entry.call == call) {
                CallReport before = entry.report;
                entry.report = before.withLadder(with(before.ladder(), step));
                replace(before, entry.report);
            }
        }
    }

    private static List<CallReport.LadderStep> with(List<CallReport.LadderStep> ladder, CallReport.LadderStep step) {
        List<CallReport.LadderStep> longer = new ArrayList<>(ladder);
        longer.add(step);
        return List.copyOf(longer);
    }

    /** Lets time pass. */
    synchronized void tick(long nowNanos) {
        Iterator<Open> entries = open.iterator();
        while (entries.hasNext()) {
            Open entry = entries.next();
            if (entry.dueNanos == null) {
                entry.dueNanos = nowNanos + SETTLING_NANOS;
            } else if (nowNanos - entry.dueNanos >= 0) {
                keeper.accept(entry.report);
                entries.remove();
            }
        }
        folds.values().removeIf(fold -> {
            boolean over = nowNanos - fold.endNanos >= 0;
            if (over) {
                keep(fold);
            }
            return over;
        });
    }

    /** Gives everything to the keeper; what still comes is given at once. */
    synchronized void close() {
        closed = true;
        open.forEach(entry -> keeper.accept(entry.report));
        open.clear();
        folds.values().forEach(this::keep);
        folds.clear();
    }

    /** Whether time makes no difference. */
    synchronized boolean isSettled() {
        return open.isEmpty() && folds.isEmpty();
    }

    synchronized List<CallReport> ended() {
        return List.copyOf(ended);
    }
}
