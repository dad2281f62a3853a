package io.voider.cli.node.signalling;

import io.voider.cli.exchange.Network;
import java.util.HashMap;
import java.util.Map;

/**
 * Which connection keeps a request that has not been heard, as far as is known, by whom it asks and by its transaction: some phones, and
 * some nodes on their way, answer by another connection than the one by which they were asked. Belongs to the signalling loop; as large
 * as what the connections keep.
 */
final class AwaitedAnswers {
    /** @param party the address of whom the request is for, as called on its network */
    record Question(Network network, int party, String transaction) {}

    private final Map<Question, Unheard> kept = new HashMap<>();

    void await(Question question, Unheard by) {
        if (!question.transaction.isEmpty()) {
            kept.put(question, by);
        }
    }

    void forget(Question question, Unheard by) {
        kept.remove(question, by);
    }

    /** An answer came, by whichever connection. */
    void answered(Question question) {
        Unheard by = kept.remove(question);
        if (by != null) {
            by.heard(question);
        }
    }

    int size() {
        return kept.size();
    }
}
