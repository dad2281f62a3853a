package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.Call;
import io.voider.sip.call.CallLimits;
import io.voider.sip.call.CallTracker;
import io.voider.sip.call.EndReason;
import io.voider.sip.call.Outbox;
import io.voider.sip.call.Parties;
import io.voider.sip.call.Source;
import io.voider.sip.call.UserAgent;
import io.voider.sip.call.Verdict;
import io.voider.sip.rewrite.Direction;
import io.voider.sip.rewrite.EdgePolicy;
import io.voider.sip.rewrite.Mapping;
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
 *   tracker: which call, which pinholes
 *     │
 *   rewriter: both pairs of addresses
 *     ▼
 *   out on the other side, same ports
 * </pre>
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
        /** It goes on, as these bytes, which the receiver releases. */
        record Passed(Crossing crossing, ByteBuf message) implements Outcome {}

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
    public void datagram(Side in, Datagram datagram, long nowNanos, Outlet outlet) {
        ByteBuf payload = datagram.payload();
        try {
            if (SipDecoder.isKeepAlive(payload)) {
                counters.increment(ExchangeCounter.SIP_KEEP_ALIVE);
                return;
            }
            Source source = new Source(
                    Leg.of(in),
                    datagram.source(),
                    datagram.sourcePort(),
                    datagram.destination(),
                    datagram.destinationPort(),
                    false);
            Outcome outcome = message(in, source, payload, nowNanos, answers(outlet));
            if (outcome instanceof Outcome.Passed passed) {
                Crossing crossing = passed.crossing();
                outlet.send(
                        crossing.out(),
                        new Datagram(
                                crossing.sourceOut(),
                                datagram.sourcePort(),
                                crossing.destinationOut(),
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
     * @param in the side that it came in on
     * @param source who sent it, and to whom
     * @param bytes the message; stays the caller's
     * @param outbox takes answers of the exchange's own
     */
    public Outcome message(Side in, Source source, ByteBuf bytes, long nowNanos, Outbox outbox) {
        SipMessage message;
        try {
            message = decoder.decode(bytes);
        } catch (SipRefusal refusal) {
            return drop(ExchangeCounter.DROPPED_NOT_SIP);
        }
        if (userAgent.absorbs(source, message, nowNanos, outbox)) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
            return ENDED;
        }
        Optional<Crossing> found = crossing(in, source.address(), source.localAddress());
        if (found.isEmpty()) {
            return mayBeAnswered(in, source)
                    ? answer(source, message, Answer.of(404, "Nobody has this number"), nowNanos, outbox)
                    : drop(ExchangeCounter.DROPPED_NOBODY);
        }
        Crossing crossing = found.get();
        // What belongs to a dialog goes on whatever the line is like: a path that broke may be back before it is
        // repeated.
        if (message.isRequest() && message.toTag() == null) {
            String unavailable = availability.whyUnavailable(crossing.line());
            if (!unavailable.isEmpty()) {
                return answer(source, message, Answer.of(480, unavailable), nowNanos, outbox);
            }
        }
        return cross(crossing, source, message, nowNanos, outbox);
    }

    private Outcome cross(Crossing crossing, Source source, SipMessage message, long nowNanos, Outbox outbox) {
        Direction direction = crossing.isOutward() ? Direction.OUT : Direction.IN;
        if (policy.judge(message, direction) instanceof EdgePolicy.Verdict.Refuse refusal) {
            return refuse(refusal, source, message, nowNanos, outbox);
        }
        Crossing outward = crossing.outward();
        Parties parties = new Parties(
                outward.line().number(),
                outward.sourceIn(),
                outward.sourceOut(),
                outward.destinationOut(),
                outward.destinationIn());
        ByteBuf out = allocator.buffer(message.length() + 256);
        try {
            rewrite(crossing, direction, message, out);
        } catch (SipRefusal cannot) {
            out.release();
            counters.increment(ExchangeCounter.DROPPED_BY_REWRITER);
            return message.isRequest()
                    ? answer(source, message, Answer.of(400, String.valueOf(cannot.getMessage())), nowNanos, outbox)
                    : ENDED;
        }
        if (policy.judge(rewriter) instanceof EdgePolicy.Verdict.Refuse refusal) {
            out.release();
            return refuse(refusal, source, message, nowNanos, outbox);
        }
        io.voider.sip.call.Side from =
                crossing.isOutward() ? io.voider.sip.call.Side.PHONE : io.voider.sip.call.Side.TUNNEL;
        Verdict verdict = tracker.onMessage(parties, from, message, nowNanos, calls);
        if (verdict == Verdict.FULL) {
            out.release();
            return answer(source, message, Answer.serviceUnavailable(30), nowNanos, outbox);
        }
        counters.increment(ExchangeCounter.SIP_PASSED);
        return new Outcome.Passed(crossing, out);
    }

    private Outcome refuse(
            EdgePolicy.Verdict.Refuse refusal, Source source, SipMessage message, long nowNanos, Outbox outbox) {
        counters.increment(ExchangeCounter.DROPPED_BY_POLICY);
        return message.isRequest()
                ? answer(source, message, Answer.of(refusal.statusCode(), refusal.reason()), nowNanos, outbox)
                : ENDED;
    }

    private void rewrite(Crossing crossing, Direction direction, SipMessage message, ByteBuf out) {
        if (crossing.isPlain()) {
            out.writeBytes(message.array(), message.start(), message.length());
            return;
        }
        Crossing outward = crossing.outward();
        Mapping mapping =
                Mapping.of(outward.sourceIn(), outward.sourceOut(), outward.destinationIn(), outward.destinationOut());
        rewriter.rewrite(mapping, direction, message, out);
    }

    /** Phones of this home, and friends of this exchange, are told what is wrong; to others nothing is said. */
    private boolean mayBeAnswered(Side in, Source source) {
        return !(in instanceof Side.Tunnel tunnel) || plan.isKnown(tunnel.index(), source.address());
    }

    private Optional<Crossing> crossing(Side in, int source, int destination) {
        return in instanceof Side.Tunnel tunnel
                ? plan.fromTunnel(tunnel.index(), source, destination)
                : plan.fromPhone(source, destination);
    }

    private Outcome answer(Source source, SipMessage request, Answer answer, long nowNanos, Outbox outbox) {
        if (userAgent.answer(source, request, answer, nowNanos, outbox)) {
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
                Leg.side(to.line()),
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
