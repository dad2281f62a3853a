package io.voider.cli.exchange;

import io.netty.util.NetUtil;
import io.voider.cli.report.CallReport;
import io.voider.cli.state.PhoneLine;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.relay.MediaRelay;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.call.Call;
import io.voider.sip.call.CallAction;
import io.voider.sip.call.CallListener;
import io.voider.sip.call.CallState;
import io.voider.sip.call.LadderEntry;
import io.voider.sip.call.Pinhole;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the calls do to the world: pinholes in the media gate, and the history that people read.
 *
 * <p>Belongs to the thread of the tracker whose actions it takes. The last {@value #REMEMBERED} ended calls are
 * remembered, those of before the node's start among them; older ones are forgotten.
 */
public final class Calls implements CallListener {
    /** How many ended calls are remembered. */
    public static final int REMEMBERED = 500;

    private static final double NANOS_PER_MILLI = 1e6;
    /** How many lines about media that is not carried a call keeps. */
    private static final int MOST_NOTES = 8;

    private static final long NO_CALL = -1;

    /** When a call's stages were, by the clock on the wall. */
    private static final class Times {
        final Instant startedAt;
        final List<CallReport.LadderStep> notes = new ArrayList<>();
        /** The addresses of the phones that ring for it, of a call to several. */
        final Set<Integer> ringing = new HashSet<>();

        /** Whether several phones are called, or others than that of the number. */
        boolean several;

        @Nullable
        Instant answeredAt;

        /** The phone of this home that answered. */
        @Nullable
        Integer answeredBy;

        @Nullable
        Instant endedAt;

        Times(Instant startedAt) {
            this.startedAt = startedAt;
        }
    }

    /** @param number what people know it by */
    private record Running(Call call, long number, Times times) {}

    private final MediaGate gate;
    private final CallPassages passages;
    private final MediaRelay relay;
    private final Function<LineId, String> names;
    private final Consumer<CallReport> watcher;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Map<Long, Running> running = new LinkedHashMap<>();
    private final CallBook book;
    private @Nullable DialPlan plan;

    /**
     * Takes its note of calls from now on.
     *
     * @param names what a line's other end is called
     * @param watcher is told of each change of a call, without its ladder and its streams
     * @param past the calls of earlier days, latest first; those to come are numbered from there on
     * @param keeper is given each call that ended, whole; on any thread
     * @param nanoClock the clock of the gate and the relay
     */
    public Calls(
            MediaGate gate,
            MediaRelay relay,
            Function<LineId, String> names,
            Consumer<CallReport> watcher,
            List<CallReport> past,
            Consumer<CallReport> keeper,
            Clock clock,
            LongSupplier nanoClock) {
        this.gate = gate;
        this.passages = new CallPassages(gate);
        this.relay = relay;
        this.names = names;
        this.watcher = watcher;
        this.book = new CallBook(REMEMBERED, past, keeper);
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /** From now on this home's phones are those of that plan. */
    void plan(DialPlan changed) {
        plan = changed;
    }

    @Override
    public void accept(CallAction action) {
        Call call = action.call();
        if (action instanceof CallAction.Opened opened) {
            open(call, opened.pinholes());
        } else if (action instanceof CallAction.Redescribed redescribed) {
            open(call, redescribed.pinholes());
        } else if (action instanceof CallAction.Closed closed) {
            passages.close(call, closed.pinholes(), nanoClock.getAsLong());
        } else if (action instanceof CallAction.Held || action instanceof CallAction.Resumed) {
            gate.hold(call.id(), call.isHeldBy(Side.PHONE) || call.isHeldBy(Side.TUNNEL), nanoClock.getAsLong());
            tell(call);
        } else if (action instanceof CallAction.Began) {
            running(call);
            tell(call);
        } else if (action instanceof CallAction.Answered) {
            Times times = running(call).times;
            times.answeredAt = clock.instant();
            times.answeredBy = answeredBy(call);
            gate.hold(call.id(), false, nanoClock.getAsLong());
            tell(call);
        } else if (action instanceof CallAction.Ended) {
            end(call);
        } else if (action instanceof CallAction.Rang) {
            tell(call);
        } else if (action instanceof CallAction.MediaIgnored ignored) {
            note(call, ignored);
        } else if (action instanceof CallAction.Noted) {
            // What media were not carried was said before the end, and is in the entry already.
            book.note(call.id(), step(call, call.ladder().get(call.ladder().size() - 1)));
        }
    }

    /** Behind the message that described it, the ladder says what media that message does not get, and why. */
    private void note(Call call, CallAction.MediaIgnored ignored) {
        String line = ignored.line().isEmpty() ? "" : ": " + ignored.line();
        note(call, ignored.listener(), "no media for it, " + ignored.reason() + line);
    }

    private void note(Call call, Side from, String what) {
        List<LadderEntry> ladder = call.ladder();
        List<CallReport.LadderStep> notes = running(call).times.notes;
        boolean known = notes.stream().anyMatch(note -> note.what().equals(what));
        if (ladder.isEmpty() || known || notes.size() == MOST_NOTES) {
            return;
        }
        long millis = millis(call, ladder.get(ladder.size() - 1));
        notes.add(CallReport.LadderStep.of(millis, from == Side.PHONE, what));
    }

    /** Something that is no message of the call's, but belongs on its ladder. */
    void note(Call call, boolean outwards, String what) {
        Running entry = running.get(call.id());
        if (entry != null && entry.times.notes.size() < MOST_NOTES) {
            long millis = (long) ((nanoClock.getAsLong() - call.beganNanos()) / NANOS_PER_MILLI);
            entry.times.notes.add(CallReport.LadderStep.of(millis, outwards, what));
        }
    }

    /** What is done against loss on a line's path is in the ladder of each call that runs over it. */
    public void repaired(LineId line, String what) {
        for (Running entry : running.values()) {
            List<CallReport.LadderStep> notes = entry.times.notes;
            if (entry.call.parties().line() == line.number() && notes.size() < MOST_NOTES) {
                long millis = (long) ((nanoClock.getAsLong() - entry.call.beganNanos()) / NANOS_PER_MILLI);
                notes.add(CallReport.LadderStep.of(millis, true, what.isEmpty() ? "the path loses little now" : what));
            }
        }
    }

    private static long millis(Call call, LadderEntry entry) {
        return (long) ((entry.nanos() - call.beganNanos()) / NANOS_PER_MILLI);
    }

    private void open(Call call, List<Pinhole> pinholes) {
        passages.open(call, pinholes, nanoClock.getAsLong())
                .forEach((listener, why) -> note(call, listener, "no media for it, " + why));
    }

    private void end(Call call) {
        Running entry = running(call);
        entry.times.endedAt = clock.instant();
        tell(call);
        running.remove(call.id());
        CallReport report = describe(entry);
        long nowNanos = nanoClock.getAsLong();
        Optional<MediaGate.CallFlows> flows = passages.end(call, nowNanos);
        if (flows.isEmpty()) {
            book.add(call.id(), report, nowNanos);
            return;
        }
        book.expect(call.id());
        relay.report(flows.get()).thenAccept(heard -> book.add(call.id(), HeardMedia.in(report, heard), nowNanos));
    }

    /** A call that the exchange refused itself: an entry among those that ended. */
    void refused(RefusedCall refused, long nowNanos) {
        Instant now = clock.instant();
        CallReport report = new CallReport(
                book.nextNumber(),
                refused.outwards() ? "out" : "in",
                refused.other(),
                refused.line() == null ? "" : names.apply(refused.line()),
                "ended",
                now,
                null,
                null,
                now,
                "refused with " + refused.status() + " " + refused.phrase(),
                null,
                List.of(),
                List.of(
                        CallReport.LadderStep.of(0, refused.outwards(), "INVITE"),
                        CallReport.LadderStep.of(0, !refused.outwards(), refused.status() + " " + refused.phrase())));
        watcher.accept(report.brief());
        book.add(NO_CALL, report, nowNanos);
    }

    /** Lets time pass: entries of the history are closed. */
    void tick(long nowNanos) {
        book.tick(nowNanos);
    }

    /** Whether no entry of the history waits for anything. */
    boolean isSettled() {
        return book.isSettled();
    }

    /** Closes the history, before the node stops. */
    public void close() {
        book.close();
    }

    /** How many calls run over a line. */
    public int running(LineId line) {
        return (int) running.values().stream()
                .filter(entry -> entry.call.parties().line() == line.number())
                .count();
    }

    /** One of several phones that a call is for rings from now on. */
    void rings(Call call, int phone) {
        Running entry = running.get(call.id());
        if (entry != null && !call.wasAnswered()) {
            entry.times.several = true;
            entry.times.ringing.add(phone);
        }
    }

    /** One of them rings no more, and did not answer. */
    void ringsNoMore(Call call, int phone) {
        Running entry = running.get(call.id());
        if (entry != null) {
            entry.times.ringing.remove(phone);
        }
    }

    /** Whether a phone of this home has a call, or is about to. */
    public boolean isTalking(int phone) {
        return running.values().stream().anyMatch(entry -> isIn(entry, phone));
    }

    private static boolean isIn(Running entry, int phone) {
        Parties parties = entry.call.parties();
        boolean several = entry.times.several && !entry.call.wasAnswered();
        boolean called = several ? entry.times.ringing.contains(phone) : parties.own(Side.PHONE) == phone;
        return called || parties.own(Side.TUNNEL) == phone;
    }

    /** The lines over which calls run. */
    public Set<LineId> busyLines() {
        return running.values().stream()
                .map(entry -> LineId.ofNumber(entry.call.parties().line()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The calls that run, latest first, each with what was heard so far. */
    public CompletableFuture<List<CallReport>> running() {
        CompletableFuture<List<CallReport>> all = CompletableFuture.completedFuture(List.of());
        for (Running entry : running.values()) {
            CallReport bare = describe(entry);
            CompletableFuture<CallReport> report = relay.report(entry.call.id())
                    .thenApply(heard ->
                            heard.map(media -> HeardMedia.in(bare, media)).orElse(bare));
            all = all.thenCombine(report, (rest, one) -> {
                List<CallReport> longer = new ArrayList<>(rest);
                longer.add(0, one);
                return longer;
            });
        }
        return all;
    }

    /** The calls that ended, latest first. */
    public List<CallReport> ended() {
        return book.ended();
    }

    private void tell(Call call) {
        watcher.accept(describe(running(call)).brief());
    }

    private Running running(Call call) {
        return running.computeIfAbsent(
                call.id(), id -> new Running(call, book.nextNumber(), new Times(clock.instant())));
    }

    private CallReport describe(Running entry) {
        Call call = entry.call;
        Parties parties = call.parties();
        LineId line = LineId.ofNumber(parties.line());
        return new CallReport(
                entry.number,
                call.caller() == Side.PHONE ? "out" : "in",
                NetUtil.intToIpAddress(parties.dialled()),
                names.apply(line),
                state(call),
                entry.times.startedAt,
                entry.times.answeredAt,
                entry.times.answeredBy,
                entry.times.endedAt,
                reason(call),
                null,
                List.of(),
                Stream.concat(call.ladder().stream().map(step -> step(call, step)), entry.times.notes.stream())
                        .sorted(Comparator.comparingLong(CallReport.LadderStep::millis))
                        .toList());
    }

    private static CallReport.LadderStep step(Call call, LadderEntry entry) {
        return new CallReport.LadderStep(
                millis(call, entry),
                entry.from() == Side.PHONE,
                entry.times() == 1 ? entry.label() : entry.label() + " ×" + entry.times(),
                entry.text().isEmpty() ? null : entry.text());
    }

    private @Nullable Integer answeredBy(Call call) {
        Parties parties = call.parties();
        boolean out = call.caller() == Side.PHONE;
        if (plan == null || (out && !LineId.ofNumber(parties.line()).equals(LineId.HOME))) {
            return null;
        }
        return plan.phoneAt(out ? parties.peer() : parties.phone())
                .map(PhoneLine::number)
                .orElse(null);
    }

    private static String state(Call call) {
        if (call.state() == CallState.ANSWERED && (call.isHeldBy(Side.PHONE) || call.isHeldBy(Side.TUNNEL))) {
            return "held";
        }
        return switch (call.state()) {
            case TRYING, CANCELLING, CHALLENGED -> "calling";
            case RINGING -> "ringing";
            case ANSWERED -> "answered";
            case ENDED -> "ended";
        };
    }

    private static @Nullable String reason(Call call) {
        if (call.reason() == null) {
            return null;
        }
        return switch (call.reason()) {
            case HUNG_UP -> call.endedBy() == Side.PHONE ? "this phone hung up" : "the other side hung up";
            case CANCELLED -> "the caller gave up";
            case REJECTED -> ("refused with " + call.status() + " " + call.words()).strip();
            case NO_ANSWER -> "nobody answered";
            case NOT_ACKNOWLEDGED -> "the caller never acknowledged the answer";
            case EXPIRED -> "the session timer ran out";
            case SILENT -> "nothing was heard for too long";
            case FORGOTTEN -> "one side no longer knew of the call";
            case CUT_OFF -> "the line went down or was cut off";
        };
    }
}
