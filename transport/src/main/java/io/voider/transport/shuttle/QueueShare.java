package io.voider.transport.shuttle;

import org.jspecify.annotations.Nullable;

/**
 * One friend's share of the queue in front of an OpenVPN that serves all of them: whoever is alone may send what he can; while
 * another talks, or his datagrams come as well, each has a rate. Nothing of it is synchronized: all of it belongs to the event loop.
 */
public final class QueueShare {
    /** More than 16 calls and a picture are, and a fraction of what an OpenVPN takes on a small machine. */
    private static final int DATAGRAMS_PER_SECOND = 4_000;

    private static final long DATAGRAM_NANOS = 1_000_000_000L / DATAGRAMS_PER_SECOND;

    /**
     * So many may come at once, as they do when this program was kept from the processor for a moment: OpenVPN's socket holds some 250
     * small ones.
     */
    private static final long BURST_NANOS = 120 * DATAGRAM_NANOS;

    /**
     * So long who has sent counts as one who sends. An INVITE may find the queue full; when it is repeated, after half a second, it does
     * not any more (RFC 3261 section 17.1.1.2).
     */
    private static final long SENDING_NANOS = 1_000_000_000L;

    private final Queue queue;
    /** When all that came would have come, if it had kept the rate. */
    private long paidUntilNanos;

    private boolean inCall;

    private QueueShare(Queue queue, long nowNanos) {
        this.queue = queue;
        this.paidUntilNanos = nowNanos;
    }

    /** The queue in front of one OpenVPN. */
    public static final class Queue {
        private @Nullable QueueShare latest;
        private @Nullable QueueShare before;
        private long latestNanos;
        private long beforeNanos;
        /** How many talk. */
        private int talking;

        /** Another friend's share of it. */
        public QueueShare share(long nowNanos) {
            return new QueueShare(this, nowNanos);
        }

        /** Notes who sends, and says whether somebody else has just sent, or talks. */
        private boolean isShared(QueueShare sender, long now) {
            if (latest != sender) {
                before = latest;
                beforeNanos = latestNanos;
                latest = sender;
            }
            latestNanos = now;
            boolean another = talking > (sender.inCall ? 1 : 0);
            return another || (before != null && now - beforeNanos < SENDING_NANOS);
        }
    }

    /** Whether whose share it is talks now: then the queue is shared, though he may be silent. */
    void inCall(boolean value) {
        if (value != inCall) {
            inCall = value;
            queue.talking += value ? 1 : -1;
        }
    }

    /** Whether a datagram may go into the queue. */
    boolean admits(long now) {
        boolean shared = queue.isShared(this, now);
        long paid = now - paidUntilNanos > 0 ? now : paidUntilNanos;
        if (!shared) {
            paidUntilNanos = now;
            return true;
        }
        if (paid - now > BURST_NANOS) {
            return false;
        }
        paidUntilNanos = paid + DATAGRAM_NANOS;
        return true;
    }
}
