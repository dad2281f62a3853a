package io.voider.sip.call;

import io.netty.buffer.Unpooled;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The calls that the exchange itself hangs up, since their callers cannot have what the callees answered. Each is a BYE and its
 * client transaction (RFC 3261 section 17.1.2): it is repeated after T1, then twice as long up to T2, until it is answered or 64 T1
 * are over. Its answers end here.
 */
final class Hangups {
    private static final long LIFE_NANOS = 64 * ServerTransaction.T1_NANOS;

    /** Whose answer it would be. */
    private record Key(int network, int callee, String branch) {}

    private static final class Hangup {
        final Flow flow;
        final byte[] bye;
        final long endNanos;
        long repeatNanos;
        long intervalNanos = ServerTransaction.T1_NANOS;
        boolean answered;

        Hangup(Flow flow, byte[] bye, long nowNanos) {
            this.flow = flow;
            this.bye = bye;
            this.endNanos = nowNanos + LIFE_NANOS;
            this.repeatNanos = nowNanos + intervalNanos;
        }

        void send(UserAgentOutputs out) {
            out.send(flow, Unpooled.wrappedBuffer(bye).asReadOnly());
        }

        void tick(long nowNanos, UserAgentOutputs out) {
            boolean due = !answered && !flow.reliable() && nowNanos - repeatNanos >= 0;
            if (due && nowNanos - endNanos < 0) {
                intervalNanos = Math.min(2 * intervalNanos, ServerTransaction.T2_NANOS);
                repeatNanos = nowNanos + intervalNanos;
                send(out);
            }
        }
    }

    private final int bound;
    private final Map<Key, Hangup> hangups = new LinkedHashMap<>();

    /** @param bound the most that are remembered; the oldest gives way */
    Hangups(int bound) {
        this.bound = bound;
    }

    /**
     * Acknowledges a final response to an INVITE, and hangs up behind a 2xx; a copy of it is acknowledged again.
     *
     * @throws SipRefusal if it lacks what every response has
     */
    void dismiss(Flow flow, SipMessage response, long nowNanos, UserAgentOutputs out) {
        Dismissal dismissal = new Dismissal(response, flow);
        out.send(flow, Unpooled.wrappedBuffer(dismissal.acknowledgement()));
        if (!dismissal.hangsUp()) {
            return;
        }
        Key key = new Key(flow.network(), flow.address(), dismissal.byeBranch());
        if (hangups.containsKey(key)) {
            return;
        }
        if (hangups.size() == bound) {
            Iterator<Key> oldest = hangups.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        Hangup hangup = new Hangup(flow, dismissal.bye(), nowNanos);
        hangups.put(key, hangup);
        hangup.send(out);
    }

    /** Takes a response to one of the BYEs; whether it is one. */
    boolean absorbs(Flow flow, SipMessage response) {
        if (hangups.isEmpty()) {
            return false;
        }
        String branch;
        try {
            branch = response.topVia().branch();
        } catch (SipRefusal broken) {
            return false;
        }
        Hangup hangup = branch == null ? null : hangups.get(new Key(flow.network(), flow.address(), branch));
        if (hangup == null) {
            return false;
        }
        hangup.answered |= response.statusCode() >= 200;
        return true;
    }

    /** Repeats what is due, and forgets what is over. */
    void tick(long nowNanos, UserAgentOutputs out) {
        hangups.values().removeIf(hangup -> {
            hangup.tick(nowNanos, out);
            return nowNanos - hangup.endNanos >= 0;
        });
    }

    int size() {
        return hangups.size();
    }
}
