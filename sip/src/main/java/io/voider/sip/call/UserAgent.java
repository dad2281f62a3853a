package io.voider.sip.call;

import io.netty.buffer.Unpooled;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.Via;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers that the exchange gives itself: a line that is down, an address that nobody has, an OPTIONS to the exchange.
 * A user agent server that answers at once and finally (RFC 3261 section 8.2), with its server transactions (section 17.2):
 * it repeats its answer to an INVITE until the ACK comes, answers copies of a request with copies of its answer, and keeps
 * the ACK to itself. And the other way round, whoever answered a call in a way that cannot be passed on is {@linkplain #dismiss
 * dismissed}.
 *
 * <p>Give {@link #absorbs} every message first; what it does not take may be passed on, or answered by {@link #answer}. Call
 * {@link #tick} a few times a second while {@link #transactions} is not zero.
 *
 * <p>Not thread-safe: one user agent belongs to one event loop.
 */
public final class UserAgent {
    private static final int SIP_PORT = 5060;
    private static final String MAGIC_COOKIE = "z9hG4bK";

    /** RFC 3261 section 17.2.3: what makes two requests one transaction. An ACK and a CANCEL name their INVITE's. */
    private record Key(Flow flow, String sentBy, String branch, SipMethod method, String rest) {}

    private final int bound;
    private final Supplier<String> tags;
    private final Map<Key, ServerTransaction> transactions = new LinkedHashMap<>();
    private final Hangups hangups;

    /**
     * @param transactions the most that are remembered; the oldest gives way, and its request would then be answered anew
     * @param tags gives a new tag each time: at least 32 random bits as a token (RFC 3261 section 19.3)
     */
    public UserAgent(int transactions, Supplier<String> tags) {
        if (transactions < 1) {
            throw new IllegalArgumentException("transactions is " + transactions + ", must be at least 1");
        }
        this.bound = transactions;
        this.tags = tags;
        this.hangups = new Hangups(transactions);
    }

    /**
     * Takes a request that belongs to an answer given before, a copy of the request, its ACK, or a CANCEL that came too late, and
     * a response to a BYE of the exchange's own.
     *
     * @return whether it did; such a message goes nowhere else
     */
    public boolean absorbs(Flow flow, SipMessage message, long nowNanos, UserAgentOutputs out) {
        return message.isRequest()
                ? !transactions.isEmpty() && absorbsRequest(flow, message, nowNanos, out)
                : hangups.absorbs(flow, message);
    }

    private boolean absorbsRequest(Flow flow, SipMessage request, long nowNanos, UserAgentOutputs out) {
        Key key;
        try {
            key = key(flow, request, invited(request.method()));
        } catch (SipRefusal broken) {
            return false;
        }
        ServerTransaction transaction = transactions.get(key);
        if (transaction == null) {
            return false;
        }
        switch (request.method()) {
            case ACK -> transaction.acknowledged(nowNanos);
            case CANCEL -> answer(flow, request, Answer.of(200), nowNanos, out);
            default -> transaction.repeated(out);
        }
        return true;
    }

    /**
     * Answers a request.
     *
     * @return whether it was answered: an ACK never is, nor what is no request or lacks what an answer repeats
     */
    public boolean answer(Flow flow, SipMessage request, Answer answer, long nowNanos, UserAgentOutputs out) {
        if (!request.isRequest() || request.method() == SipMethod.ACK) {
            return false;
        }
        try {
            ServerTransaction before = transactions.get(key(flow, request, request.method()));
            if (before != null) {
                before.repeated(out);
                return true;
            }
            byte[] response = ResponseWriter.write(request, flow, answer, tags.get());
            relay(flow, request, response, answer.status() >= 300, nowNanos, out);
            return true;
        } catch (SipRefusal broken) {
            return false;
        }
    }

    /**
     * Answers an INVITE with the refusal of one of those that it was forked to, and sees to its acknowledgement: that one has its own
     * already (RFC 3261 section 16.7, steps 9 and 17.2.1).
     *
     * @param response as who asked is to read it
     * @throws SipRefusal if the request lacks what its answer repeats
     */
    public void relay(Flow flow, SipMessage invite, byte[] response, long nowNanos, UserAgentOutputs out) {
        relay(flow, invite, response, true, nowNanos, out);
    }

    private void relay(
            Flow flow, SipMessage request, byte[] response, boolean refuses, long nowNanos, UserAgentOutputs out) {
        boolean invite = request.method() == SipMethod.INVITE && refuses;
        ServerTransaction transaction = new ServerTransaction(back(flow, request), response, invite, nowNanos);
        remember(key(flow, request, request.method()), transaction);
        transaction.send(out);
    }

    /**
     * What such an INVITE is answered with if none of those sent a response.
     *
     * @throws SipRefusal if the request lacks what its answer repeats
     */
    public byte[] write(Flow flow, SipMessage invite, Answer answer) {
        return ResponseWriter.write(invite, flow, answer, tags.get());
    }

    /**
     * 100 Trying to an INVITE, so that it is not repeated (section 16.2).
     *
     * @return what was sent
     * @throws SipRefusal if the request lacks what its answer repeats
     */
    public byte[] trying(Flow flow, SipMessage invite, UserAgentOutputs out) {
        byte[] response = ResponseWriter.trying(invite, flow);
        out.send(back(flow, invite), Unpooled.wrappedBuffer(response).asReadOnly());
        return response;
    }

    /**
     * Tells who sent a final response to an INVITE that it ends here: acknowledges it, and hangs up if it was a 2xx.
     *
     * @param flow by which way it came
     * @return false for any other response, and one that lacks what every response has: nothing is sent then
     */
    public boolean dismiss(Flow flow, SipMessage response, long nowNanos, UserAgentOutputs out) {
        try {
            if (response.isRequest() || !Dismissal.isWanted(response)) {
                return false;
            }
            hangups.dismiss(flow, response, nowNanos, out);
            return true;
        } catch (SipRefusal broken) {
            return false;
        }
    }

    /**
     * Sees that a request says by which way it is answered.
     *
     * @throws SipRefusal if nothing of it does
     */
    public static void requireVia(SipMessage request) {
        topVia(request);
    }

    private void remember(Key key, ServerTransaction transaction) {
        if (transactions.size() == bound) {
            Iterator<Key> oldest = transactions.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        transactions.put(key, transaction);
    }

    /** Repeats what is due, and forgets what is over. */
    public void tick(long nowNanos, UserAgentOutputs out) {
        transactions.values().removeIf(transaction -> {
            transaction.tick(nowNanos, out);
            return transaction.isOver();
        });
        hangups.tick(nowNanos, out);
    }

    /** How many answers, and BYEs, are remembered. */
    public int transactions() {
        return transactions.size() + hangups.size();
    }

    /** Where the answer goes: RFC 3261 section 18.2.2, and RFC 3581 section 4 where the sender asks for it by rport. */
    private static Flow back(Flow flow, SipMessage request) {
        Via top = flow.reliable() ? null : topVia(request);
        if (top == null) {
            return flow;
        }
        boolean asksForSourcePort = top.parameters().values().containsKey("rport");
        return asksForSourcePort ? flow : flow.withPort(top.port() < 1 ? SIP_PORT : top.port());
    }

    private static SipMethod invited(SipMethod method) {
        return method == SipMethod.ACK || method == SipMethod.CANCEL ? SipMethod.INVITE : method;
    }

    private static Key key(Flow flow, SipMessage request, SipMethod method) {
        Via top = topVia(request);
        String branch = top == null ? "" : Objects.requireNonNullElse(top.branch(), "");
        String sentBy = top == null ? request.values(SipHeader.VIA).toString() : top.host() + ":" + top.port();
        // Before RFC 3261 a branch was not unique: the request's own identity stands in for it.
        boolean unique = branch.startsWith(MAGIC_COOKIE) && branch.length() > MAGIC_COOKIE.length();
        String rest = unique ? "" : request.callId() + " " + request.cseq().number() + " " + request.fromTag();
        return new Key(flow, sentBy, branch, method, rest);
    }

    /** Null if it cannot be read: the answer then goes back to where the request came from. */
    private static @Nullable Via topVia(SipMessage request) {
        try {
            return request.topVia();
        } catch (SipRefusal broken) {
            if (request.values(SipHeader.VIA).stream().allMatch(String::isBlank)) {
                throw broken;
            }
            return null;
        }
    }
}
