package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.CallTracker;
import io.voider.sip.call.ReplacedResponse;
import io.voider.sip.call.UserAgent;
import io.voider.sip.call.UserAgentOutputs;
import io.voider.sip.rewrite.Rewriter;
import io.voider.transport.count.Counters;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the exchange says itself where a message does not cross, so that nobody waits for it in vain.
 *
 * <pre>
 *   request               its answer; a call that is refused is noted among the calls
 *   ACK                   nothing: it is never answered
 *   provisional response  nothing: the final one is still to come
 *   copy of a 2xx         nothing: the first one to that INVITE went on
 *   2xx of a ninth branch nothing; its sender gets ACK and BYE
 *   final response        its receiver gets another in its place; of an INVITE, its sender gets the ACK,
 *                         and behind a 2xx a BYE, since it believes to be in a call
 * </pre>
 */
final class Replies {
    /** How many answers of the exchange's own are remembered at once. */
    private static final int MOST_ANSWERS = 256;

    private final UserAgent userAgent;
    private final CallTracker tracker;
    private final Calls calls;
    private final Counters<ExchangeCounter> counters;
    private final ByteBufAllocator allocator;
    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();

    /** @param tags gives a new tag each time, at least 32 random bits as a token */
    Replies(
            CallTracker tracker,
            Calls calls,
            Counters<ExchangeCounter> counters,
            Supplier<String> tags,
            ByteBufAllocator allocator) {
        this.userAgent = new UserAgent(MOST_ANSWERS, tags);
        this.tracker = tracker;
        this.calls = calls;
        this.counters = counters;
        this.allocator = allocator;
    }

    /** Takes what belongs to something that the exchange said before; whether it did. */
    boolean absorbs(Arrival arrival, SipMessage message) {
        return userAgent.absorbs(arrival.flow(), message, arrival.nowNanos(), arrival.outputs());
    }

    /**
     * Answers a request, if it is one that is answered.
     *
     * @param parties between whom it is; null if it is for nobody
     */
    Outcome answer(Arrival arrival, @Nullable Parties parties, SipMessage request, Answer answer) {
        if (userAgent.answer(arrival.flow(), request, answer, arrival.nowNanos(), arrival.outputs())) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
            if (request.method() == SipMethod.INVITE && !Edge.hasToTag(request)) {
                noteRefused(arrival, parties, answer);
            }
        }
        return Outcome.ENDED;
    }

    private void noteRefused(Arrival arrival, @Nullable Parties parties, Answer answer) {
        boolean outwards = parties == null
                ? arrival.network().isPhones()
                : parties.sideOf(arrival.flow().address()) == Side.PHONE;
        int local = arrival.flow().localAddress();
        int other = parties != null
                ? parties.dialled()
                : outwards ? local : arrival.flow().address();
        LineId line = parties != null ? LineId.ofNumber(parties.line()) : null;
        calls.refused(new RefusedCall(outwards, other, line, answer.status(), answer.phrase()), arrival.nowNanos());
    }

    /** Tells who called that the INVITE is here, so that it is not repeated; what was said. */
    byte[] trying(Arrival caller, SipMessage invite) {
        return userAgent.trying(caller.flow(), invite, caller.outputs());
    }

    /** What an INVITE is answered with, as who sent it reads it. */
    byte[] write(Arrival caller, SipMessage invite, Answer answer) {
        return userAgent.write(caller.flow(), invite, answer);
    }

    /** Answers an INVITE with a refusal that has its acknowledgement already. */
    void relay(Arrival caller, SipMessage invite, byte[] refusal) {
        userAgent.relay(caller.flow(), invite, refusal, caller.nowNanos(), caller.outputs());
    }

    /** Answers a request that cannot be read as a whole; {@code request} is what of it can. */
    void answerBroken(Arrival arrival, SipMessage request, Answer answer) {
        if (!absorbs(arrival, request)
                && userAgent.answer(arrival.flow(), request, answer, arrival.nowNanos(), arrival.outputs())) {
            counters.increment(ExchangeCounter.SIP_BROKEN);
        }
    }

    /**
     * Says what is to be said in place of a message that does not cross.
     *
     * @param answer what a request is answered with, or the receiver of a final response gets
     */
    Outcome instead(Arrival arrival, Parties parties, SipMessage message, Answer answer) {
        if (message.isRequest()) {
            return answer(arrival, parties, message, answer);
        }
        Side from = parties.sideOf(arrival.flow().address());
        if (message.statusCode() < 200 || tracker.hasAccepted(parties, from, message)) {
            return Outcome.ENDED;
        }
        boolean known = tracker.knows(parties, from, message);
        byte[] replaced = ReplacedResponse.with(message, known ? fitting(parties, from, message, answer) : answer);
        if (known || message.statusCode() >= 300) {
            userAgent.dismiss(arrival.flow(), message, arrival.nowNanos(), arrival.outputs());
        }
        counters.increment(ExchangeCounter.SIP_REPLACED);
        SipMessage instead = decoder.decode(replaced, 0, replaced.length);
        ByteBuf out = allocator.buffer(instead.length() + 256);
        try {
            rewriter.rewrite(parties, from, instead, out);
        } catch (SipRefusal cannot) {
            out.release();
            return Outcome.ENDED;
        }
        tracker.onMessage(parties, from, instead, arrival.nowNanos(), calls);
        return Outcome.Passed.between(parties, from, out);
    }

    /** Hangs up on who accepted a call that enough others have accepted. Whoever placed it has its answer, and hears nothing. */
    Outcome hangUp(Arrival arrival, SipMessage accepted) {
        userAgent.dismiss(arrival.flow(), accepted, arrival.nowNanos(), arrival.outputs());
        return Outcome.ENDED;
    }

    /**
     * Within a dialog a status must end neither less nor more than what the exchange ends (RFC 5057): a re-INVITE that was accepted
     * is followed by BYE, so 481 ends the call at who sent it, too; whatever else was asked fails for itself alone.
     */
    private Answer fitting(Parties parties, Side from, SipMessage response, Answer answer) {
        if (!tracker.isAnswered(parties, from, response)) {
            return answer;
        }
        boolean hungUp = response.statusCode() < 300 && response.cseq().method() == SipMethod.INVITE;
        if (hungUp) {
            return Answer.of(481, answer.phrase());
        }
        return answer.status() == Answer.BAD_GATEWAY ? Answer.of(500, answer.phrase()) : answer;
    }

    void tick(long nowNanos, UserAgentOutputs outputs) {
        userAgent.tick(nowNanos, outputs);
    }

    /** Whether there is nothing that may have to be repeated. */
    boolean isIdle() {
        return userAgent.transactions() == 0;
    }
}
