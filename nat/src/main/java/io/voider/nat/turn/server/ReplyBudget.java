package io.voider.nat.turn.server;

import io.voider.nat.limit.SourceRates;
import io.voider.nat.limit.TokenBucket;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import java.net.InetAddress;

/** Keeps replies from serving those who flood the server, or others by way of it. Pure. */
final class ReplyBudget {
    private static final int MAX_SOURCES = 16_384;

    private final SourceRates perSource;
    private final TokenBucket excess;

    ReplyBudget(StunTurnConfiguration.Limits limits, long nowNanos) {
        this.perSource = new SourceRates(limits.repliesPerSource(), MAX_SOURCES);
        this.excess = new TokenBucket(limits.excessBytes(), nowNanos);
    }

    /** Whether a request of that source is worked on. */
    boolean takesOne(InetAddress source, long nowNanos) {
        return perSource.take(source, 1, nowNanos);
    }

    /** Whether a reply of that length may be sent to a request of that length. Who speaks TCP has shown to be at the address. */
    boolean allows(FiveTuple to, int requestBytes, int replyBytes, long nowNanos) {
        return to.stream() || replyBytes <= requestBytes || excess.take(replyBytes - requestBytes, nowNanos);
    }
}
