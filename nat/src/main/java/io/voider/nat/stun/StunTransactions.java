package io.voider.nat.stun;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one kind that wait for answers: the one place where STUN requests get their ids, are sent again (RFC 8489
 * section 6.2.1), given up, and told by their answers. Pure; times in nanoseconds.
 *
 * @param <T> what the owner has to know when an answer comes
 */
public final class StunTransactions<T> {
    /** A deadline that never comes. */
    private static final long NEVER = Long.MAX_VALUE / 2;

    /** What the table asks for. Called from within its methods; may begin and end transactions. */
    public interface Outputs<T> {
        /** Send this, for the first time or again. */
        void send(T subject, byte[] request);

        /** No answer came to the last transmission in time. The transaction is no more. */
        void unanswered(T subject);
    }

    /** Writes a request, all but its id. */
    public interface RequestMaker {
        StunWriter write(StunWriter begun);
    }

    private final Random random;
    private final Outputs<T> outputs;
    private final Map<TransactionId, StunTransaction<T>> open;

    /** Not later than the earliest {@link StunTransaction#dueAt}. */
    private long deadline = NEVER;

    /**
     * @param random must be unpredictable to others, see {@link TransactionId#next}
     * @param most transactions at once; beyond it the oldest is forgotten, as if no answer to it would ever come
     */
    public StunTransactions(Random random, int most, Outputs<T> outputs) {
        this.random = random;
        this.outputs = outputs;
        this.open = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<TransactionId, StunTransaction<T>> eldest) {
                return size() > most;
            }
        };
    }

    /** Begins a transaction: sends the request now, and again as {@code retransmission} says. */
    public void begin(long now, StunMethod method, T subject, Retransmission retransmission, RequestMaker maker) {
        TransactionId id = TransactionId.next(random);
        byte[] request = maker.write(StunWriter.request(method, id)).toBytes();
        StunTransaction<T> begun = new StunTransaction<>(id, method, subject, retransmission, request);
        open.put(id, begun);
        send(now, begun);
    }

    private void send(long now, StunTransaction<T> transaction) {
        transaction.sent(now);
        deadline = Math.min(deadline, transaction.dueAt());
        outputs.send(transaction.subject(), transaction.request);
    }

    /** The transaction that {@code message} would end if it is genuine; null if it is no response to an open one. */
    public @Nullable StunTransaction<T> find(StunMessage message) {
        boolean response = message.messageClass() == StunClass.SUCCESS || message.messageClass() == StunClass.ERROR;
        StunTransaction<T> found = response ? open.get(message.transactionId()) : null;
        return found == null || found.method() != message.method() ? null : found;
    }

    /** Its answer has come. */
    public void end(StunTransaction<T> transaction) {
        open.remove(transaction.id);
    }

    /** Forgets those of which that is so. */
    public void forget(Predicate<T> which) {
        open.values().removeIf(transaction -> which.test(transaction.subject()));
    }

    /** Forgets all. */
    public void clear() {
        open.clear();
        deadline = NEVER;
    }

    /** Those that wait for an answer, the oldest first. */
    public Collection<StunTransaction<T>> open() {
        return open.values();
    }

    /** When {@link #timeout} wants to be called next; perhaps too early, never too late. */
    public long deadline() {
        return open.isEmpty() ? NEVER : deadline;
    }

    /** Sends again what is due, and gives up what was sent often enough. */
    public void timeout(long now) {
        if (now < deadline()) {
            return;
        }
        List<StunTransaction<T>> due = new ArrayList<>();
        long next = NEVER;
        for (StunTransaction<T> transaction : open.values()) {
            if (transaction.dueAt() <= now) {
                due.add(transaction);
            } else {
                next = Math.min(next, transaction.dueAt());
            }
        }
        deadline = next;
        for (StunTransaction<T> transaction : due) {
            if (!open.containsKey(transaction.id)) {
                continue;
            }
            if (transaction.isLast()) {
                open.remove(transaction.id);
                outputs.unanswered(transaction.subject());
            } else {
                send(now, transaction);
            }
        }
    }
}
