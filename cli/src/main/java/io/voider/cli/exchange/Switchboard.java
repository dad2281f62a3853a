package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.BrokenMessage;
import io.voider.sip.call.Call;
import io.voider.sip.call.CallLimits;
import io.voider.sip.call.CallTracker;
import io.voider.sip.call.EndReason;
import io.voider.sip.call.Flow;
import io.voider.sip.call.Standing;
import io.voider.sip.call.UserAgent;
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
 *   can it be read? ── no ──► 400; in place of a response 502
 *     │
 *   who → whom, by the dial plan ── nobody ──► 404; several phones ──► {@link Forks}
 *     │
 *   does it begin something, and is the line up? ── no ──► 480 and why
 *     │
 *   edge: may that be asked at all? ── no ──► 403, 405, 481 …
 *     │
 *   rewriter: both pairs of addresses ── impossible ──► 400; in place of a response 502
 *     │
 *   tracker: which call, which pinholes ── no room ──► 503; to one more branch that answers ACK and BYE
 *     │
 *   edge: may that be asked here? ── no ──► 481
 *     ▼
 *   out into the other network, same ports
 * </pre>
 *
 * <p>The tracker comes last, so that nothing opens for a message that does not go out; what it does not know, and the edge
 * then refuses, has changed nothing. What is said instead, to whom, is in {@link Replies}.
 *
 * <p>Belongs to one event loop. Time comes in; what goes out goes to the outputs.
 */
public final class Switchboard {
    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();

    private final CallTracker tracker = new CallTracker(CallLimits.DEFAULT, new CallAccounts());
    private final Edge edge;
    private final SipPorts ports = new SipPorts();
    private final SignallingBudget budget;
    private final Spending spending;
    private final Replies replies;
    private final Calls calls;
    private final Admission admission;
    private final Forks forks;
    private final TickGuard guard;
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
        this.edge = new Edge(policy, tracker);
        this.budget = budget;
        this.spending = new Spending(budget);
        this.calls = calls;
        calls.plan(plan);
        this.admission = new Admission(availability, tracker);
        this.counters = counters;
        this.guard = new TickGuard(counters);
        this.replies = new Replies(tracker, calls, counters, tags, allocator);
        this.forks = new Forks(tracker, calls, replies, admission, this::cross, ports, guard, counters, allocator);
        this.allocator = allocator;
    }

    /** From now on, calls go by this plan. Calls that it no longer allows are ended by {@link #endLine}. */
    public void plan(DialPlan changed) {
        plan = changed;
        calls.plan(changed);
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
            ArrivalOutputs by = outputs.by(flow);
            if (message(flow, payload, nowNanos, by) instanceof Outcome.Passed passed) {
                by.pass(passed);
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
     * @param outputs takes what the exchange says itself to its sender, and what it sends on besides
     */
    public Outcome message(Flow flow, ByteBuf bytes, long nowNanos, ArrivalOutputs outputs) {
        try {
            return handled(flow, bytes, nowNanos, outputs);
        } finally {
            forks.flush();
        }
    }

    private Outcome handled(Flow flow, ByteBuf bytes, long nowNanos, ArrivalOutputs outputs) {
        Arrival arrival = new Arrival(flow, nowNanos, outputs);
        Spending.Ruling ruling = arrival.isGuarded()
                ? spending.message(arrival.sender(), bytes.readableBytes(), nowNanos)
                : Spending.Ruling.WITHIN;
        if (ruling == Spending.Ruling.OVER_AGAIN) {
            return drop(ExchangeCounter.DROPPED_OVER_BUDGET);
        }
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

    private Outcome overBudget(Arrival arrival, @Nullable Parties parties, SipMessage message) {
        counters.increment(ExchangeCounter.DROPPED_OVER_BUDGET);
        return replies.answer(arrival, parties, message, Answer.serviceUnavailable(budget.retryAfterSeconds()));
    }

    /** A message that cannot be read ends here; whoever waits for an answer gets one, if that much of it can be read. */
    private Outcome broken(Arrival arrival, ByteBuf bytes, String reason) {
        counters.increment(ExchangeCounter.DROPPED_NOT_SIP);
        if (!mayBeAnswered(arrival)) {
            return Outcome.ENDED;
        }
        byte[] copy = ByteBufUtil.getBytes(bytes);
        byte[] readable = BrokenMessage.whatAnAnswerNeeds(copy, 0, copy.length);
        if (readable == null) {
            return Outcome.ENDED;
        }
        try {
            SipMessage message = decoder.decode(readable, 0, readable.length);
            if (message.isRequest()) {
                boolean other = BrokenMessage.isOfOtherVersion(copy, 0, copy.length);
                replies.answerBroken(arrival, message, other ? Answer.of(505) : Answer.badRequest(reason));
                return Outcome.ENDED;
            }
            Flow flow = arrival.flow();
            Optional<Parties> found = plan.parties(arrival.network(), flow.address(), flow.localAddress());
            boolean crosses = found.isPresent() && !isToOtherPort(arrival, found.get());
            return crosses ? replies.instead(arrival, found.get(), message, Answer.badGateway(reason)) : Outcome.ENDED;
        } catch (SipRefusal hopeless) {
            return Outcome.ENDED;
        }
    }

    private Outcome arrived(Arrival arrival, SipMessage message) {
        if (replies.absorbs(arrival, message)) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
            return Outcome.ENDED;
        }
        Outcome known = forks.take(arrival, message);
        if (known != null) {
            return known;
        }
        Flow flow = arrival.flow();
        boolean invites = message.isRequest() && message.method() == SipMethod.INVITE && !Edge.hasToTag(message);
        if (invites) {
            Optional<Called> called = plan.called(arrival.network(), flow.address(), flow.localAddress());
            if (called.isPresent()) {
                return ring(arrival, admission.present(called.get(), plan, arrival), message);
            }
        }
        Optional<Parties> found = plan.parties(arrival.network(), flow.address(), flow.localAddress());
        return found.isEmpty() ? forNobody(arrival, message) : unlessUnavailable(arrival, found.get(), message);
    }

    private Outcome unlessUnavailable(Arrival arrival, Parties parties, SipMessage message) {
        String unavailable = admission.whyNot(arrival, parties, message);
        return unavailable.isEmpty()
                ? cross(arrival, parties, message)
                : replies.answer(arrival, parties, message, Answer.of(480, unavailable));
    }

    /** What may go to the first of the phones may go to each of them, at a port where it speaks SIP. */
    private Outcome ring(Arrival arrival, Called called, SipMessage invite) {
        UserAgent.requireVia(invite);
        if (forks.hasTooMany(arrival, invite)) {
            return replies.answer(arrival, null, invite, Answer.serviceUnavailable(budget.retryAfterSeconds()));
        }
        Outcome first = unlessUnavailable(arrival, called.at(called.phones().get(0)), invite);
        if (first instanceof Outcome.Passed passed) {
            passed.message().release();
            forks.begin(arrival, called, plan, invite);
        }
        return Outcome.ENDED;
    }

    private Outcome forNobody(Arrival arrival, SipMessage message) {
        if (!mayBeAnswered(arrival)) {
            return drop(ExchangeCounter.DROPPED_NOBODY);
        }
        if (message.method() == SipMethod.CANCEL) {
            return replies.answer(arrival, null, message, Answer.of(481));
        }
        Flow flow = arrival.flow();
        if (plan.isExchange(arrival.network(), flow.address(), flow.localAddress())) {
            return replies.answer(arrival, null, message, ofItself(arrival, message.method()));
        }
        return replies.answer(arrival, null, message, Answer.of(404, "Nobody has this number"));
    }

    /** Whoever calls a number of the exchange's own hears who is not there; everything else asks the exchange. */
    private Answer ofItself(Arrival arrival, SipMethod method) {
        return switch (method) {
            case INVITE ->
                plan.whyNobody(
                        arrival.network(),
                        arrival.flow().address(),
                        arrival.flow().localAddress());
            case OPTIONS -> Answer.options();
            default -> Answer.methodNotAllowed();
        };
    }

    /** Phones of this home, and friends of this exchange, are told what is wrong; to others nothing is said. */
    private boolean mayBeAnswered(Arrival arrival) {
        return !arrival.isGuarded()
                || plan.isKnown(arrival.network(), arrival.flow().address());
    }

    private Outcome cross(Arrival arrival, Parties parties, SipMessage message) {
        if (!arrival.isGuarded()) {
            ports.heard(arrival.flow(), message);
        }
        if (arrival.isGuarded() && isToOtherPort(arrival, parties)) {
            return drop(ExchangeCounter.DROPPED_BY_POLICY);
        }
        Side from = parties.sideOf(arrival.flow().address());
        boolean automatic = plan.mayAnswerAutomatically(LineId.ofNumber(parties.line()));
        Answer forbidden = edge.forbids(parties, from, message, arrival.isGuarded(), automatic);
        if (forbidden != null) {
            return refuse(arrival, parties, message, forbidden);
        }
        boolean invites = message.isRequest() && message.method() == SipMethod.INVITE && !Edge.hasToTag(message);
        if (arrival.isGuarded() && invites && tracker.isBegunBy(parties, from, message)) {
            Spending.Ruling ruling = spending.call(arrival.sender(), arrival.nowNanos());
            if (ruling == Spending.Ruling.OVER_AGAIN) {
                return drop(ExchangeCounter.DROPPED_OVER_BUDGET);
            }
            if (ruling == Spending.Ruling.OVER) {
                return overBudget(arrival, parties, message);
            }
        }
        return rewritten(arrival, parties, from, message);
    }

    private boolean isToOtherPort(Arrival arrival, Parties parties) {
        Flow flow = arrival.flow();
        Side to = parties.sideOf(flow.address()).other();
        return !flow.reliable() && Network.of(parties, to).isPhones() && !ports.has(parties.own(to), flow.localPort());
    }

    private Outcome rewritten(Arrival arrival, Parties parties, Side from, SipMessage message) {
        ByteBuf out = allocator.buffer(message.length() + 256);
        boolean passes = false;
        try {
            Outcome otherwise = unlessItPasses(arrival, parties, from, message, out);
            passes = otherwise == null;
            return otherwise == null ? Outcome.Passed.between(parties, from, out) : otherwise;
        } finally {
            if (!passes) {
                out.release();
            }
        }
    }

    /** Writes a message as its receiver is to see it; what becomes of it if it does not go on, or null if it does. */
    private @Nullable Outcome unlessItPasses(
            Arrival arrival, Parties parties, Side from, SipMessage message, ByteBuf out) {
        try {
            rewriter.rewrite(parties, from, message, out);
        } catch (SipRefusal cannot) {
            counters.increment(ExchangeCounter.DROPPED_BY_REWRITER);
            return replies.instead(
                    arrival,
                    parties,
                    message,
                    message.isRequest() ? Answer.badRequest(cannot.reason()) : Answer.badGateway(cannot.reason()));
        }
        Answer forbidden = edge.forbids(rewriter);
        if (forbidden != null) {
            return refuse(arrival, parties, message, forbidden);
        }
        boolean redirects = arrival.isGuarded() && message.statusCode() / 100 == 3;
        if (redirects && !edge.leadsToNumbers(out, plan, parties, from.other())) {
            return refuse(arrival, parties, message, EdgeRule.REDIRECTION.answer());
        }
        if (edge.misleads(message, out, parties, from)) {
            EdgeRule rule = message.isRequest() ? EdgeRule.TRANSFER : EdgeRule.DEFLECTION;
            return refuse(arrival, parties, message, rule.answer());
        }
        Standing standing = tracker.onMessage(parties, from, message, arrival.nowNanos(), calls);
        if (standing == Standing.FULL && !message.isRequest()) {
            counters.increment(ExchangeCounter.DROPPED_BRANCH);
            return replies.hangUp(arrival, message);
        }
        if (standing == Standing.FULL) {
            return replies.answer(arrival, parties, message, Answer.serviceUnavailable(budget.retryAfterSeconds()));
        }
        EdgeRule rule = Edge.rule(message, standing);
        boolean forAll = rule == EdgeRule.UNREADABLE || rule == EdgeRule.MERGED;
        if (!rule.passes() && (arrival.isGuarded() || forAll)) {
            counters.increment(ExchangeCounter.DROPPED_NO_DIALOG);
            return rule.status() < 0 ? Outcome.ENDED : replies.answer(arrival, parties, message, rule.answer());
        }
        counters.increment(ExchangeCounter.SIP_PASSED);
        return null;
    }

    private Outcome refuse(Arrival arrival, Parties parties, SipMessage message, Answer answer) {
        counters.increment(ExchangeCounter.DROPPED_BY_POLICY);
        return replies.instead(arrival, parties, message, answer);
    }

    private Outcome drop(ExchangeCounter why) {
        counters.increment(why);
        return Outcome.ENDED;
    }

    /** Lets time pass: calls that are overdue end, answers without an acknowledgement are repeated. */
    public void tick(long nowNanos, SwitchboardOutputs outputs) {
        guard.run("the calls' time", nowNanos, () -> tracker.tick(nowNanos, calls));
        forks.tick(nowNanos);
        guard.run("the history's time", nowNanos, () -> calls.tick(nowNanos));
        guard.run("the answers' time", nowNanos, () -> replies.tick(nowNanos, outputs.answers()));
    }

    /** Whether time makes no difference now: there is no call, and no answer that may have to be repeated. */
    public boolean isIdle() {
        return tracker.calls().isEmpty() && replies.isIdle() && forks.isEmpty() && calls.isSettled();
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

    /** Ends a call of which no media passed for too long. One that only rings is silent by nature, and has a time of its own. */
    public void endSilent(long callId, long nowNanos) {
        boolean answered = tracker.calls().stream().anyMatch(call -> call.id() == callId && call.wasAnswered());
        if (answered) {
            tracker.end(callId, EndReason.SILENT, nowNanos, calls);
        }
    }

    /** A phone dialled at its gateway what nobody has or is, and was told so by {@code answer}. */
    public void unfound(String dialled, Answer answer, long nowNanos) {
        calls.refused(new RefusedCall(true, dialled, null, answer.status(), answer.phrase()), nowNanos);
    }

    /** The calls, running and past. */
    public Calls calls() {
        return calls;
    }
}
