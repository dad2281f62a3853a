package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipMethod;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The signalling of one call: its initial INVITE and the dialogs that grew out of it. Requests and responses come in, the
 * {@link Call} moves; what follows from that for pinholes and watchers is worked out afterwards, in one place.
 */
final class InviteSession {
    /** Of a branch that rings no more, while others may (RFC 6228). */
    private static final int EARLY_DIALOG_TERMINATED = 199;

    private static final int NO_SUCH_DIALOG = 481;

    private final CallLimits limits;
    private Call call;
    private Consequences consequences;
    private final Dialogs dialogs;
    private InitialInvite invite;
    private long deadlineNanos;
    /** Whether several phones were called together. */
    private boolean forked;
    /** How the latest dialog ended that anybody had answered, or hung up in: so ends the call when no other is left. */
    private EndReason overReason = EndReason.HUNG_UP;

    private @Nullable Side overBy;

    InviteSession(Call call, CallLimits limits, Signal invite, @Nullable Media offer, long nowNanos) {
        this.call = call;
        this.limits = limits;
        this.consequences = new Consequences(call, limits.pinholesPerCall());
        this.dialogs = new Dialogs(invite.fromTag(), limits);
        this.invite = new InitialInvite(invite, offer);
        this.deadlineNanos = nowNanos + limits.transactionNanos();
    }

    Call call() {
        return call;
    }

    // ---- requests ----

    /** @param ids numbers a call that is taken up again */
    Standing request(
            Signal signal, Side from, @Nullable Media media, LongSupplier ids, long nowNanos, CallListener listener) {
        if (signal.isInitialInvite() && !dialogs.isAnsweredWithoutTag()) {
            return invite(signal, media, nowNanos);
        }
        if (signal.method() == SipMethod.CANCEL) {
            return cancel(signal, from, nowNanos);
        }
        if (acknowledgesRefusal(signal, from)) {
            return Standing.TRACKED;
        }
        if (signal.method() == SipMethod.ACK && from == call.caller() && invite.isCopiedIn(signal)) {
            return Standing.REPEATED;
        }
        Dialog dialog = dialogOf(signal, from);
        if (dialog == null) {
            return overtakesAnswer(signal, from, nowNanos) ? Standing.TRACKED : Standing.STRAY;
        }
        if (!dialog.live()) {
            return dialog.hasJustAsked(from, signal.cSeq()) ? Standing.REPEATED : Standing.STALE;
        }
        if (signal.method() == SipMethod.ACK) {
            return acknowledge(dialog, signal, from, media, nowNanos);
        }
        Standing order = dialog.admit(from, signal.method(), signal.cSeq());
        if (order == Standing.TRACKED) {
            boolean silent = isDormant() && call.reason() == EndReason.SILENT;
            if (silent && (signal.method() == SipMethod.INVITE || signal.method() == SipMethod.UPDATE)) {
                wake(ids, nowNanos, listener);
            }
            dialog.heard(nowNanos);
            inDialog(dialog, signal, from, media, nowNanos, listener);
        }
        return order;
    }

    private void inDialog(
            Dialog dialog, Signal signal, Side from, @Nullable Media media, long nowNanos, CallListener listener) {
        switch (signal.method()) {
            case BYE -> {
                end(dialog, EndReason.HUNG_UP, from);
                expectAnswer(from, nowNanos);
            }
            case INVITE, UPDATE, PRACK -> {
                if (media != null) {
                    dialog.describe(from, media, signal.method(), signal.cSeq());
                } else if (signal.method() == SipMethod.INVITE) {
                    dialog.negotiation().ask(from, signal.cSeq());
                }
            }
            case INFO -> {
                if (media != null) {
                    media.streams()
                            .forEach(stream ->
                                    dialog.negotiation().trickle(from, stream.ports(), limits.pinholesPerCall()));
                }
            }
            case REFER -> {
                String target = signal.referTo();
                if (target != null) {
                    listener.accept(new CallAction.TransferRequested(call, from, target));
                }
            }
            default -> {
                // OPTIONS, NOTIFY, MESSAGE: part of the call, and nothing to us
            }
        }
    }

    /** An INVITE without To tag: the first one again, or another attempt, after a challenge or in place of one that is being cancelled. */
    private Standing invite(Signal signal, @Nullable Media media, long nowNanos) {
        if (invite.isAfter(signal)) {
            return Standing.STALE;
        }
        if (invite.hasNumberOf(signal)) {
            invite.comesAgain(signal);
            return Standing.REPEATED;
        }
        if (!call.move(CallState.Event.RETRY, nowNanos)) {
            return Standing.STRAY;
        }
        invite = new InitialInvite(signal, media);
        forked = false;
        dialogs.clear();
        deadlineNanos = nowNanos + limits.transactionNanos();
        return Standing.TRACKED;
    }

    private Standing cancel(Signal signal, Side from, long nowNanos) {
        boolean callers = from == call.caller();
        if (callers && invite.isAfter(signal)) {
            return Standing.STALE;
        }
        if (callers && invite.isTransactionOf(signal)) {
            if (call.move(CallState.Event.CANCEL, nowNanos)) {
                deadlineNanos = nowNanos + limits.transactionNanos();
                return Standing.TRACKED;
            }
            return call.state() == CallState.CANCELLING ? Standing.REPEATED : Standing.STALE;
        }
        if (callers && invite.isCopiedIn(signal)) {
            return Standing.REPEATED;
        }
        return cancelReinvite(signal, from);
    }

    /** Many phones leave the To tag of a re-INVITE out of its CANCEL; the called phone knows it by the branch (RFC 3261 section 9.2). */
    private Standing cancelReinvite(Signal signal, Side from) {
        Dialog dialog = dialogOf(signal, from);
        if (dialog == null && signal.toTag().isEmpty() && signal.cSeq() > invite.cSeq()) {
            dialog = dialogs.inWhichAsked(from, signal.cSeq());
        }
        if (dialog == null || !dialog.hasAsked(from, signal.cSeq())) {
            return Standing.STRAY;
        }
        return dialog.live() ? Standing.TRACKED : Standing.STALE;
    }

    private Standing acknowledge(Dialog dialog, Signal signal, Side from, @Nullable Media media, long nowNanos) {
        if (!dialog.hasAsked(from, signal.cSeq()) || !dialog.state().answered()) {
            return Standing.STRAY;
        }
        if (media != null) {
            dialog.negotiation().acknowledge(from, media, signal.cSeq());
        }
        dialog.negotiation().conclude(from, SipMethod.INVITE, signal.cSeq(), nowNanos);
        return dialog.acknowledge(from, signal.cSeq(), nowNanos) ? Standing.TRACKED : Standing.REPEATED;
    }

    /**
     * Whether it is the ACK of a final response other than 2xx, which belongs to no dialog (RFC 3261 section 17.1.1.3): to this
     * INVITE, or to an earlier one that was refused.
     */
    private boolean acknowledgesRefusal(Signal signal, Side from) {
        return signal.method() == SipMethod.ACK
                && from == call.caller()
                && (invite.isAfter(signal) || (invite.hasNumberOf(signal) && isRefused()));
    }

    private boolean isRefused() {
        return !call.wasAnswered() && !call.state().awaitsFinalResponse();
    }

    /**
     * Takes a BYE of the callee in a dialog whose 2xx is still on its way: the dialog is made in order to be remembered as
     * over, or the 2xx would bring it up.
     */
    private boolean overtakesAnswer(Signal signal, Side from, long nowNanos) {
        boolean theirs = signal.method() == SipMethod.BYE
                && from != call.caller()
                && call.state().awaitsFinalResponse();
        Dialog dialog = theirs ? newDialog(signal.parties(), signal.fromTag(), nowNanos) : null;
        if (dialog != null) {
            end(dialog, EndReason.HUNG_UP, from);
            expectAnswer(from, nowNanos);
        }
        return dialog != null;
    }

    /** Who hangs up as the callee has answered: the 2xx is on its way, and comes within 64 T1 or never. */
    private void expectAnswer(Side from, long nowNanos) {
        boolean alone = !dialogs.anyLive();
        if (from != call.caller() && alone && call.state().awaitsFinalResponse()) {
            deadlineNanos = nowNanos + limits.transactionNanos();
        }
    }

    // ---- responses ----

    /** @param ids numbers a call that is taken up again */
    Standing response(
            Signal signal, Side from, @Nullable Media media, LongSupplier ids, long nowNanos, CallListener listener) {
        Side asker = from.other();
        boolean callers = asker == call.caller();
        if (callers && signal.method() == SipMethod.INVITE && signal.cSeq() <= invite.cSeq()) {
            return invite.hasNumberOf(signal)
                    ? toInitialInvite(signal, from, media, nowNanos)
                    : toEarlierInvite(signal, nowNanos);
        }
        if (callers && signal.method() == SipMethod.CANCEL && invite.hasNumberOf(signal)) {
            return Standing.TRACKED;
        }
        Dialog dialog = dialogOf(signal, asker);
        if (dialog == null || !dialog.hasAsked(asker, signal.cSeq())) {
            return Standing.STRAY;
        }
        if (!dialog.live()) {
            return signal.method() == SipMethod.BYE ? Standing.TRACKED : Standing.STALE;
        }
        if (isDormant() && acceptsAnew(dialog, signal, asker)) {
            wake(ids, nowNanos, listener);
        }
        dialog.heard(nowNanos);
        inDialog(dialog, signal, from, media, nowNanos);
        return Standing.TRACKED;
    }

    private void inDialog(Dialog dialog, Signal signal, Side from, @Nullable Media media, long nowNanos) {
        SipMethod method = signal.method();
        boolean negotiates = method == SipMethod.INVITE || method == SipMethod.UPDATE || method == SipMethod.PRACK;
        if (Reach.of(method, signal.status()).endsCall()) {
            dialog.negotiation().revoke(from.other(), method, signal.cSeq());
            forgotten(dialog, signal, from, nowNanos);
        } else if (negotiates && signal.status() >= 300) {
            dialog.negotiation().revoke(from.other(), method, signal.cSeq());
        } else if (negotiates && media != null) {
            dialog.negotiation().respond(from, media, method, signal.cSeq());
        }
        if (signal.isSuccess() && negotiates) {
            dialog.negotiation().conclude(from.other(), method, signal.cSeq(), nowNanos);
        }
        if (signal.isSuccess() && method == SipMethod.INVITE) {
            dialog.accept(from.other(), signal.cSeq());
        }
        if (signal.isSuccess() && (method == SipMethod.INVITE || method == SipMethod.UPDATE)) {
            dialog.refresh(from.other(), signal.cSeq(), signal.sessionExpiresSeconds(), nowNanos);
        }
    }

    /** A response says that the dialog is over. Its phones may see that otherwise, unless it is unknown to one of them. */
    private void forgotten(Dialog dialog, Signal signal, Side from, long nowNanos) {
        boolean last = dialogs.all().stream().noneMatch(other -> other != dialog && other.live());
        if (last && dialog.state().answered() && signal.status() != NO_SUCH_DIALOG) {
            call.end(CallState.Event.OVER, EndReason.FORGOTTEN, from, nowNanos);
        } else {
            end(dialog, EndReason.FORGOTTEN, from);
        }
    }

    /** Whether it is a 2xx, and no copy of one, to what describes the session. */
    private static boolean acceptsAnew(Dialog dialog, Signal signal, Side asker) {
        boolean invite = signal.method() == SipMethod.INVITE && !dialog.hasAccepted(asker, signal.cSeq());
        boolean update = signal.method() == SipMethod.UPDATE && dialog.hasJustAsked(asker, signal.cSeq());
        return signal.isSuccess() && (invite || update);
    }

    /**
     * What comes of an attempt that another took the place of is no more of the call. If it was answered all the same, who hangs up there
     * must be heard (RFC 3261 section 9.1): the dialog is made in order to be remembered as over. One that the attempt of now has made
     * under the same tag goes on.
     */
    private Standing toEarlierInvite(Signal signal, long nowNanos) {
        boolean unknown = dialogs.find(signal.parties(), signal.toTag()) == null;
        Dialog dialog = signal.isSuccess() && unknown ? newDialog(signal.parties(), signal.toTag(), nowNanos) : null;
        if (dialog != null) {
            dialog.end();
        }
        return Standing.STALE;
    }

    private Standing toInitialInvite(Signal signal, Side from, @Nullable Media media, long nowNanos) {
        if (signal.status() == 100) {
            if (call.state() == CallState.TRYING) {
                deadlineNanos = nowNanos + limits.ringingNanos();
            }
            return call.state().awaitsFinalResponse() ? Standing.TRACKED : Standing.STALE;
        }
        if (!call.state().awaitsFinalResponse() && call.state() != CallState.ANSWERED) {
            return signal.isSuccess() || signal.isProvisional() ? Standing.STALE : Standing.REPEATED;
        }
        if (signal.isProvisional()) {
            return progress(signal, from, media, nowNanos);
        }
        if (signal.isSuccess()) {
            return success(signal, from, media, nowNanos);
        }
        // That of another transaction, of a copy or of the call before, says nothing of this one (RFC 3261 section
        // 17.1.3).
        boolean others = !signal.branch().isEmpty() && !invite.isTransactionOf(signal);
        return others ? Standing.REPEATED : failure(signal, from, nowNanos);
    }

    private Standing progress(Signal signal, Side from, @Nullable Media media, long nowNanos) {
        if (call.state() == CallState.ANSWERED) {
            return Standing.STALE;
        }
        if (call.state() != CallState.CANCELLING) {
            deadlineNanos = nowNanos + limits.ringingNanos();
        }
        if (signal.status() == EARLY_DIALOG_TERMINATED) {
            dialogs.forgetEarly(signal.parties(), signal.toTag());
            return Standing.TRACKED;
        }
        Dialog dialog = findOrMake(signal, nowNanos);
        if (dialog == null || !dialog.live()) {
            return Standing.STALE;
        }
        if (media != null) {
            dialog.negotiation().respond(from, media, SipMethod.INVITE, signal.cSeq());
        }
        call.move(CallState.Event.PROGRESS, nowNanos);
        return Standing.TRACKED;
    }

    private Standing success(Signal signal, Side from, @Nullable Media media, long nowNanos) {
        if (dialogs.find(signal.parties(), signal.toTag()) == null) {
            // One who answers has room, at the cost of one who merely rings.
            dialogs.makeRoom();
        }
        Dialog dialog = findOrMake(signal, nowNanos);
        if (dialog == null) {
            return Standing.FULL;
        }
        call.move(CallState.Event.SUCCESS, nowNanos);
        dialogs.all().forEach(each -> each.beaten(nowNanos));
        if (!dialog.live()) {
            // Hung up before its answer arrived.
            return Standing.STALE;
        }
        dialog.accept(call.caller(), invite.cSeq());
        if (!dialog.answer(nowNanos)) {
            return Standing.REPEATED;
        }
        if (media != null) {
            dialog.negotiation().respond(from, media, SipMethod.INVITE, signal.cSeq());
        }
        call.answeredBy(signal.parties());
        dialog.refresh(call.caller(), invite.cSeq(), signal.sessionExpiresSeconds(), nowNanos);
        return Standing.TRACKED;
    }

    private Standing failure(Signal signal, Side from, long nowNanos) {
        if (call.state() == CallState.ANSWERED) {
            return Standing.STALE;
        }
        call.refusedWith(signal.status(), signal.words());
        dialogs.endAll();
        deadlineNanos = nowNanos + limits.transactionNanos();
        boolean cancelled = call.state() == CallState.CANCELLING;
        call.end(
                signal.isChallenge() ? CallState.Event.CHALLENGE : CallState.Event.FAILURE,
                cancelled ? EndReason.CANCELLED : EndReason.REJECTED,
                cancelled ? call.caller() : from,
                nowNanos);
        return Standing.TRACKED;
    }

    // ---- dialogs ----

    /** Whether an initial INVITE of the caller's is this call's own, of now or before: some number each call alike. */
    boolean hasSeen(Signal signal) {
        Dialog untagged = dialogs.find(call.parties(), "");
        return invite.isAfter(signal)
                || invite.isTransactionOf(signal)
                || (untagged != null && untagged.hasAsked(call.caller(), signal.cSeq()));
    }

    /**
     * Whether an initial INVITE of the caller's is a copy of one of this call's while it goes on, or the next attempt that it waits for. Of a call that
     * is over it is none: whom it is for has forgotten that, and rings anew.
     */
    boolean isInvitedBy(Signal signal) {
        if (call.state() == CallState.ENDED) {
            return false;
        }
        return invite.isTransactionOf(signal) || invite.isAfter(signal) || call.state() == CallState.CHALLENGED;
    }

    /** Whether a 2xx response to an INVITE is a copy of one that went on. */
    boolean hasAccepted(Signal response, Side from) {
        boolean accepts = response.isSuccess() && response.method() == SipMethod.INVITE;
        Dialog dialog = accepts ? dialogOf(response, from.other()) : null;
        return dialog != null && dialog.hasAccepted(from.other(), response.cSeq());
    }

    /** The dialog of a transaction that {@code asker} started. */
    private @Nullable Dialog dialogOf(Signal signal, Side asker) {
        return dialogs.of(signal, asker == call.caller());
    }

    private @Nullable Dialog findOrMake(Signal response, long nowNanos) {
        Dialog dialog = dialogs.find(response.parties(), response.toTag());
        return dialog != null ? dialog : newDialog(response.parties(), response.toTag(), nowNanos);
    }

    private @Nullable Dialog newDialog(Parties parties, String calleeTag, long nowNanos) {
        return dialogs.make(parties, calleeTag, call.caller(), invite.cSeq(), invite.offer(), nowNanos);
    }

    // ---- early sessions ----

    /** Notes where {@code from} listens until the answer, in a session of its own (RFC 3959); null if the message says nothing of it. */
    void describeEarly(Signal signal, Side from, @Nullable Media early) {
        if (early == null) {
            return;
        }
        if (signal.isInitialInvite()) {
            invite.describeEarly(early);
            return;
        }
        Dialog dialog = dialogOf(signal, signal.isRequest() ? from : from.other());
        if (dialog != null) {
            dialog.describeEarly(from, early);
        }
    }

    private void end(Dialog dialog, EndReason reason, @Nullable Side by) {
        dialog.end();
        overReason = reason;
        overBy = by;
    }

    /** Whether one of the callee's tags is that, be its dialog over or not. */
    boolean hasCallee(Parties parties, String tag) {
        return dialogs.find(parties, tag) != null;
    }

    /** Whose the dialog is that has these two tags, whoever's is whose, and is not over; or null. */
    @Nullable
    Parties partiesOf(String tag, String otherTag) {
        Dialog dialog = dialogs.live(tag, otherTag);
        return dialog == null ? null : dialog.parties();
    }

    /** The INVITE went to one more phone. From now on each of them is heard when it has said where it listens. */
    void fork() {
        forked = true;
    }

    /** One of several phones that were called together rings no more. */
    void ringsNoMore(Parties parties) {
        dialogs.forgetEarly(parties);
    }

    // ---- time, and what follows ----

    /**
     * Whether the call was ended for silence, or for a refusal that says that it is over (RFC 5057), while its phones still think of it
     * as one. Its dialogs live on without media: a BYE ends them, a re-INVITE or UPDATE takes the call up again, behind a refusal only
     * if it is accepted.
     */
    boolean isDormant() {
        boolean mayLive = call.reason() == EndReason.SILENT || call.reason() == EndReason.FORGOTTEN;
        return call.state() == CallState.ENDED && mayLive && dialogs.anyAnswered();
    }

    /** To its watchers it is a new call, answered at once. */
    private void wake(LongSupplier ids, long nowNanos, CallListener listener) {
        call = new Call(ids.getAsLong(), call.parties(), call.callId(), call.caller(), nowNanos, limits);
        consequences = new Consequences(call, limits.pinholesPerCall());
        call.move(CallState.Event.SUCCESS, nowNanos);
        listener.accept(new CallAction.Began(call));
    }

    boolean tick(long nowNanos) {
        boolean changed = false;
        for (Dialog dialog : dialogs.all()) {
            changed |= dialog.negotiation().tick(nowNanos);
            if (dialog.isOverdue(nowNanos)) {
                if (dialog.state().answered()) {
                    end(dialog, dialog.overdueReason(), null);
                } else {
                    dialog.end();
                }
                changed = true;
            }
        }
        boolean waiting = call.state().awaitsFinalResponse() || call.state() == CallState.CHALLENGED;
        if (waiting && nowNanos - deadlineNanos >= 0) {
            EndReason reason = switch (call.state()) {
                case CANCELLING -> EndReason.CANCELLED;
                case CHALLENGED -> EndReason.REJECTED;
                default -> EndReason.NO_ANSWER;
            };
            call.end(CallState.Event.OVER, reason, null, nowNanos);
            changed = true;
        }
        return changed;
    }

    /**
     * Whether nobody is left of whom the call is: who hung up waits for no phone that still rang. One that answers all the same is hung up
     * on by the caller, whose ACK and BYE go on.
     */
    private boolean isDeserted() {
        return overReason == EndReason.HUNG_UP ? !dialogs.anyInCall() : !dialogs.anyLive();
    }

    /**
     * Makes pinholes and holds what the state of the dialogs says, and tells what changed since {@code before}. A call that was
     * answered is over with its last dialog, however that came to its end.
     */
    void settle(CallState before, long nowNanos, CallListener listener) {
        if (call.state() == CallState.ANSWERED && isDeserted()) {
            call.end(CallState.Event.OVER, overReason, overBy, nowNanos);
        }
        if (call.state() == CallState.ENDED && !isDormant()) {
            dialogs.endAll();
        }
        boolean anyMayAnswer = call.state().awaitsFinalResponse() && !forked;
        List<Dialog> heard = dialogs.all().stream()
                .filter(dialog -> !forked || speaks(dialog))
                .toList();
        consequences.follow(heard, anyMayAnswer ? invite.offers() : List.of(), before, listener);
    }

    /** Whether a phone of several has said where it listens, and has not lost to another: that one hears what the caller says, at once. */
    private boolean speaks(Dialog dialog) {
        boolean lost = call.wasAnswered()
                && dialog.state() == DialogState.EARLY
                && !dialog.parties().equals(call.parties());
        return !lost && dialog.isDescribedBy(call.caller().other());
    }
}
