package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.Call;
import io.voider.sip.call.CallLimits;
import io.voider.sip.call.CallTracker;
import io.voider.sip.call.EndReason;
import io.voider.sip.call.Flow;
import io.voider.sip.call.Outbox;
import io.voider.sip.call.UserAgent;
import io.voider.sip.call.Verdict;
import io.voider.sip.rewrite.EdgePolicy;
import io.voider.sip.rewrite.Rewriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The heart of the exchange: what becomes of a SIP message.
 *
 * <pre>
 *   who → whom, by the dial plan ── nobody ──► 404
 *     │
 *   is the line up? ── no ──► 480 and why
 *     │
 *   edge policy: as a whole, yes or no
 *     │
 *   rewriter: both pairs of addresses
 *     │
 *   tracker: which call, which pinholes
 *     ▼
 *   out into the other network, same ports
 * </pre>
 *
 * <p>The tracker comes last, so that nothing opens for a message that does not go out.
 *
 * <p>Belongs to one event loop. Time comes in; what goes out goes to the outlet.
 */
public final class Switchboard {
    /** How many answers of the exchange's own are remembered at once. */
    private static final int ANSWERS = 256;

    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();
    private final EdgePolicy policy;
    private final CallTracker tracker = new CallTracker(CallLimits.DEFAULT);
    private final UserAgent userAgent;
    private final Calls calls;
    private final Availability availability;
    private final ExchangeCounters counters;
    private final ByteBufAllocator allocator;
    private DialPlan plan;

    /**
     * @param tags gives a new tag each time, at least 32 random bits as a token
     * @param calls takes the tracker's actions
     */
    public Switchboard(
            DialPlan plan,
            EdgePolicy policy,
            Calls calls,
            Availability availability,
            ExchangeCounters counters,
            Supplier<String> tags,
            ByteBufAllocator allocator) {
        this.plan = plan;
        this.policy = policy;
        this.calls = calls;
        this.availability = availability;
        this.counters = counters;
        this.userAgent = new UserAgent(ANSWERS, tags);
        this.allocator = allocator;
    }

    /** What is to become of a message. */
    public sealed interface Outcome {
        /**
         * It goes on, with the ports that it came with.
         *
         * @param network where it goes out
         * @param source the sender's IPv4 address there
         * @param destination the receiver's IPv4 address there
         * @param message its bytes, which the receiver releases
         */
        record Passed(Network network, int source, int destination, ByteBuf message) implements Outcome {}

        /** It ends here; if it was to be answered, the answer is in the outbox. */
        record Ended() implements Outcome {}
    }

    private static final Outcome ENDED = new Outcome.Ended();

    /** From now on, calls go by this plan. Calls that it no longer allows are ended by {@link #endLine}. */
    public void plan(DialPlan changed) {
        plan = changed;
    }

    /** The plan in force. */
    public DialPlan plan() {
        return plan;
    }

    /** A UDP datagram that no pinhole took; releases it. */
    public void datagram(Network network, Datagram datagram, long nowNanos, Outlet outlet) {
        ByteBuf payload = datagram.payload();
        try {
            if (SipDecoder.isKeepAlive(payload)) {
                counters.increment(ExchangeCounter.SIP_KEEP_ALIVE);
                return;
            }
            Flow flow = new Flow(
                    network.number(),
                    datagram.source(),
                    datagram.sourcePort(),
                    datagram.destination(),
                    datagram.destinationPort(),
                    false);
            Outcome outcome = message(flow, payload, nowNanos, answers(outlet));
            if (outcome instanceof Outcome.Passed passed) {
                outlet.send(
                        passed.network(),
                        new Datagram(
                                passed.source(),
                                datagram.sourcePort(),
                                passed.destination(),
                                datagram.destinationPort(),
                                passed.message()));
            }
        } finally {
            payload.release();
        }
    }

    /**
     * A whole SIP message, however it came.
     *
     * @param flow by which way it came; its network's number is a {@link Network}'s
     * @param bytes the message; stays the caller's
     * @param outbox takes answers of the exchange's own
     */
    public Outcome message(Flow flow, ByteBuf bytes, long nowNanos, Outbox outbox) {
        SipMessage message;
        try {
            message = decoder.decode(bytes);
            message.cutTrailer();
        } catch (SipRefusal refusal) {
            return drop(ExchangeCounter.DROPPED_NOT_SIP);
        }
        if (userAgent.absorbs(flow, message, nowNanos, outbox)) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
            return ENDED;
        }
        Network network = new Network(flow.network());
        Optional<Parties> found = plan.parties(network, flow.address(), flow.localAddress());
        if (found.isEmpty()) {
            return mayBeAnswered(network, flow)
                    ? answer(flow, message, Answer.of(404, "Nobody has this number"), nowNanos, outbox)
                    : drop(ExchangeCounter.DROPPED_NOBODY);
        }
        Parties parties = found.get();
        // What belongs to a dialog goes on whatever the line is like: a path that broke may be back before it is
        // repeated.
        if (message.isRequest() && message.toTag() == null) {
            String unavailable = availability.whyUnavailable(LineId.ofNumber(parties.line()));
            Side callee = parties.sideOf(flow.address()).other();
            if (unavailable.isEmpty() && Network.of(parties, callee).isPhones()) {
                unavailable = availability.whyNoPhone();
            }
            if (!unavailable.isEmpty()) {
                return answer(flow, message, Answer.of(480, unavailable), nowNanos, outbox);
            }
        }
        return cross(parties, flow, message, nowNanos, outbox);
    }

    private Outcome cross(Parties parties, Flow flow, SipMessage message, long nowNanos, Outbox outbox) {
        Side from = parties.sideOf(flow.address());
        if (policy.judge(message, from) instanceof EdgePolicy.Verdict.Refuse refusal) {
            return refuse(refusal, flow, message, nowNanos, outbox);
        }
        ByteBuf out = allocator.buffer(message.length() + 256);
        Outcome outcome = ENDED;
        try {
            outcome = cross(parties, from, flow, message, out, nowNanos, outbox);
        } finally {
            if (outcome == ENDED) {
                out.release();
            }
        }
        return outcome;
    }

    private Outcome cross(
            Parties parties, Side from, Flow flow, SipMessage message, ByteBuf out, long nowNanos, Outbox outbox) {
        try {
            rewriter.rewrite(parties, from, message, out);
        } catch (SipRefusal cannot) {
            counters.increment(ExchangeCounter.DROPPED_BY_REWRITER);
            return message.isRequest()
                    ? answer(flow, message, Answer.of(400, String.valueOf(cannot.getMessage())), nowNanos, outbox)
                    : ENDED;
        }
        if (policy.judge(rewriter) instanceof EdgePolicy.Verdict.Refuse refusal) {
            return refuse(refusal, flow, message, nowNanos, outbox);
        }
        if (tracker.onMessage(parties, from, message, nowNanos, calls) == Verdict.FULL) {
            return answer(flow, message, Answer.serviceUnavailable(30), nowNanos, outbox);
        }
        counters.increment(ExchangeCounter.SIP_PASSED);
        Side to = from.other();
        return new Outcome.Passed(Network.of(parties, to), parties.seen(from), parties.own(to), out);
    }

    private Outcome refuse(
            EdgePolicy.Verdict.Refuse refusal, Flow flow, SipMessage message, long nowNanos, Outbox outbox) {
        counters.increment(ExchangeCounter.DROPPED_BY_POLICY);
        return message.isRequest()
                ? answer(flow, message, Answer.of(refusal.statusCode(), refusal.reason()), nowNanos, outbox)
                : ENDED;
    }

    /** Phones of this home, and friends of this exchange, are told what is wrong; to others nothing is said. */
    private boolean mayBeAnswered(Network network, Flow flow) {
        return network.isPhones() || plan.isKnown(network, flow.address());
    }

    private Outcome answer(Flow flow, SipMessage request, Answer answer, long nowNanos, Outbox outbox) {
        if (userAgent.answer(flow, request, answer, nowNanos, outbox)) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
        }
        return ENDED;
    }

    private Outcome drop(ExchangeCounter why) {
        counters.increment(why);
        return ENDED;
    }

    /** Lets time pass: calls that are overdue end, answers without an acknowledgement are repeated. */
    public void tick(long nowNanos, Outlet outlet) {
        tracker.tick(nowNanos, calls);
        userAgent.tick(nowNanos, answers(outlet));
    }

    /** Whether time makes no difference now: there is no call, and no answer that may have to be repeated. */
    public boolean isIdle() {
        return tracker.calls().isEmpty() && userAgent.transactions() == 0;
    }

    /** An answer comes from the address and the port that were dialled. Over TCP none is ever repeated. */
    private static Outbox answers(Outlet outlet) {
        return (to, response) -> outlet.send(
                new Network(to.network()),
                new Datagram(to.localAddress(), to.localPort(), to.address(), to.port(), response));
    }

    /** Ends all calls that run over a line, or in which that friend takes part over another's. */
    public void endLine(LineId line, long nowNanos) {
        tracker.endLine(line.number(), nowNanos, calls);
        for (Call call : List.copyOf(tracker.calls())) {
            Parties parties = call.parties();
            boolean takesPart = LineId.ofNumber(parties.line()).exchange() == line.exchange()
                    && (parties.peer() >>> 8 & 255) == line.subscriber();
            if (takesPart) {
                tracker.end(call.id(), EndReason.CUT_OFF, nowNanos, calls);
            }
        }
    }

    /** Ends a call of which no media passed for too long. */
    public void endSilent(long callId, long nowNanos) {
        tracker.end(callId, EndReason.SILENT, nowNanos, calls);
    }

    /** The calls, running and past. */
    public Calls calls() {
        return calls;
    }
}
