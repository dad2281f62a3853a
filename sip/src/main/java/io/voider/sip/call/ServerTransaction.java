package io.voider.sip.call;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;

/** One request that the exchange answered itself, and what is still to be done about it. */
final class ServerTransaction {
    static final long T1_NANOS = Duration.ofMillis(500).toNanos();
    static final long T2_NANOS = Duration.ofSeconds(4).toNanos();
    static final long T4_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LIFE_NANOS = 64 * T1_NANOS;

    private final Flow flow;
    private final byte[] response;
    private ServerState state;
    private long endNanos;
    private long repeatNanos;
    private long intervalNanos = T1_NANOS;

    ServerTransaction(Flow flow, byte[] response, boolean invite, long nowNanos) {
        this.flow = flow;
        this.response = response;
        this.state = invite ? ServerState.INVITED : ServerState.COMPLETED;
        // Timer H runs over any transport; timer J is zero where nothing is repeated.
        this.endNanos = nowNanos + (invite || !flow.reliable() ? LIFE_NANOS : 0);
        this.repeatNanos = nowNanos + T1_NANOS;
    }

    boolean isOver() {
        return state == ServerState.TERMINATED;
    }

    private ByteBuf response() {
        return Unpooled.wrappedBuffer(response).asReadOnly();
    }

    /** Sends the answer. */
    void send(UserAgentOutputs out) {
        out.send(flow, response());
    }

    /** The request came again. */
    void repeated(UserAgentOutputs out) {
        if (state.answersAgain()) {
            send(out);
        }
        state = state.next(ServerState.Event.REPEATED);
    }

    /** Its ACK came: nothing is repeated any more, and timer I absorbs further ones. */
    void acknowledged(long nowNanos) {
        boolean first = state == ServerState.INVITED;
        state = state.next(ServerState.Event.ACKNOWLEDGED);
        if (first) {
            endNanos = nowNanos + (flow.reliable() ? 0 : T4_NANOS);
        }
    }

    void tick(long nowNanos, UserAgentOutputs out) {
        if (nowNanos - endNanos >= 0) {
            state = state.next(ServerState.Event.TIMEOUT);
        } else if (state == ServerState.INVITED && !flow.reliable() && nowNanos - repeatNanos >= 0) {
            intervalNanos = Math.min(2 * intervalNanos, T2_NANOS);
            repeatNanos = nowNanos + intervalNanos;
            send(out);
        }
    }
}
