package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call as its watchers see it. The tracker changes it while it handles a message or the passing of time; read it on the
 * tracker's thread.
 */
public final class Call {
    private final long id;
    private Parties parties;
    private final String callId;
    private final Side caller;
    private final long beganNanos;
    private final Ladder ladder;
    private final Set<Side> holding = EnumSet.noneOf(Side.class);
    private final Set<String> late = new HashSet<>();
    final OpenPinholes pinholes;
    private CallState state = CallState.TRYING;
    private long answeredNanos;
    private boolean answered;
    private long endedNanos;
    private @Nullable EndReason reason;
    private @Nullable Side endedBy;
    private int status;
    private String words = "";

    Call(long id, Parties parties, String callId, Side caller, long nowNanos, CallLimits limits) {
        this.id = id;
        this.parties = parties;
        this.callId = callId;
        this.caller = caller;
        this.beganNanos = nowNanos;
        this.ladder = new Ladder(limits.ladderEntries());
        this.pinholes = new OpenPinholes(this, limits.pinholesPerCall());
    }

    /** A number of the tracker's own, never used twice. */
    public long id() {
        return id;
    }

    /** Who talks to whom over which line. Of several phones that were called together it is the first, then the one that answered. */
    public Parties parties() {
        return parties;
    }

    /** The Call-ID, as the caller chose it. */
    public String callId() {
        return callId;
    }

    /** The side that called. */
    public Side caller() {
        return caller;
    }

    /** How far the call is. */
    public CallState state() {
        return state;
    }

    /** When the first INVITE came, on the clock of the tracker's caller. */
    public long beganNanos() {
        return beganNanos;
    }

    /** Whether anyone has answered, be the call over or not. */
    public boolean wasAnswered() {
        return answered;
    }

    /** When it was first answered; 0 unless {@link #wasAnswered()}. */
    public long answeredNanos() {
        return answeredNanos;
    }

    /** When it ended; 0 while it has not. */
    public long endedNanos() {
        return endedNanos;
    }

    /** Why it ended; null while it has not. */
    public @Nullable EndReason reason() {
        return reason;
    }

    /** Which side ended it; null while it has not, and where nobody did. */
    public @Nullable Side endedBy() {
        return endedBy;
    }

    /** The status code of the last refusal of the initial INVITE; 0 if there was none. */
    public int status() {
        return status;
    }

    /**
     * What the last refusal said beyond what RFC 3261 calls its code: in the words of whoever sent it, of visible characters, 80 at
     * the most; empty if nothing.
     */
    public String words() {
        return words;
    }

    /** Whether {@code side} keeps the other on hold. */
    public boolean isHeldBy(Side side) {
        return holding.contains(side);
    }

    /** The pinholes that the call needs now. */
    public List<Pinhole> pinholes() {
        return pinholes.list();
    }

    /** Its messages: the first ones and the latest, with {@link #omitted()} left out between them. */
    public List<LadderEntry> ladder() {
        return ladder.entries();
    }

    /** How many messages the ladder had no room for. */
    public int omitted() {
        return ladder.omitted();
    }

    /** One of several phones that were called together has answered. */
    void answeredBy(Parties those) {
        parties = those;
    }

    void note(LadderEntry entry) {
        ladder.add(entry);
    }

    /** Notes a message that came after the end; false if one like it did so before. */
    boolean noteLate(LadderEntry entry) {
        boolean first = late.size() < ladder.bound() && late.add(entry.from() + " " + entry.label());
        if (first) {
            ladder.add(entry);
        } else {
            ladder.again(entry.from(), entry.label());
        }
        return first;
    }

    void noteAgain(Side from, String label) {
        ladder.again(from, label);
    }

    void refusedWith(int code, String said) {
        status = code;
        words = said;
    }

    /** Moves to the next state, and says whether that is another one. */
    boolean move(CallState.Event event, long nowNanos) {
        CallState before = state;
        state = state.next(event);
        if (state == CallState.ANSWERED && !answered) {
            answered = true;
            answeredNanos = nowNanos;
        }
        return state != before;
    }

    /** Ends the call, unless it has ended. */
    void end(CallState.Event event, EndReason why, @Nullable Side by, long nowNanos) {
        if (state != CallState.ENDED && move(event, nowNanos) && state == CallState.ENDED) {
            reason = why;
            endedBy = by;
            endedNanos = nowNanos;
        }
    }

    /** Notes whether {@code side} holds, and says whether that is new. */
    boolean hold(Side side, boolean now) {
        return now ? holding.add(side) : holding.remove(side);
    }

    @Override
    public String toString() {
        return "call " + id + " " + state + (reason == null ? "" : " " + reason);
    }
}
