package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.signup.SignUpOrder.Price;
import io.voider.nat.rendezvous.signup.bitcoin.BlockOutput;
import io.voider.nat.rendezvous.signup.bitcoin.ChainException;
import io.voider.nat.rendezvous.signup.bitcoin.ChainSource;
import io.voider.nat.rendezvous.signup.bitcoin.ChainStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes changes of the book out of what happens to the chain. What it asks for and what it answers is all there is between the
 * two: it is asked on a thread that may wait for others, and its answers are written on the book's.
 */
final class PaymentWatch implements AutoCloseable {
    private static final int NOWHERE = -1;

    /**
     * What the watch must know of the book.
     *
     * @param height of the last block that was followed, or −1
     * @param hash of it; empty if there is none
     * @param deadlines of the orders, in seconds since 1970, by their scripts
     * @param isAnyAwaited whether waiting transactions matter
     */
    record Question(int height, Octets hash, Map<Octets, Long> deadlines, boolean isAnyAwaited) {
        static Question of(OrderBook book, long nowSeconds) {
            Map<Octets, Long> deadlines = new HashMap<>();
            for (SignUpOrder order : book.orders()) {
                Price price = order.price();
                if (price != null) {
                    deadlines.put(price.script(), price.deadlineSeconds());
                }
            }
            SignUpChange.BlockFollowed tip = book.tip();
            return new Question(
                    tip == null ? NOWHERE : tip.height(),
                    tip == null ? Octets.of(new byte[0]) : tip.hash(),
                    deadlines,
                    book.openOrders(nowSeconds) > 0);
        }
    }

    private final ChainSource chain;

    PaymentWatch(ChainSource chain) {
        this.chain = chain;
    }

    /**
     * What has changed; nothing if nothing has.
     *
     * @param nowSeconds when the question was asked: what waits now was seen by then
     */
    List<SignUpChange> ask(Question question, long nowSeconds) throws ChainException {
        Set<Octets> scripts = question.deadlines().keySet();
        Octets hash = question.height() == NOWHERE ? null : question.hash();
        ChainStep step = chain.next(question.height(), hash, scripts, nowSeconds);
        if (step instanceof ChainStep.Begun begun) {
            return List.of(new SignUpChange.BlockFollowed(begun.height(), begun.hash()));
        }
        if (step instanceof ChainStep.Undone) {
            return List.of(new SignUpChange.BlockUndone(question.height()));
        }
        if (step instanceof ChainStep.Next next) {
            List<SignUpChange> changes =
                    noted(question, next.block().outputs(), next.block().timeSeconds(), next.height());
            changes.add(
                    new SignUpChange.BlockFollowed(next.height(), next.block().hash()));
            return changes;
        }
        if (step instanceof ChainStep.Found found) {
            return noted(question, found.outputs(), found.timeSeconds(), found.height());
        }
        return question.isAnyAwaited() ? noted(question, chain.waiting(scripts), nowSeconds, NOWHERE) : List.of();
    }

    private static List<SignUpChange> noted(
            Question question, List<BlockOutput> outputs, long seenSeconds, int height) {
        List<SignUpChange> changes = new ArrayList<>();
        for (BlockOutput output : outputs) {
            long deadline = question.deadlines().getOrDefault(output.script(), 0L);
            changes.add(new SignUpChange.PaymentNoted(
                    output.script(),
                    output.transaction(),
                    output.number(),
                    output.satoshi(),
                    seenSeconds <= deadline,
                    height));
        }
        return changes;
    }

    @Override
    public void close() {
        chain.close();
    }
}
