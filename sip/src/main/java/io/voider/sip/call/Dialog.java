package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipMethod;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** One branch of a call: the peer-to-peer relation that the callee's tag distinguishes (RFC 3261 section 12). */
final class Dialog {
    /** RFC 4028 section 5: no session interval is shorter. */
    private static final long SHORTEST_INTERVAL_SECONDS = 90;

    private static final long LONGEST_INTERVAL_SECONDS = 86_400;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Parties parties;
    private final String calleeTag;
    private final CallLimits limits;
    private final Negotiation negotiation = new Negotiation();
    private final BySide<Long> highest = new BySide<>(-1L);
    /** Each side's latest INVITE, UPDATE or PRACK. */
    private final BySide<Long> described = new BySide<>(-1L);

    private final BySide<Long> acknowledged = new BySide<>(-1L);
    private final BySide<Long> refreshed = new BySide<>(-1L);
    private final BySide<Long> accepted = new BySide<>(-1L);
    private final Map<Side, Media> early = new EnumMap<>(Side.class);
    private DialogState state = DialogState.EARLY;
    private boolean timed;
    private long intervalNanos;
    private long deadlineNanos;

    Dialog(Parties parties, String calleeTag, CallLimits limits, long nowNanos) {
        this.parties = parties;
        this.calleeTag = calleeTag;
        this.limits = limits;
        this.intervalNanos = limits.silentNanos();
        this.deadlineNanos = nowNanos + limits.silentNanos();
    }

    /** The caller, and which of the phones that were called. */
    Parties parties() {
        return parties;
    }

    String calleeTag() {
        return calleeTag;
    }

    DialogState state() {
        return state;
    }

    boolean live() {
        return state != DialogState.ENDED;
    }

    /** Whether the callee has said where it listens, be it in an answer or for early media. */
    boolean isDescribedBy(Side callee) {
        return state.answered() || negotiation.isDescribedBy(callee);
    }

    Negotiation negotiation() {
        return negotiation;
    }

    /** A number that {@code side} has used outside this dialog, so that only younger requests count in it. */
    void startFrom(Side side, long cSeq) {
        highest.set(side, cSeq);
        described.set(side, cSeq);
    }

    /**
     * Takes a request other than ACK and CANCEL in the order of its side's numbers (RFC 3261 section 12.2.2). Who hangs up is gone,
     * with whatever number it says so. What may describe a session is new as long as it is younger than the last that could: an INFO
     * may have overtaken it, and many phones take it nevertheless.
     */
    Standing admit(Side from, SipMethod method, long cSeq) {
        long last = highest.of(from);
        if (cSeq <= last && method == SipMethod.BYE) {
            return Standing.TRACKED;
        }
        boolean describes = method == SipMethod.INVITE || method == SipMethod.UPDATE || method == SipMethod.PRACK;
        if (describes && cSeq != last && cSeq > described.of(from)) {
            described.set(from, cSeq);
            highest.set(from, Math.max(cSeq, last));
            return Standing.TRACKED;
        }
        if (cSeq <= last) {
            return cSeq == last ? Standing.REPEATED : Standing.OVERTAKEN;
        }
        highest.set(from, cSeq);
        return Standing.TRACKED;
    }

    /** Whether {@code side}'s latest request had that number. */
    boolean hasJustAsked(Side side, long cSeq) {
        return cSeq == highest.of(side);
    }

    /** Whether {@code side} has sent a request of that number, or a later one. */
    boolean hasAsked(Side side, long cSeq) {
        return cSeq <= highest.of(side);
    }

    /** A 2xx response to the initial INVITE; false if there was one before. */
    boolean answer(long nowNanos) {
        boolean first = state == DialogState.EARLY;
        state = state.next(DialogState.Event.SUCCESS);
        if (first) {
            // The callee repeats its answer for 64 T1 and then hangs up; give that as long again to arrive.
            deadlineNanos = nowNanos + 2 * limits.transactionNanos();
        }
        return first;
    }

    /** An ACK of INVITE number {@code cSeq}; false if it came before. */
    boolean acknowledge(Side from, long cSeq, long nowNanos) {
        boolean first = acknowledged.of(from) < cSeq;
        acknowledged.set(from, Math.max(cSeq, acknowledged.of(from)));
        boolean confirms = state == DialogState.UNACKNOWLEDGED;
        state = state.next(DialogState.Event.ACKNOWLEDGED);
        if (confirms) {
            deadlineNanos = nowNanos + intervalNanos;
        }
        return first;
    }

    /** A 2xx response to {@code asker}'s INVITE number {@code cSeq} went on. */
    void accept(Side asker, long cSeq) {
        accepted.set(asker, Math.max(cSeq, accepted.of(asker)));
    }

    /** Whether one did: of each side's INVITEs there is one at a time. */
    boolean hasAccepted(Side asker, long cSeq) {
        return cSeq <= accepted.of(asker);
    }

    /** A sign of life. It lengthens the life only of a dialog that has no session timer. */
    void heard(long nowNanos) {
        if (state == DialogState.CONFIRMED && !timed) {
            deadlineNanos = nowNanos + intervalNanos;
        }
    }

    /** A 2xx response to INVITE or UPDATE sets or removes the session timer, once (RFC 4028 section 7.2). */
    void refresh(Side asker, long cSeq, long sessionExpiresSeconds, long nowNanos) {
        if (cSeq <= refreshed.of(asker)) {
            return;
        }
        refreshed.set(asker, cSeq);
        timed = sessionExpiresSeconds >= 0;
        if (timed) {
            long seconds =
                    Math.max(SHORTEST_INTERVAL_SECONDS, Math.min(LONGEST_INTERVAL_SECONDS, sessionExpiresSeconds));
            intervalNanos = seconds * NANOS_PER_SECOND + limits.transactionNanos();
        } else {
            intervalNanos = limits.silentNanos();
        }
        if (state == DialogState.CONFIRMED) {
            deadlineNanos = nowNanos + intervalNanos;
        }
    }

    /** Shortens the life of a branch that another branch has beaten (RFC 3261 section 13.2.2.4). */
    void beaten(long nowNanos) {
        if (state == DialogState.EARLY) {
            deadlineNanos = nowNanos + limits.transactionNanos();
        }
    }

    void end() {
        state = state.next(DialogState.Event.OVER);
    }

    boolean isOverdue(long nowNanos) {
        return live() && nowNanos - deadlineNanos >= 0;
    }

    /** Why a dialog that was answered would end if it ended for lack of time. */
    EndReason overdueReason() {
        if (state == DialogState.UNACKNOWLEDGED) {
            return EndReason.NOT_ACKNOWLEDGED;
        }
        return timed ? EndReason.EXPIRED : EndReason.SILENT;
    }

    /** {@code from} describes where it listens until the answer, in an early session (RFC 3959). */
    void describeEarly(Side from, Media media) {
        early.put(from, media);
    }

    /** Names every port at which a side listens in an early session, which the answer ends (RFC 3959 section 5). */
    void listeningEarly(BiConsumer<Side, Media.Port> ports) {
        if (state == DialogState.EARLY) {
            early.forEach((side, own) -> own.listening(early.get(side.other()), port -> ports.accept(side, port)));
        }
    }

    /** {@code from} describes where it listens in a request of its own. */
    void describe(Side from, Media media, SipMethod method, long cSeq) {
        boolean answersInPrack = method == SipMethod.PRACK && negotiation.acknowledge(from, media);
        if (!answersInPrack) {
            negotiation.offer(from, media, method, cSeq);
        }
    }
}
