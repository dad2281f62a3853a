package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.BrokenRequest;
import io.voider.sip.call.Call;
import io.voider.sip.call.CallLimits;
import io.voider.sip.call.CallTracker;
import io.voider.sip.call.EndReason;
import io.voider.sip.call.Flow;
import io.voider.sip.call.ReplacedResponse;
import io.voider.sip.call.Standing;
import io.voider.sip.call.UserAgent;
import io.voider.sip.call.UserAgentOutputs;
import io.voider.sip.rewrite.EdgePolicy;
import io.voider.sip.rewrite.Rewriter;
import io.voider.transport.count.Counters;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The heart of the exchange: what becomes of a SIP message.
 *
 * <pre>
 *   budget of who sent it ── spent ──► 503 once, then silence
 *     │
 *   who → whom, by the dial plan ── nobody ──► 404
 *     │
 *   is the line up? ── no ──► 480 and why
 *     │
 *   edge: may that be asked at all? ── no ──► 403, 405, 481 …
 *     │
 *   rewriter: both pairs of addresses ── impossible ──► 400
 *     │
 *   tracker: which call, which pinholes ── no room ──► 503
 *     │
 *   edge: may that be asked here? ── no ──► 481
 *     ▼
 *   out into the other network, same ports
 * </pre>
 *
 * <p>The tracker comes last, so that nothing opens for a message that does not go out; what it does not know, and the edge
 * then refuses, has changed nothing. A response that may not cross is replaced, so that its receiver does not wait for ever.
 *
 * <p>Belongs to one event loop. Time comes in; what goes out goes to the outputs.
 */
public final class Switchboard {
    /** How many answers of the exchange's own are remembered at once. */
    private static final int ANSWERS = 256;

    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();
    /** For what is written or read besides the message that is crossing. */
    private final SipDecoder other = new SipDecoder();

    private final EdgePolicy policy;
    private final CallTracker tracker = new CallTracker(CallLimits.DEFAULT, new CallAccounts());
    private final Edge edge = new Edge(tracker);
    private final SipPorts ports = new SipPorts();
    private final SignallingBudget budget;
    private final Spending spending;
    private final UserAgent userAgent;
    private final Calls calls;
    private final Availability availability;
    private final Counters<ExchangeCounter> counters;
    private final ByteBufAllocator allocator;
    private DialPlan plan;

    /**
     * @param tags gives a new tag each time, at least 32 random bits as a token
     * @param calls takes the tracker's actions
     */
    public Switchboard(
            DialPlan plan,
            EdgePolicy policy,
            SignallingBudget budget,
            Calls calls,
            Availability availability,
            Counters<ExchangeCounter> counters,
            Supplier<String> tags,
            ByteBufAllocator allocator) {
        this.plan = plan;
        this.policy = policy;
        this.budget = budget;
        this.spending = new Spending(budget);
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

        /** It ends here; if it was to be answered, the answer is in the outputs. */
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
    public void datagram(Network network, Datagram datagram, long nowNanos, SwitchboardOutputs outputs) {
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
            Outcome outcome = message(flow, payload, nowNanos, answers(outputs));
            if (outcome instanceof Outcome.Passed passed) {
                outputs.send(
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
     * @param outputs takes answers of the exchange's own
     */
    public Outcome message(Flow flow, ByteBuf bytes, long nowNanos, UserAgentOutputs outputs) {
        Network network = new Network(flow.network());
        Spending.Ruling ruling = network.isPhones()
                ? Spending.Ruling.WITHIN
                : spending.message(sender(flow), bytes.readableBytes(), nowNanos);
        if (ruling == Spending.Ruling.OVER_AGAIN) {
            return drop(ExchangeCounter.DROPPED_OVER_BUDGET);
        }
        Arrival arrival = new Arrival(network, flow, nowNanos, outputs);
        SipMessage message;
        try {
            message = decoder.decode(bytes);
            message.cutTrailer();
        } catch (SipRefusal refusal) {
            return broken(arrival, bytes, refusal.reason());
        }
        try {
            return ruling == Spending.Ruling.OVER ? overBudget(arrival, null, message) : arrived(arrival, message);
        } catch (SipRefusal refusal) {
            // Something that the exchange itself has to read: To, Via, Call-ID or CSeq.
            return broken(arrival, bytes, refusal.reason());
        }
    }

    /** A message on its way through the exchange. */
    private record Arrival(Network network, Flow flow, long nowNanos, UserAgentOutputs outputs) {}

    /** The home that a message out of a tunnel is from: its network, and the first three octets of its address. */
    private static int sender(Flow flow) {
        return flow.network() << 24 ^ flow.address() >>> 8;
    }

    private Outcome overBudget(Arrival arrival, @Nullable Parties parties, SipMessage message) {
        counters.increment(ExchangeCounter.DROPPED_OVER_BUDGET);
        return answer(arrival, parties, message, Answer.serviceUnavailable(budget.retryAfterSeconds()));
    }

    /** A message that cannot be read ends here; whoever sent a request is told so, if that much of it can be read. */
    private Outcome broken(Arrival arrival, ByteBuf bytes, String reason) {
        counters.increment(ExchangeCounter.DROPPED_NOT_SIP);
        if (!mayBeAnswered(arrival)) {
            return ENDED;
        }
        byte[] copy = ByteBufUtil.getBytes(bytes);
        byte[] readable = BrokenRequest.whatAnAnswerNeeds(copy, 0, copy.length);
        if (readable == null) {
            return ENDED;
        }
        try {
            SipMessage request = decoder.decode(readable, 0, readable.length);
            if (!userAgent.absorbs(arrival.flow, request, arrival.nowNanos, arrival.outputs)
                    && userAgent.answer(
                            arrival.flow, request, Answer.badRequest(reason), arrival.nowNanos, arrival.outputs)) {
                counters.increment(ExchangeCounter.SIP_BROKEN);
            }
        } catch (SipRefusal hopeless) {
            return ENDED;
        }
        return ENDED;
    }

    private Outcome arrived(Arrival arrival, SipMessage message) {
        Flow flow = arrival.flow;
        if (userAgent.absorbs(flow, message, arrival.nowNanos, arrival.outputs)) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
            return ENDED;
        }
        Optional<Parties> found = plan.parties(arrival.network, flow.address(), flow.localAddress());
        if (found.isEmpty()) {
            return forNobody(arrival, message);
        }
        Parties parties = found.get();
        if (arrival.network.isPhones()) {
            ports.heard(flow.address(), flow.port());
            noteViaPort(flow.address(), message);
        }
        // What belongs to a dialog goes on whatever the line is like: a path that broke may be back before it is
        // repeated.
        if (message.isRequest() && !Edge.hasToTag(message)) {
            String unavailable = availability.whyUnavailable(LineId.ofNumber(parties.line()));
            Side callee = parties.sideOf(flow.address()).other();
            if (unavailable.isEmpty() && Network.of(parties, callee).isPhones()) {
                unavailable = availability.whyNoPhone();
            }
            if (!unavailable.isEmpty()) {
                return answer(arrival, parties, message, Answer.of(480, unavailable));
            }
        }
        return cross(arrival, parties, message);
    }

    /** A phone may send from one port and listen at another, which its Via names (RFC 3261 section 18.1.1). */
    private void noteViaPort(int phone, SipMessage message) {
        if (message.isRequest()) {
            try {
                ports.heard(phone, message.topVia().port());
            } catch (SipRefusal unreadable) {
                return;
            }
        }
    }

    private Outcome forNobody(Arrival arrival, SipMessage message) {
        if (!mayBeAnswered(arrival)) {
            return drop(ExchangeCounter.DROPPED_NOBODY);
        }
        Flow flow = arrival.flow;
        if (plan.isExchange(arrival.network, flow.address(), flow.localAddress())) {
            return answer(
                    arrival,
                    null,
                    message,
                    message.method() == SipMethod.OPTIONS ? Answer.options() : Answer.methodNotAllowed());
        }
        return answer(arrival, null, message, Answer.of(404, "Nobody has this number"));
    }

    private Outcome cross(Arrival arrival, Parties parties, SipMessage message) {
        Side from = parties.sideOf(arrival.flow.address());
        boolean guarded = !arrival.network.isPhones();
        if (guarded && isToOtherPort(arrival, parties, from)) {
            return drop(ExchangeCounter.DROPPED_BY_POLICY);
        }
        EdgePolicy.Verdict verdict = policy.judge(message, from);
        if (verdict instanceof EdgePolicy.Verdict.Forward && parties.isPlain()) {
            // Between two friends each is a phone's side to the other.
            verdict = policy.judge(message, from.other());
        }
        if (verdict instanceof EdgePolicy.Verdict.Refuse refusal) {
            return refuse(arrival, parties, message, answerOf(refusal));
        }
        boolean beginsCall = message.isRequest() && message.method() == SipMethod.INVITE && !Edge.hasToTag(message);
        if (guarded && message.isRequest()) {
            LineId line = LineId.ofNumber(parties.line());
            EdgeRule forbidding = edge.forbids(parties, message, plan.mayAnswerAutomatically(line));
            if (forbidding != null) {
                return refuse(arrival, parties, message, answerOf(forbidding));
            }
        }
        if (guarded && beginsCall && !tracker.knows(parties, message.callId())) {
            Spending.Ruling ruling = spending.call(sender(arrival.flow), arrival.nowNanos);
            if (ruling == Spending.Ruling.OVER_AGAIN) {
                return drop(ExchangeCounter.DROPPED_OVER_BUDGET);
            }
            if (ruling == Spending.Ruling.OVER) {
                return overBudget(arrival, parties, message);
            }
        }
        return rewritten(arrival, parties, from, message);
    }

    private boolean isToOtherPort(Arrival arrival, Parties parties, Side from) {
        return !arrival.flow.reliable()
                && Network.of(parties, from.other()).isPhones()
                && !ports.has(parties.own(from.other()), arrival.flow.localPort());
    }

    private Outcome rewritten(Arrival arrival, Parties parties, Side from, SipMessage message) {
        ByteBuf out = allocator.buffer(message.length() + 256);
        Outcome outcome = ENDED;
        try {
            outcome = rewritten(arrival, parties, from, message, out);
        } finally {
            if (outcome == ENDED) {
                out.release();
            }
        }
        return outcome;
    }

    private Outcome rewritten(Arrival arrival, Parties parties, Side from, SipMessage message, ByteBuf out) {
        try {
            rewriter.rewrite(parties, from, message, out);
        } catch (SipRefusal cannot) {
            counters.increment(ExchangeCounter.DROPPED_BY_REWRITER);
            return instead(arrival, parties, message, Answer.badRequest(cannot.reason()));
        }
        if (policy.judge(rewriter) instanceof EdgePolicy.Verdict.Refuse refusal) {
            return refuse(arrival, parties, message, answerOf(refusal));
        }
        boolean guarded = !arrival.network.isPhones();
        if (guarded && message.statusCode() / 100 == 3 && !leadsToNumbers(parties, from, out)) {
            return refuse(arrival, parties, message, answerOf(EdgeRule.REDIRECTION));
        }
        Standing standing = tracker.onMessage(parties, from, message, arrival.nowNanos, calls);
        if (standing == Standing.FULL) {
            return answer(arrival, parties, message, Answer.serviceUnavailable(budget.retryAfterSeconds()));
        }
        EdgeRule rule = Edge.rule(message, standing);
        if (!rule.passes() && (guarded || rule == EdgeRule.UNREADABLE)) {
            counters.increment(ExchangeCounter.DROPPED_NO_DIALOG);
            return rule.status() < 0 ? ENDED : answer(arrival, parties, message, answerOf(rule));
        }
        counters.increment(ExchangeCounter.SIP_PASSED);
        Side to = from.other();
        return new Outcome.Passed(Network.of(parties, to), parties.seen(from), parties.own(to), out);
    }

    private boolean leadsToNumbers(Parties parties, Side from, ByteBuf rewritten) {
        Side to = from.other();
        try {
            SipMessage seen = other.decode(rewritten);
            return Edge.leadsToNumbers(seen, plan, Network.of(parties, to), parties.own(to));
        } catch (SipRefusal broken) {
            return false;
        }
    }

    private static Answer answerOf(EdgePolicy.Verdict.Refuse refusal) {
        return refusal.statusCode() == 405
                ? Answer.methodNotAllowed()
                : Answer.of(refusal.statusCode(), refusal.reason());
    }

    private static Answer answerOf(EdgeRule rule) {
        return switch (rule) {
            case AUTOMATIC_ANSWER -> Answer.of(403, "Automatic answer is not allowed");
            case REDIRECTION -> Answer.of(480, "Redirected to where this phone may not call");
            case UNREADABLE -> Answer.badRequest("Call-ID or CSeq cannot be read");
            default -> Answer.of(rule.status());
        };
    }

    private Outcome refuse(Arrival arrival, Parties parties, SipMessage message, Answer answer) {
        counters.increment(ExchangeCounter.DROPPED_BY_POLICY);
        return instead(arrival, parties, message, answer);
    }

    /**
     * What becomes of a message that does not cross: a request is answered. In place of a final response that refuses something, its
     * receiver gets another, and whoever sent it the ACK; any other response ends here.
     */
    private Outcome instead(Arrival arrival, Parties parties, SipMessage message, Answer answer) {
        if (message.isRequest()) {
            return answer(arrival, parties, message, answer);
        }
        if (message.statusCode() < 300) {
            return ENDED;
        }
        Flow flow = arrival.flow;
        byte[] replaced = ReplacedResponse.with(message, answer);
        if (ReplacedResponse.wantsAcknowledgement(message)) {
            arrival.outputs.send(
                    flow, Unpooled.wrappedBuffer(ReplacedResponse.acknowledgement(message, flow.address())));
        }
        counters.increment(ExchangeCounter.SIP_REPLACED);
        Side from = parties.sideOf(flow.address());
        SipMessage instead = other.decode(replaced, 0, replaced.length);
        ByteBuf out = allocator.buffer(instead.length() + 256);
        try {
            rewriter.rewrite(parties, from, instead, out);
        } catch (SipRefusal cannot) {
            out.release();
            return ENDED;
        }
        tracker.onMessage(parties, from, instead, arrival.nowNanos, calls);
        Side to = from.other();
        return new Outcome.Passed(Network.of(parties, to), parties.seen(from), parties.own(to), out);
    }

    /** Phones of this home, and friends of this exchange, are told what is wrong; to others nothing is said. */
    private boolean mayBeAnswered(Arrival arrival) {
        return arrival.network.isPhones() || plan.isKnown(arrival.network, arrival.flow.address());
    }

    private Outcome answer(Arrival arrival, @Nullable Parties parties, SipMessage request, Answer answer) {
        if (userAgent.answer(arrival.flow, request, answer, arrival.nowNanos, arrival.outputs)) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
            if (request.method() == SipMethod.INVITE && !Edge.hasToTag(request)) {
                noteRefused(arrival, parties, answer);
            }
        }
        return ENDED;
    }

    private void noteRefused(Arrival arrival, @Nullable Parties parties, Answer answer) {
        boolean outwards =
                parties == null ? arrival.network.isPhones() : parties.sideOf(arrival.flow.address()) == Side.PHONE;
        int other =
                parties != null ? parties.dialled() : outwards ? arrival.flow.localAddress() : arrival.flow.address();
        LineId line = parties != null ? LineId.ofNumber(parties.line()) : null;
        calls.refused(new RefusedCall(outwards, other, line, answer.status(), answer.phrase()), arrival.nowNanos);
    }

    private Outcome drop(ExchangeCounter why) {
        counters.increment(why);
        return ENDED;
    }

    /** Lets time pass: calls that are overdue end, answers without an acknowledgement are repeated. */
    public void tick(long nowNanos, SwitchboardOutputs outputs) {
        tracker.tick(nowNanos, calls);
        calls.tick(nowNanos);
        userAgent.tick(nowNanos, answers(outputs));
    }

    /** Whether time makes no difference now: there is no call, and no answer that may have to be repeated. */
    public boolean isIdle() {
        return tracker.calls().isEmpty() && userAgent.transactions() == 0 && calls.isSettled();
    }

    /** An answer comes from the address and the port that were dialled. Over TCP none is ever repeated. */
    private static UserAgentOutputs answers(SwitchboardOutputs outputs) {
        return (to, response) -> outputs.send(
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
