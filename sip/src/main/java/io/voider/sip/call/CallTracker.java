package io.voider.sip.call;

import io.voider.sip.BodyPart;
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
 * {@link System#nanoTime()}. What it finds goes to the listener, from inside the call.
 *
 * <p>It believes nobody. A message counts only if its Call-ID, both tags and the line it came over are those of a call, and
 * if its sender is the party that may send it; everything else opens and closes nothing. An ended call is remembered for
 * {@link CallLimits#transactionNanos()}, so that what was delayed cannot bring it back.
 *
 * <p>Not thread-safe: one tracker belongs to one event loop.
 */
public final class CallTracker {
    /** Whose call: a caller may use a Call-ID again, with another tag, and the other party may, too (RFC 3261 section 12). */
    private record Key(int line, int me, int dialled, int peer, String callId, Side caller, String callerTag) {
        /** Of several phones that are called together the caller sees one. */
        static Key of(Parties parties, String callId, Side caller, String callerTag) {
            return new Key(parties.line(), parties.me(), parties.dialled(), parties.peer(), callId, caller, callerTag);
        }
    }

    private final CallLimits limits;
    private final Booking booking;
    private final Map<Key, InviteSession> sessions = new LinkedHashMap<>();
    private final Map<Long, Integer> booked = new HashMap<>();
    private long lastId;

    /** A tracker that books each call on its line. */
    public CallTracker(CallLimits limits) {
        this(limits, (parties, caller) -> parties.line());
    }

    /** @param booking on whom each call counts */
    public CallTracker(CallLimits limits, Booking booking) {
        this.limits = limits;
        this.booking = booking;
    }

    /**
     * Takes note of a message.
     *
     * @param parties whose message it is, by the line and the addresses that it came over
     * @param from the side that sent it
     * @param message read during the call, and not kept
     */
    public Standing onMessage(Parties parties, Side from, SipMessage message, long nowNanos, CallListener listener) {
        Signal signal;
        try {
            signal = Signal.of(parties, message);
        } catch (SipRefusal broken) {
            return Standing.UNREADABLE;
        }
        InviteSession known = find(parties, from, signal);
        if (known != null && isReusedBy(known, signal)) {
            forget(key(parties, from, signal), known);
            known = null;
        }
        if (known == null && !signal.isInitialInvite()) {
            return Standing.STRAY;
        }
        MediaReader reader = new MediaReader(parties, from, limits.pinholesPerCall());
        Described described = described(message, signal, reader);
        return known == null
                ? begin(key(parties, from, signal), from, signal, described, reader, nowNanos, listener)
                : proceed(known, from, signal, described, reader, nowNanos, listener);
    }

    private static Key key(Parties parties, Side caller, Signal signal) {
        return Key.of(parties, signal.callId(), caller, signal.fromTag());
    }

    /** The call of a message: who asks in its transaction placed the call, or else the other side did. */
    private @Nullable InviteSession find(Parties parties, Side from, Signal signal) {
        Side asker = signal.isRequest() ? from : from.other();
        InviteSession callers = sessions.get(key(parties, asker, signal));
        if (callers != null || signal.isInitialInvite()) {
            return callers;
        }
        InviteSession callees = sessions.get(Key.of(parties, signal.callId(), asker.other(), signal.toTag()));
        boolean untagged = signal.method() == SipMethod.CANCEL && signal.toTag().isEmpty();
        return callees == null && untagged ? ofCallee(parties, asker, signal) : callees;
    }

    /** The call in which a callee cancels a re-INVITE, though it does not say whose. */
    private @Nullable InviteSession ofCallee(Parties parties, Side callee, Signal signal) {
        for (Map.Entry<Key, InviteSession> entry : sessions.entrySet()) {
            Key key = entry.getKey();
            boolean between = key.equals(Key.of(parties, signal.callId(), key.caller, key.callerTag));
            if (between && key.caller != callee && entry.getValue().hasCallee(parties, signal.fromTag())) {
                return entry.getValue();
            }
        }
        return null;
    }

    private @Nullable InviteSession session(Parties parties, Side from, SipMessage message) {
        try {
            return find(parties, from, Signal.of(parties, message));
        } catch (SipRefusal broken) {
            return null;
        }
    }

    private Standing proceed(
            InviteSession session,
            Side from,
            Signal signal,
            Described described,
            MediaReader reader,
            long nowNanos,
            CallListener listener) {
        Media media = described.session;
        CallState before = session.call().state();
        Standing standing = signal.isRequest()
                ? session.request(signal, from, media, () -> ++lastId, nowNanos, listener)
                : session.response(signal, from, media, () -> ++lastId, nowNanos, listener);
        Call call = session.call();
        boolean late = before == CallState.ENDED && call.state() == CallState.ENDED;
        switch (standing) {
            case TRACKED, OVERTAKEN, STALE -> {
                LadderEntry entry =
                        new LadderEntry(nowNanos, from, signal.label(), described.any(), 1, described.text());
                if (!late) {
                    call.note(entry);
                } else if (call.noteLate(entry)) {
                    listener.accept(new CallAction.Noted(call));
                }
            }
            case REPEATED -> call.noteAgain(from, signal.label());
            case STRAY, FULL, UNREADABLE -> {
                // Not the call's.
            }
        }
        if (standing == Standing.TRACKED && !late) {
            session.describeEarly(signal, from, described.early);
            tell(call, from, reader, listener);
        }
        session.settle(before, nowNanos, listener);
        return standing;
    }

    private Standing begin(
            Key key,
            Side from,
            Signal signal,
            Described described,
            MediaReader reader,
            long nowNanos,
            CallListener listener) {
        long account = booking.of(signal.parties(), from);
        if (!makeRoom(account)) {
            return Standing.FULL;
        }
        Call call = new Call(++lastId, signal.parties(), key.callId, from, nowNanos, limits);
        InviteSession session = new InviteSession(call, limits, signal, described.session, nowNanos);
        session.describeEarly(signal, from, described.early);
        sessions.put(key, session);
        booked.merge(account, 1, Integer::sum);
        call.note(new LadderEntry(nowNanos, from, signal.label(), described.any(), 1, described.text()));
        listener.accept(new CallAction.Began(call));
        tell(call, from, reader, listener);
        session.settle(call.state(), nowNanos, listener);
        return Standing.TRACKED;
    }

    private static void tell(Call call, Side from, MediaReader reader, CallListener listener) {
        for (MediaReader.Ignored ignored : reader.ignored()) {
            listener.accept(new CallAction.MediaIgnored(call, from, ignored.cause(), ignored.line(), ignored.reason()));
        }
    }

    /** Whether the caller starts anew under the Call-ID of a call that is over. */
    private static boolean isReusedBy(InviteSession known, Signal signal) {
        return signal.isInitialInvite() && known.call().state() == CallState.ENDED && !known.hasSeen(signal);
    }

    // ---- descriptions ----

    /**
     * What a message says of where its sender listens.
     *
     * @param session for the call; for an INFO, candidates of it
     * @param early until the answer alone (RFC 3959)
     * @param message all of it
     */
    private record Described(
            @Nullable Media session, @Nullable Media early, SipMessage message) {
        boolean any() {
            return session != null || early != null;
        }

        /** As people read it: made of what is noted alone, and not of each copy. */
        String text() {
            return ReadableMessage.of(message);
        }
    }

    private static Described described(SipMessage message, Signal signal, MediaReader reader) {
        if (signal.isRequest() && signal.method() == SipMethod.INFO) {
            return new Described(trickled(message, reader), null, message);
        }
        if (!describes(signal)) {
            return new Described(null, null, message);
        }
        List<BodyPart> bodies = message.bodies();
        return new Described(
                media(SdpBody.of(message, bodies), reader), media(SdpBody.early(message, bodies), reader), message);
    }

    private static boolean describes(Signal signal) {
        SipMethod method = signal.method();
        return method == SipMethod.INVITE
                || method == SipMethod.ACK
                || method == SipMethod.PRACK
                || method == SipMethod.UPDATE;
    }

    private static @Nullable Media media(@Nullable SdpBody description, MediaReader reader) {
        return description == null ? null : reader.read(description);
    }

    /** Candidates as the ports of one stream. */
    private static @Nullable Media trickled(SipMessage info, MediaReader reader) {
        SdpBody fragment = SdpBody.trickled(info);
        return fragment == null ? null : Media.trickled(reader.trickled(fragment));
    }

    // ---- several phones that are called together ----

    /**
     * The INVITE of that call goes to one more phone. The caller sees one address, whichever of them answers; each is known by its own,
     * and media pass of those alone that have answered, or said where they listen for early media.
     */
    public void fork(Parties parties, Call call, long nowNanos, CallListener listener) {
        InviteSession session = of(call);
        if (session != null && !call.parties().equals(parties)) {
            session.fork();
            session.settle(call.state(), nowNanos, listener);
        }
    }

    /** One of these phones rings no more, and did not answer. */
    public void ringsNoMore(Parties parties, Call call, long nowNanos, CallListener listener) {
        InviteSession session = of(call);
        if (session != null) {
            session.ringsNoMore(parties);
            session.settle(call.state(), nowNanos, listener);
        }
    }

    private @Nullable InviteSession of(Call call) {
        for (InviteSession session : sessions.values()) {
            if (session.call().id() == call.id()) {
                return session;
            }
        }
        return null;
    }

    // ---- room ----

    /** Makes sure that there is room for one more call on that account, at the cost of one that is over if need be. */
    private boolean makeRoom(long account) {
        boolean accountFull = booked.getOrDefault(account, 0) >= limits.callsPerLine();
        if (!accountFull && sessions.size() < limits.calls()) {
            return true;
        }
        for (Map.Entry<Key, InviteSession> entry : sessions.entrySet()) {
            boolean over = entry.getValue().call().state() == CallState.ENDED;
            if (over && (!accountFull || account(entry.getValue()) == account)) {
                forget(entry.getKey(), entry.getValue());
                return true;
            }
        }
        return false;
    }

    private long account(InviteSession session) {
        return booking.of(session.call().parties(), session.call().caller());
    }

    private void forget(Key key, InviteSession session) {
        sessions.remove(key, session);
        forgotten(session);
    }

    private void forgotten(InviteSession session) {
        booked.computeIfPresent(account(session), (account, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    // ---- time and owner ----

    /** Lets time pass: ends what is overdue, and forgets what ended long enough ago. */
    public void tick(long nowNanos, CallListener listener) {
        Iterator<Map.Entry<Key, InviteSession>> entries = sessions.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, InviteSession> entry = entries.next();
            InviteSession session = entry.getValue();
            CallState before = session.call().state();
            boolean over = before == CallState.ENDED && !session.isDormant();
            if (over && nowNanos - session.call().endedNanos() >= limits.transactionNanos()) {
                entries.remove();
                forgotten(session);
            } else if (!over && session.tick(nowNanos)) {
                session.settle(before, nowNanos, listener);
            }
        }
    }

    /** Ends a call, if it is still there and not over: its media stays silent, or its owner wants it gone. */
    public void end(long id, EndReason reason, long nowNanos, CallListener listener) {
        for (InviteSession session : List.copyOf(sessions.values())) {
            if (session.call().id() == id) {
                end(session, reason, nowNanos, listener);
            }
        }
    }

    /** Ends all calls of a line that went down or was cut off. */
    public void endLine(int line, long nowNanos, CallListener listener) {
        for (InviteSession session : List.copyOf(sessions.values())) {
            if (session.call().parties().line() == line) {
                end(session, EndReason.CUT_OFF, nowNanos, listener);
            }
        }
    }

    private static void end(InviteSession session, EndReason reason, long nowNanos, CallListener listener) {
        CallState before = session.call().state();
        session.call().end(CallState.Event.OVER, reason, null, nowNanos);
        session.settle(before, nowNanos, listener);
    }

    /** All calls, those that ended a moment ago included, oldest first. */
    public Collection<Call> calls() {
        List<Call> calls = new ArrayList<>(sessions.size());
        sessions.values().forEach(session -> calls.add(session.call()));
        return calls;
    }

    /** The call that a side placed under a Call-ID with its tag, ended or not; or null. */
    public @Nullable Call find(Parties parties, Side caller, String callId, String callerTag) {
        InviteSession session = sessions.get(Key.of(parties, callId, caller, callerTag));
        return session == null ? null : session.call();
    }

    /** The call to which a message of that side belongs, ended or not; or null. */
    public @Nullable Call find(Parties parties, Side from, SipMessage message) {
        InviteSession session = session(parties, from, message);
        return session == null ? null : session.call();
    }

    /** Whether a message has the Call-ID and the tag of a call between these parties, ended or not. */
    public boolean knows(Parties parties, Side from, SipMessage message) {
        return session(parties, from, message) != null;
    }

    /**
     * Whether a request begins a call: an INVITE outside any dialog that is no copy of one that came before, and no other attempt
     * after a challenge. One that cannot be read might.
     */
    public boolean isBegunBy(Parties parties, Side from, SipMessage request) {
        try {
            Signal signal = Signal.of(parties, request);
            InviteSession known = find(parties, from, signal);
            return signal.isInitialInvite() && (known == null || !known.isInvitedBy(signal));
        } catch (SipRefusal broken) {
            return true;
        }
    }

    /** Whether there is such a call, and it was answered: what is asked in it now is asked within a dialog. */
    public boolean isAnswered(Parties parties, Side from, SipMessage message) {
        InviteSession session = session(parties, from, message);
        return session != null && session.call().wasAnswered();
    }

    /**
     * Whether a response is a copy of a 2xx to an INVITE that went on before. Who asked has its answer, so that a copy that cannot
     * go on is missed by nobody, and ends nothing.
     */
    public boolean hasAccepted(Parties parties, Side from, SipMessage response) {
        try {
            Signal signal = Signal.of(parties, response);
            InviteSession session = find(parties, from, signal);
            return session != null && session.hasAccepted(signal, from);
        } catch (SipRefusal broken) {
            return false;
        }
    }

    /** The parties of the live dialog with that Call-ID and these two tags, in either order; null if there is none. */
    public @Nullable Parties partiesOf(String callId, String tag, String otherTag) {
        String id = Signal.kept(callId);
        String one = Signal.kept(tag);
        String other = Signal.kept(otherTag);
        for (Map.Entry<Key, InviteSession> entry : sessions.entrySet()) {
            Parties parties =
                    entry.getKey().callId.equals(id) ? entry.getValue().partiesOf(one, other) : null;
            if (parties != null) {
                return parties;
            }
        }
        return null;
    }
}
