package io.voider.nat.stun;

/**
 * A request that was sent and may still be answered. Belongs to a {@link StunTransactions}.
 *
 * @param <T> what its owner has to know when the answer comes
 */
public final class StunTransaction<T> {
    final TransactionId id;
    final Retransmission retransmission;
    final byte[] request;
    private final StunMethod method;
    private final T subject;
    private int transmissions;
    private long sentAt;

    StunTransaction(TransactionId id, StunMethod method, T subject, Retransmission retransmission, byte[] request) {
        this.id = id;
        this.method = method;
        this.subject = subject;
        this.retransmission = retransmission;
        this.request = request;
    }

    public T subject() {
        return subject;
    }

    public StunMethod method() {
        return method;
    }

    /** How often the request was sent, from 1: an answer to one that was sent once tells the round trip. */
    public int transmissions() {
        return transmissions;
    }

    /** When it was last sent. */
    public long sentAt() {
        return sentAt;
    }

    boolean isLast() {
        return transmissions == retransmission.transmissions();
    }

    void sent(long now) {
        transmissions++;
        sentAt = now;
    }

    /** When it is to be sent again, or given up. */
    long dueAt() {
        return sentAt + retransmission.waitAfter(transmissions);
    }
}
