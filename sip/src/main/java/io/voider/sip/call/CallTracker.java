package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.sdp.SdpBody;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From the messages that cross the exchange to the calls they make.
 *
 * <p>Give it every message once, in the order of arrival, as its sender wrote it (before addresses are mapped), and call
 * {@link #tick} every second or so. It keeps no clock: {@code nowNanos} is any clock that never goes back, such as
 * {@link System#nanoTime()}. What it finds goes to the sink, from inside the call.
 *
 * <p>It believes nobody. A message counts only if its Call-ID, both tags and the line it came over are those of a call, and
 * if its sender is the party that may send it; everything else opens and closes nothing. An ended call is remembered for
 * {@link CallLimits#transactionNanos()}, so that what was delayed cannot bring it back.
 *
 * <p>Not thread-safe: one tracker belongs to one event loop.
 */
public final class CallTracker {
    private record Key(Parties parties, String callId) {}

    private final CallLimits limits;
    private final Map<Key, InviteSession> invitations = new LinkedHashMap<>();
    private final Map<Integer, Integer> perLine = new HashMap<>();
    private final OpenPinholes.Shares shares = new OpenPinholes.Shares();
    private long lastId;

    public CallTracker(CallLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes note of a message.
     *
     * @param parties whose message it is, by the line and the addresses that it came over
     * @param from the side that sent it
     * @param message read during the call, and not kept
     */
    public Verdict onMessage(Parties parties, Side from, SipMessage message, long nowNanos, CallSink sink) {
        Signal signal;
        try {
            signal = Signal.of(message);
        } catch (SipRefusal broken) {
            return Verdict.UNREADABLE;
        }
        Key key = new Key(parties, signal.callId());
        InviteSession known = invitations.get(key);
        if (known != null && isReusedBy(known, signal, from)) {
            forget(key, known);
            known = null;
        }
        if (known == null && !signal.isInitialInvite()) {
            return Verdict.STRAY;
        }
        MediaReader reader = new MediaReader(parties.own(from), limits.pinholesPerCall());
        Media media = describes(signal) ? media(message, reader) : null;
        if (known == null) {
            return begin(key, from, signal, media, reader, nowNanos, sink);
        }
        return proceed(known, from, signal, media, reader, nowNanos, sink);
    }

    private Verdict proceed(
            InviteSession invitation,
            Side from,
            Signal signal,
            @Nullable Media media,
            MediaReader reader,
            long nowNanos,
            CallSink sink) {
        Call call = invitation.call();
        CallState before = call.state();
        Verdict verdict = signal.isRequest()
                ? invitation.request(signal, from, media, nowNanos, sink)
                : invitation.response(signal, from, media, nowNanos);
        switch (verdict) {
            case TRACKED, STALE -> note(call, from, signal, media, nowNanos);
            case REPEATED -> call.noteAgain(from, signal.label());
            case STRAY, FULL, UNREADABLE -> {
                // Not the call's.
            }
        }
        if (verdict == Verdict.TRACKED) {
            tell(call, from, reader, sink);
        }
        invitation.settle(before, sink);
        return verdict;
    }

    private Verdict begin(
            Key key,
            Side from,
            Signal signal,
            @Nullable Media media,
            MediaReader reader,
            long nowNanos,
            CallSink sink) {
        if (!makeRoom(key.parties.line())) {
            return Verdict.FULL;
        }
        Call call = new Call(++lastId, key.parties, key.callId, from, nowNanos, limits, shares);
        InviteSession invitation = new InviteSession(call, limits, signal, media, nowNanos);
        invitations.put(key, invitation);
        perLine.merge(key.parties.line(), 1, Integer::sum);
        note(call, from, signal, media, nowNanos);
        sink.accept(new CallAction.Began(call));
        tell(call, from, reader, sink);
        invitation.settle(call.state(), sink);
        return Verdict.TRACKED;
    }

    private static void tell(Call call, Side from, MediaReader reader, CallSink sink) {
        for (MediaReader.Ignored ignored : reader.ignored()) {
            sink.accept(new CallAction.MediaIgnored(call, from, ignored.cause(), ignored.line(), ignored.reason()));
        }
    }

    private static void note(Call call, Side from, Signal signal, @Nullable Media media, long nowNanos) {
        call.note(new LadderEntry(nowNanos, from, signal.label(), media != null, 1));
    }

    /** Whether the caller starts anew under the Call-ID of a call that is over. */
    private static boolean isReusedBy(InviteSession known, Signal signal, Side from) {
        return signal.isInitialInvite() && known.call().state() == CallState.ENDED && !known.hasSeen(signal, from);
    }

    private static boolean describes(Signal signal) {
        SipMethod method = signal.method();
        return method == SipMethod.INVITE
                || method == SipMethod.ACK
                || method == SipMethod.PRACK
                || method == SipMethod.UPDATE;
    }

    private static @Nullable Media media(SipMessage message, MediaReader reader) {
        SdpBody description = SdpBody.of(message);
        return description == null ? null : reader.read(description);
    }

    // ---- room ----

    /** Makes sure that the line has room for one more call, at the cost of one that is over if need be. */
    private boolean makeRoom(int line) {
        boolean lineFull = perLine.getOrDefault(line, 0) >= limits.callsPerLine();
        if (!lineFull && invitations.size() < limits.calls()) {
            return true;
        }
        for (Map.Entry<Key, InviteSession> entry : invitations.entrySet()) {
            boolean over = entry.getValue().call().state() == CallState.ENDED;
            if (over && (!lineFull || entry.getKey().parties.line() == line)) {
                forget(entry.getKey(), entry.getValue());
                return true;
            }
        }
        return false;
    }

    private void forget(Key key, InviteSession invitation) {
        invitations.remove(key, invitation);
        forgotten(key);
    }

    private void forgotten(Key key) {
        perLine.computeIfPresent(key.parties.line(), (line, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    // ---- time and owner ----

    /** Lets time pass: ends what is overdue, and forgets what ended long enough ago. */
    public void tick(long nowNanos, CallSink sink) {
        Iterator<Map.Entry<Key, InviteSession>> entries = invitations.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, InviteSession> entry = entries.next();
            InviteSession invitation = entry.getValue();
            CallState before = invitation.call().state();
            boolean over = before == CallState.ENDED;
            if (over && nowNanos - invitation.call().endedNanos() >= limits.transactionNanos()) {
                entries.remove();
                forgotten(entry.getKey());
            } else if (!over) {
                invitation.tick(nowNanos);
                invitation.settle(before, sink);
            }
        }
    }

    /** Ends a call, if it is still there and not over: its media stays silent, or its owner wants it gone. */
    public void end(long id, EndReason reason, long nowNanos, CallSink sink) {
        for (InviteSession invitation : List.copyOf(invitations.values())) {
            if (invitation.call().id() == id) {
                end(invitation, reason, nowNanos, sink);
            }
        }
    }

    /** Ends all calls of a line that went down or was cut off. */
    public void endLine(int line, long nowNanos, CallSink sink) {
        for (InviteSession invitation : List.copyOf(invitations.values())) {
            if (invitation.call().parties().line() == line) {
                end(invitation, EndReason.CUT_OFF, nowNanos, sink);
            }
        }
    }

    private static void end(InviteSession invitation, EndReason reason, long nowNanos, CallSink sink) {
        CallState before = invitation.call().state();
        invitation.call().end(CallState.Event.OVER, reason, null, nowNanos);
        invitation.settle(before, sink);
    }

    /** All calls, those that ended a moment ago included, oldest first. */
    public Collection<Call> calls() {
        List<Call> calls = new ArrayList<>(invitations.size());
        invitations.values().forEach(invitation -> calls.add(invitation.call()));
        return calls;
    }

    /** How many different pinholes are open now. */
    public int openPinholes() {
        return shares.size();
    }
}
