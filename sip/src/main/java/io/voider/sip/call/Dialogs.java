package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dialogs that grew out of one INVITE: as many as the callee has tags, up to a bound. */
final class Dialogs {
    private final String callerTag;
    private final CallLimits limits;
    private final List<Dialog> dialogs = new ArrayList<>();

    Dialogs(String callerTag, CallLimits limits) {
        this.callerTag = callerTag;
        this.limits = limits;
    }

    /** All of them, oldest first. */
    List<Dialog> all() {
        return dialogs;
    }

    /**
     * The dialog of a transaction of this call's, by whether the caller began it. No phone speaks in the dialog of another that was
     * called with it.
     */
    @Nullable
    Dialog of(Signal signal, boolean callerAsks) {
        return find(signal.parties(), callerAsks ? signal.toTag() : signal.fromTag());
    }

    @Nullable
    Dialog find(Parties parties, String calleeTag) {
        for (Dialog dialog : dialogs) {
            if (dialog.calleeTag().equals(calleeTag) && dialog.parties().equals(parties)) {
                return dialog;
            }
        }
        return null;
    }

    /** The oldest in which a side has sent a request of that number, or a later one; null if there is none. */
    @Nullable
    Dialog inWhichAsked(Side side, long cSeq) {
        return dialogs.stream()
                .filter(dialog -> dialog.hasAsked(side, cSeq))
                .findFirst()
                .orElse(null);
    }

    /**
     * Begins a dialog with the INVITE's offer, if it has one; null if there are as many as there may be.
     *
     * @param parties the caller, and which of the phones that were called
     * @param cSeq the INVITE's number
     */
    @Nullable
    Dialog make(Parties parties, String calleeTag, Side caller, long cSeq, @Nullable Media offer, long nowNanos) {
        if (dialogs.size() == limits.dialogsPerCall()) {
            return null;
        }
        Dialog dialog = new Dialog(parties, calleeTag, limits, nowNanos);
        dialog.startFrom(caller, cSeq);
        if (offer != null) {
            dialog.negotiation().offer(caller, offer, SipMethod.INVITE, cSeq);
        } else {
            dialog.negotiation().ask(caller, cSeq);
        }
        dialogs.add(dialog);
        return dialog;
    }

    /** Whether a callee of RFC 2543 answered, which has no tag (RFC 3261 section 12.1.2): no more has what is asked within the dialog. */
    boolean isAnsweredWithoutTag() {
        return dialogs.stream()
                .anyMatch(
                        dialog -> dialog.calleeTag().isEmpty() && dialog.state().answered());
    }

    /** When there are as many as there may be, forgets the oldest that nobody answered, if there is one. */
    void makeRoom() {
        if (dialogs.size() == limits.dialogsPerCall()) {
            dialogs.stream()
                    .filter(dialog -> dialog.state() == DialogState.EARLY)
                    .findFirst()
                    .ifPresent(dialogs::remove);
        }
    }

    /** Forgets the one with that tag, unless it was answered. */
    void forgetEarly(Parties parties, String calleeTag) {
        Dialog dialog = find(parties, calleeTag);
        if (dialog != null && dialog.state() == DialogState.EARLY) {
            dialogs.remove(dialog);
        }
    }

    /** Forgets those of one of the phones that were called, unless they were answered. */
    void forgetEarly(Parties parties) {
        dialogs.removeIf(dialog -> dialog.parties().equals(parties) && dialog.state() == DialogState.EARLY);
    }

    /** The one that has these two tags, whoever's is whose, and is not over; or null. */
    @Nullable
    Dialog live(String tag, String otherTag) {
        String calleeTag = callerTag.equals(tag) ? otherTag : callerTag.equals(otherTag) ? tag : null;
        for (Dialog dialog : dialogs) {
            if (dialog.live() && dialog.calleeTag().equals(calleeTag)) {
                return dialog;
            }
        }
        return null;
    }

    boolean anyLive() {
        return dialogs.stream().anyMatch(Dialog::live);
    }

    /** Whether somebody has answered and not hung up. */
    boolean anyInCall() {
        return dialogs.stream().anyMatch(dialog -> dialog.live() && dialog.state() != DialogState.EARLY);
    }

    boolean anyAnswered() {
        return dialogs.stream().anyMatch(dialog -> dialog.state().answered());
    }

    void endAll() {
        dialogs.forEach(Dialog::end);
    }

    /** Forgets them: another INVITE takes the place of the first. */
    void clear() {
        dialogs.clear();
    }
}
