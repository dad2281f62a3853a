package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.voider.cli.state.PhoneLine;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.Call;
import io.voider.sip.call.CallState;
import io.voider.sip.call.CallTracker;
import io.voider.sip.call.Cancellation;
import io.voider.sip.call.ReplacedResponse;
import io.voider.sip.fork.ForkOutputs;
import io.voider.sip.fork.Ruling;
import io.voider.sip.rewrite.Rewriter;
import io.voider.transport.count.Counters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The calls that ring several phones of this home, or another than the one that was dialled. The caller sees the number that it dialled,
 * whichever phone answers, so that its home need not know of this; each phone sees a call of its own. Which of them is heard is
 * {@link io.voider.sip.fork.ResponseContext}'s to say.
 *
 * <p>There are no more of them than the tracker has calls: what it forgets is forgotten here.
 */
final class Forks {
    /** Has a message that belongs to such a call go where any other would. */
    @FunctionalInterface
    interface Crossing {
        /** See {@link Switchboard#message}. */
        Outcome cross(Arrival arrival, Parties parties, SipMessage message);
    }

    /** Who says what to whom, as called in the sender's network. */
    private record Way(Network network, int source, int destination, String callId) {}

    /** What goes to a phone when what brought it about has been handled: one that cannot be reached says so at once. */
    private record Leaving(ArrivalOutputs outputs, Outcome.Passed passed) {}

    private static final int UNAVAILABLE = 503;
    /** Attempts of one call's, of which all but the last are being cancelled. */
    private static final int MOST_ATTEMPTS = 4;

    private final CallTracker tracker;
    private final Calls calls;
    private final Replies replies;
    private final Admission admission;
    private final Crossing crossing;
    private final SipPorts ports;
    private final TickGuard guard;
    private final Counters<ExchangeCounter> counters;
    private final ByteBufAllocator allocator;
    private final Rewriter rewriter = new Rewriter();
    /** For what is read besides the message that is crossing. */
    private final SipDecoder decoder = new SipDecoder();

    private final SipDecoder inviteDecoder = new SipDecoder();
    /** Oldest first. */
    private final Map<Way, List<Fork>> ofCallers = new HashMap<>();

    private final Map<Way, List<Fork>> ofPhones = new HashMap<>();
    private final Queue<Leaving> leaving = new ArrayDeque<>();

    Forks(
            CallTracker tracker,
            Calls calls,
            Replies replies,
            Admission admission,
            Crossing crossing,
            SipPorts ports,
            TickGuard guard,
            Counters<ExchangeCounter> counters,
            ByteBufAllocator allocator) {
        this.tracker = tracker;
        this.calls = calls;
        this.replies = replies;
        this.admission = admission;
        this.crossing = crossing;
        this.ports = ports;
        this.guard = guard;
        this.counters = counters;
        this.allocator = allocator;
    }

    boolean isEmpty() {
        return ofCallers.isEmpty();
    }

    // ---- the caller ----

    /**
     * Calls the phones, after the INVITE was found to be one that crosses.
     *
     * @param called has one phone at the least
     */
    void begin(Arrival arrival, Called called, DialPlan plan, SipMessage invite) {
        Fork fork = new Fork(called, arrival, plan, admission::isAbsent, invite);
        byte[] trying = replies.trying(arrival, invite);
        List<Fork> attempts = ofCallers.computeIfAbsent(way(arrival, fork.callId()), none -> new ArrayList<>());
        for (Fork before : attempts) {
            if (before.isReplacedBy(fork)) {
                before.context().cancel(arrival.nowNanos(), outputs(before, arrival.nowNanos()));
            }
        }
        attempts.add(fork);
        // What was said here is said by the phone, to the tracker: the call rings from now on as long as any may.
        tracker.onMessage(
                fork.first(), Side.PHONE, decoder.decode(trying, 0, trying.length), arrival.nowNanos(), calls);
        List<Integer> numbers = called.phones().stream().map(PhoneLine::number).toList();
        fork.context().call(numbers, arrival.nowNanos(), outputs(fork, arrival.nowNanos()));
    }

    /** Whether an INVITE under this Call-ID would be one attempt too many. */
    boolean hasTooMany(Arrival arrival, SipMessage invite) {
        return ofCallers.getOrDefault(way(arrival, invite.callId()), List.of()).size() >= MOST_ATTEMPTS;
    }

    private void forget(Fork fork) {
        for (Map<Way, List<Fork>> forks : List.of(ofCallers, ofPhones)) {
            forks.values().forEach(each -> each.remove(fork));
            forks.values().removeIf(List::isEmpty);
        }
    }

    /** Of several attempts the one that a message speaks of: that of its branch, or of its number, or the last of its call's. */
    private static Fork spokenOf(List<Fork> attempts, SipMessage message) {
        Fork last = attempts.get(attempts.size() - 1);
        Fork numbered = null;
        for (Fork fork : attempts) {
            if (fork.isCopy(message)) {
                return fork;
            }
            numbered = fork.isOf(message) ? fork : numbered;
            last = fork.isOfCall(message) || !last.isOfCall(message) ? fork : last;
        }
        return numbered == null ? last : numbered;
    }

    /**
     * Takes a message of such a call.
     *
     * @return what becomes of it; null if it belongs to none, or begins another
     */
    @Nullable
    Outcome take(Arrival arrival, SipMessage message) {
        if (isEmpty()) {
            return null;
        }
        Way way = way(arrival, message.callId());
        List<Fork> attempts = ofPhones.get(way);
        if (attempts != null) {
            return ofPhone(spokenOf(attempts, message), arrival, message);
        }
        attempts = ofCallers.get(way);
        return attempts == null ? null : ofCaller(spokenOf(attempts, message), arrival, message);
    }

    private static Way way(Arrival arrival, String callId) {
        return new Way(
                arrival.network(), arrival.flow().address(), arrival.flow().localAddress(), callId);
    }

    private @Nullable Outcome ofCaller(Fork fork, Arrival arrival, SipMessage message) {
        boolean outside = message.isRequest() && !Edge.hasToTag(message);
        boolean cancels = message.method() == SipMethod.CANCEL;
        boolean names = outside && fork.isCopy(message);
        boolean invites = message.method() == SipMethod.INVITE;
        if (outside && invites && !names && fork.isOf(message) && isGoingOn(fork)) {
            // A copy that came by another way (RFC 3261 section 8.2.2.2).
            return replies.answer(arrival, fork.first(), message, EdgeRule.MERGED.answer());
        }
        if (outside && !cancels && !(names && invites)) {
            return null;
        }
        fork.isReachedBy(arrival);
        if (names && cancels) {
            return cancel(fork, arrival, message);
        }
        if (names) {
            if (!fork.context().isDecided()) {
                replies.trying(arrival, message);
            }
            return Outcome.ENDED;
        }
        // A CANCEL without To tag may be that of a re-INVITE.
        return crossing.cross(arrival, inDialog(fork, message), message);
    }

    /** Which phone's dialog it is about; of none, the one that was called first. */
    private Parties inDialog(Fork fork, SipMessage message) {
        String from = message.fromTag();
        String to = message.toTag();
        Parties parties = tracker.partiesOf(message.callId(), from == null ? "" : from, to == null ? "" : to);
        if (parties != null && fork.called().isBetween(parties)) {
            return parties;
        }
        Call call = call(fork);
        return call == null ? fork.first() : call.parties();
    }

    private Outcome cancel(Fork fork, Arrival arrival, SipMessage cancel) {
        tracker.onMessage(fork.first(), Side.TUNNEL, cancel, arrival.nowNanos(), calls);
        Outcome answered = replies.answer(arrival, fork.first(), cancel, Answer.of(200));
        ForkOutputs outputs = outputs(fork, arrival.nowNanos());
        fork.context().cancel(arrival.nowNanos(), outputs);
        fork.context().conclude(arrival.nowNanos(), outputs);
        return answered;
    }

    // ---- the phones ----

    private @Nullable Outcome ofPhone(Fork fork, Arrival arrival, SipMessage message) {
        int phone = fork.phone(arrival.flow().address());
        Parties parties = fork.at(phone);
        if (fork.isAnswer(message, SipMethod.INVITE)) {
            return answer(fork, phone, parties, arrival, message);
        }
        if (fork.isAnswer(message, SipMethod.CANCEL)) {
            if (message.statusCode() >= 200) {
                fork.context().cancelAnswered(phone);
            }
            return Outcome.ENDED;
        }
        boolean ofNoBranch = !message.isRequest() && message.cseq().method() == SipMethod.INVITE && fork.isOf(message);
        if (ofNoBranch) {
            counters.increment(ExchangeCounter.DROPPED_NO_DIALOG);
            return Outcome.ENDED;
        }
        return crossing.cross(arrival, parties, message);
    }

    private Outcome answer(Fork fork, int phone, Parties parties, Arrival arrival, SipMessage response) {
        ForkOutputs outputs = outputs(fork, arrival.nowNanos());
        int status = response.statusCode();
        boolean open = !fork.context().isDecided();
        Ruling ruling = fork.context().response(phone, status, arrival.nowNanos(), outputs);
        switch (ruling) {
            case PASS -> {
                if (open && status >= 200) {
                    note(fork, "phone " + phone + " answered");
                }
                return crossing.cross(arrival, parties, response);
            }
            case KEEP -> {
                note(fork, "phone " + phone + ": " + status);
                replies.hangUp(arrival, response);
                fork.keep(phone, arrival.flow(), response);
                fork.context().conclude(arrival.nowNanos(), outputs);
            }
            case ACKNOWLEDGE, DISMISS -> replies.hangUp(arrival, response);
            case ABSORB -> {
                // Hop by hop.
            }
        }
        return Outcome.ENDED;
    }

    /** The tracker's, as long as that remembers it. */
    private @Nullable Call call(Fork fork) {
        return tracker.find(fork.first(), Side.TUNNEL, fork.callId(), fork.fromTag());
    }

    private boolean isGoingOn(Fork fork) {
        Call call = call(fork);
        return call != null && call.state() != CallState.ENDED;
    }

    private void note(Fork fork, String what) {
        Call call = call(fork);
        if (call != null) {
            calls.note(call, true, what);
        }
    }

    // ---- time ----

    /** Lets time pass. A call that is over, as when its line was cut off, rings no more. */
    void tick(long nowNanos) {
        for (List<Fork> attempts : List.copyOf(ofCallers.values())) {
            for (Fork fork : List.copyOf(attempts)) {
                Call call = call(fork);
                boolean settled = fork.context().isSettled();
                if (settled) {
                    fork.settle();
                } else {
                    guard.run("a call to several phones", nowNanos, () -> tick(fork, call, nowNanos));
                }
                if (call == null || (settled && isReplaced(fork, attempts))) {
                    forget(fork);
                }
            }
        }
        guard.run("what goes to several phones", nowNanos, this::flush);
    }

    private static boolean isReplaced(Fork fork, List<Fork> attempts) {
        return attempts.subList(attempts.indexOf(fork) + 1, attempts.size()).stream()
                .anyMatch(fork::isReplacedBy);
    }

    private void tick(Fork fork, @Nullable Call call, long nowNanos) {
        ForkOutputs outputs = outputs(fork, nowNanos);
        if (call == null || call.state() == CallState.ENDED) {
            fork.context().cancel(nowNanos, outputs);
        }
        fork.context().tick(nowNanos, outputs);
    }

    // ---- what goes out ----

    private ForkOutputs outputs(Fork fork, long nowNanos) {
        return new ForkOutputs() {
            @Override
            public void invite(int phone) {
                Parties parties = fork.at(phone);
                Way way = new Way(Network.PHONES, parties.phone(), parties.dialled(), fork.callId());
                List<Fork> attempts = ofPhones.computeIfAbsent(way, none -> new ArrayList<>());
                if (!attempts.contains(fork)) {
                    attempts.add(fork);
                    Call call = call(fork);
                    if (call != null) {
                        tracker.fork(parties, call, nowNanos, calls);
                        calls.rings(call, parties.phone());
                    }
                }
                send(fork, parties, fork.invite(inviteDecoder));
            }

            @Override
            public void cancel(int phone, boolean elsewhere) {
                byte[] cancel = Cancellation.of(fork.invite(inviteDecoder), elsewhere);
                send(fork, fork.at(phone), inviteDecoder.decode(cancel, 0, cancel.length));
            }

            @Override
            public void ended(int phone) {
                List<Fork> attempts = ofCallers.getOrDefault(way(fork.caller(), fork.callId()), List.of());
                Call call = isReplaced(fork, attempts) ? null : call(fork);
                if (call != null) {
                    tracker.ringsNoMore(fork.at(phone), call, nowNanos, calls);
                    calls.ringsNoMore(call, fork.at(phone).phone());
                }
            }

            @Override
            public void concluded(int phone, int status) {
                conclude(fork, phone, status, nowNanos);
            }
        };
    }

    /** To a phone, as the caller would send it by the way by which it was heard last. */
    private void send(Fork fork, Parties parties, SipMessage message) {
        ByteBuf out = allocator.buffer(message.length() + 256);
        try {
            rewriter.rewrite(parties, Side.TUNNEL, message, out);
        } catch (SipRefusal cannot) {
            // The INVITE crossed with the first phone's address; with one that is a digit longer it may be too long.
            out.release();
            return;
        }
        int port = fork.port(parties.phone(), ports);
        Outcome.Passed passed =
                Outcome.Passed.between(parties, Side.TUNNEL, out).to(port);
        leaving.add(new Leaving(fork.caller().outputs(), passed));
    }

    /** Sends what is to go to phones; called when nothing is being handled, since what cannot be sent comes back as its refusal. */
    void flush() {
        for (Leaving next = leaving.poll(); next != null; next = leaving.poll()) {
            next.outputs().pass(next.passed());
        }
    }

    /** The caller gets the refusal, which its phone may not be asked to repeat: that has its ACK. */
    private void conclude(Fork fork, int phone, int status, long nowNanos) {
        Arrival caller = fork.caller().at(nowNanos);
        Parties parties = fork.at(phone);
        Fork.Refusal refusal = fork.refusal(phone);
        SipMessage invite = fork.invite(inviteDecoder);
        byte[] response = refusal == null ? null : crossed(caller, parties, refusal, status);
        if (response == null) {
            response = replies.write(caller, invite, Answer.of(status));
            tracker.onMessage(parties, Side.PHONE, decoder.decode(response, 0, response.length), nowNanos, calls);
        }
        replies.relay(caller, invite, response);
        fork.forgetRefusals();
    }

    /** The refusal as the caller reads it, or null if it may not read it; the tracker knows of it then. */
    private byte @Nullable [] crossed(Arrival caller, Parties parties, Fork.Refusal refusal, int status) {
        byte[] bytes = refusal.bytes();
        SipMessage kept = decoder.decode(bytes, 0, bytes.length);
        if (status == UNAVAILABLE) {
            // Only this phone is overloaded, and the caller may well call again (section 16.7, step 6).
            bytes = ReplacedResponse.with(kept, Answer.of(500));
            kept = decoder.decode(bytes, 0, bytes.length);
        }
        if (status != kept.statusCode() && status != UNAVAILABLE) {
            return null;
        }
        Arrival phone = new Arrival(Network.PHONES, refusal.flow(), caller.nowNanos(), ArrivalOutputs.NOWHERE);
        if (!(crossing.cross(phone, parties, kept) instanceof Outcome.Passed passed)) {
            return null;
        }
        try {
            return ByteBufUtil.getBytes(passed.message());
        } finally {
            passed.message().release();
        }
    }
}
