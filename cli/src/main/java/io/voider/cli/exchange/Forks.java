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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static final int UNAVAILABLE = 503;

    private final CallTracker tracker;
    private final Calls calls;
    private final Replies replies;
    private final Admission admission;
    private final Crossing crossing;
    private final TickGuard guard;
    private final ByteBufAllocator allocator;
    private final Rewriter rewriter = new Rewriter();
    /** For what is read besides the message that is crossing. */
    private final SipDecoder decoder = new SipDecoder();

    private final SipDecoder inviteDecoder = new SipDecoder();
    private final SipDecoder callDecoder = new SipDecoder();
    private final Map<Way, Fork> ofCallers = new HashMap<>();
    private final Map<Way, Fork> ofPhones = new HashMap<>();

    Forks(
            CallTracker tracker,
            Calls calls,
            Replies replies,
            Admission admission,
            Crossing crossing,
            TickGuard guard,
            ByteBufAllocator allocator) {
        this.tracker = tracker;
        this.calls = calls;
        this.replies = replies;
        this.admission = admission;
        this.crossing = crossing;
        this.guard = guard;
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
        forget(ofCallers.put(way(arrival, fork.callId()), fork));
        // What was said here is said by the phone, to the tracker: the call rings from now on as long as any may.
        tracker.onMessage(
                fork.first(), Side.PHONE, decoder.decode(trying, 0, trying.length), arrival.nowNanos(), calls);
        List<Integer> numbers = called.phones().stream().map(PhoneLine::number).toList();
        fork.context().call(numbers, arrival.nowNanos(), outputs(fork, arrival.nowNanos()));
    }

    private void forget(@Nullable Fork fork) {
        if (fork != null) {
            ofPhones.values().removeIf(fork::equals);
        }
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
        Fork fork = ofPhones.get(way);
        if (fork != null) {
            return ofPhone(fork, arrival, message);
        }
        fork = ofCallers.get(way);
        return fork == null ? null : ofCaller(fork, arrival, message);
    }

    private static Way way(Arrival arrival, String callId) {
        return new Way(
                arrival.network(), arrival.flow().address(), arrival.flow().localAddress(), callId);
    }

    private @Nullable Outcome ofCaller(Fork fork, Arrival arrival, SipMessage message) {
        boolean outside = message.isRequest() && !Edge.hasToTag(message);
        if (outside && message.method() == SipMethod.CANCEL && fork.isOf(message)) {
            return cancel(fork, arrival, message);
        }
        if (outside && message.method() == SipMethod.INVITE && fork.isCopy(message)) {
            if (!fork.context().isDecided()) {
                replies.trying(arrival, message);
            }
            return Outcome.ENDED;
        }
        boolean begins = outside
                && (message.method() != SipMethod.INVITE || fork.context().isDecided());
        return begins ? null : crossing.cross(arrival, inDialog(fork, message), message);
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
        return tracker.find(fork.first(), Side.TUNNEL, fork.invite(callDecoder));
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
        ofCallers.values().removeIf(fork -> {
            Call call = call(fork);
            guard.run("a call to several phones", nowNanos, () -> tick(fork, call, nowNanos));
            if (call == null) {
                forget(fork);
            }
            return call == null;
        });
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
                Call call = ofPhones.put(way, fork) == null ? call(fork) : null;
                if (call != null) {
                    tracker.fork(parties, call, calls);
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
                Call call = call(fork);
                if (call != null) {
                    tracker.ringsNoMore(fork.at(phone), call, calls);
                }
            }

            @Override
            public void concluded(int phone, int status) {
                conclude(fork, phone, status, nowNanos);
            }
        };
    }

    /** To a phone, as the caller would send it by the way that the INVITE came. */
    private void send(Fork fork, Parties parties, SipMessage message) {
        ByteBuf out = allocator.buffer(message.length() + 256);
        try {
            rewriter.rewrite(parties, Side.TUNNEL, message, out);
        } catch (SipRefusal cannot) {
            // The INVITE crossed with the first phone's address; with one that is a digit longer it may be too long.
            out.release();
            return;
        }
        fork.caller().outputs().pass(Outcome.Passed.between(parties, Side.TUNNEL, out));
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
        fork.settle();
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
