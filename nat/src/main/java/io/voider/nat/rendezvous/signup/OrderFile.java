package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.signup.SignUpOrder.Price;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An order with all that became of it. */
final class OrderFile {
    private static final int NOWHERE = -1;
    private static final int NOT_GONE = -1;
    /** After that nodes forget a transaction which no block has taken, and so do we. */
    private static final long PENDING_SECONDS = 14L * 86_400;

    /** One output of one transaction. */
    private record Outpoint(Octets transaction, int number) {}

    private SignUpOrder order;
    private final Map<Outpoint, SignUpChange.PaymentNoted> payments = new LinkedHashMap<>();
    private long openedSeconds = -1;
    private boolean suspended;
    /** The height at which the payment was first found to have gone. */
    private int goneAtHeight = NOT_GONE;

    OrderFile(SignUpOrder order) {
        this.order = order;
    }

    SignUpOrder order() {
        return order;
    }

    /** The message will not be handed out any more. */
    void dropMessage() {
        order = new SignUpOrder(
                order.id(),
                order.holder(),
                order.account(),
                order.owner(),
                order.placedSeconds(),
                order.validSeconds(),
                order.ticket(),
                order.price(),
                "");
    }

    void note(SignUpChange.PaymentNoted payment) {
        payments.merge(
                new Outpoint(payment.transaction(), payment.number()),
                payment,
                (before, now) -> new SignUpChange.PaymentNoted(
                        now.script(),
                        now.transaction(),
                        now.number(),
                        now.satoshi(),
                        before.inTime() || now.inTime(),
                        now.height() == NOWHERE ? before.height() : now.height()));
    }

    void undo(int height) {
        payments.replaceAll((at, payment) -> payment.height() == height
                ? new SignUpChange.PaymentNoted(
                        payment.script(),
                        payment.transaction(),
                        payment.number(),
                        payment.satoshi(),
                        payment.inTime(),
                        NOWHERE)
                : payment);
    }

    void opened(long atSeconds) {
        if (openedSeconds < 0) {
            openedSeconds = atSeconds;
        }
        suspended = false;
        goneAtHeight = NOT_GONE;
    }

    void suspend() {
        suspended = true;
    }

    /** A block of that height has been followed whole. */
    void followed(int height) {
        if (!isOpened() || suspended) {
            return;
        }
        if (isCovered(height, 1)) {
            goneAtHeight = NOT_GONE;
        } else if (goneAtHeight == NOT_GONE) {
            goneAtHeight = height;
        }
    }

    boolean isOpened() {
        return openedSeconds >= 0;
    }

    /** Whether its account is owed at the moment, its term aside. */
    boolean isHonoured() {
        return isOpened() && !suspended;
    }

    long openedSeconds() {
        return openedSeconds;
    }

    boolean isSuspended() {
        return suspended;
    }

    Iterable<SignUpChange.PaymentNoted> payments() {
        return payments.values();
    }

    boolean hasPayments() {
        return !payments.isEmpty();
    }

    /** Whether it is paid for, so that the account may open, or open again. */
    boolean mayOpen(int tipHeight) {
        Price price = order.price();
        return price == null ? !isOpened() : !isHonoured() && isCovered(tipHeight, price.confirmations());
    }

    boolean mustSuspend(int tipHeight, int patienceBlocks) {
        return isHonoured() && goneAtHeight != NOT_GONE && tipHeight >= goneAtHeight + patienceBlocks;
    }

    private boolean isCovered(int tipHeight, int confirmations) {
        Price price = order.price();
        return price == null
                || sum(payment -> payment.inTime()
                                && payment.height() != NOWHERE
                                && payment.height() + confirmations - 1 <= tipHeight)
                        >= price.satoshi();
    }

    private long sum(Predicate<SignUpChange.PaymentNoted> which) {
        return payments.values().stream()
                .filter(which)
                .mapToLong(SignUpChange.PaymentNoted::satoshi)
                .sum();
    }

    /** What has been seen in time, in the chain or not yet. */
    long seenSatoshi() {
        return sum(SignUpChange.PaymentNoted::inTime);
    }

    OrderState state(int tipHeight, long nowSeconds) {
        if (isOpened()) {
            if (suspended) {
                return OrderState.SUSPENDED;
            }
            return isCovered(tipHeight, 1) ? OrderState.READY : OrderState.UNCONFIRMED;
        }
        Price price = order.price();
        if (price == null || isCovered(tipHeight, price.confirmations())) {
            return OrderState.PAID;
        }
        long seen = nowSeconds > price.deadlineSeconds() + PENDING_SECONDS
                ? sum(payment -> payment.inTime() && payment.height() != NOWHERE)
                : seenSatoshi();
        if (nowSeconds > price.deadlineSeconds() && seen < price.satoshi()) {
            return seen > 0 ? OrderState.UNDERPAID : OrderState.LAPSED;
        }
        return seen > 0 ? OrderState.SEEN : OrderState.AWAITED;
    }

    /** Late payments are due whole; of those in time what is beyond the price, or all if it is not the price. */
    @Nullable
    RefundDue refundDue(int tipHeight, long nowSeconds) {
        Price price = order.price();
        if (price == null) {
            return null;
        }
        long late = sum(payment -> !payment.inTime() && payment.height() != NOWHERE);
        long inTime = sum(payment -> payment.inTime() && payment.height() != NOWHERE);
        boolean tooLittle = state(tipHeight, nowSeconds) == OrderState.UNDERPAID;
        long over = isHonoured() ? Math.max(0, inTime - price.satoshi()) : 0;
        long due = late + over + (tooLittle ? inTime : 0);
        if (due == 0) {
            return null;
        }
        RefundDue.Why why =
                tooLittle ? RefundDue.Why.UNDERPAID : over > 0 ? RefundDue.Why.OVERPAID : RefundDue.Why.LATE;
        return new RefundDue(order.id().text(), price.address(), price.index(), due, why);
    }
}
