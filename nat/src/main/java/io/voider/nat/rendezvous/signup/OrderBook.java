package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.journal.Journal;
import io.voider.nat.rendezvous.signup.SignUpOrder.Price;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All orders in memory, as the changes made them, and what is due because of them. The rules about payments are {@link OrderFile}'s.
 * One thread at a time; reads no clock.
 */
public final class OrderBook implements Journal.Table<SignUpChange> {
    /** Blocks that a payment has to come back, once it has gone from the chain. */
    public static final int PATIENCE_BLOCKS = 6;
    /** Blocks that are remembered: a chain that changes further back must be looked at by a person. */
    static final int REMEMBERED_BLOCKS = 144;
    /** How long an order that came to nothing is remembered, so that a late payment is seen. */
    static final long MOURNING_SECONDS = 90L * 86_400;
    /** How many orders that came to nothing are remembered at most. */
    static final int MOURNED = 20_000;

    private static final int FORGET_EVERY = 256;
    private static final long KEPT_MESSAGE_SECONDS = 15L * 86_400;

    /** What is to be done, and then to be written into the journal by the change of the same name. */
    public sealed interface Due {
        /** The account is to be there; then {@link SignUpChange.AccountOpened}. */
        record Open(SignUpOrder order) implements Due {}

        /** {@link SignUpChange.OrderSuspended}. */
        record Suspend(SignUpOrder order) implements Due {}

        /** The account is to be gone; then {@link SignUpChange.AccountClosed}. */
        record Close(String account) implements Due {}
    }

    private record Account(Set<OrderFile> orders) {}

    private final Map<Octets, OrderFile> byId = new LinkedHashMap<>();
    private final Map<Octets, OrderFile> byScript = new HashMap<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private final Set<String> present = new LinkedHashSet<>();
    private final Map<Octets, SignUpOrder> byHolder = new HashMap<>();
    private final Map<Octets, Integer> nextIndex = new HashMap<>();
    private final Set<Octets> vouchers = new LinkedHashSet<>();
    private final Set<Octets> tickets = new HashSet<>();
    private final Deque<SignUpChange.BlockFollowed> blocks = new ArrayDeque<>();
    private int placed;
    private boolean hasFollowed;

    @Override
    public void apply(SignUpChange change) {
        if (change instanceof SignUpChange.VoucherMade made) {
            if (!tickets.contains(made.code())) {
                vouchers.add(made.code());
            }
        } else if (change instanceof SignUpChange.OrderPlaced placed) {
            place(placed.order());
        } else if (change instanceof SignUpChange.IndicesSpent spent) {
            nextIndex.merge(spent.key(), spent.next(), Math::max);
        } else if (change instanceof SignUpChange.PaymentNoted noted) {
            OrderFile file = byScript.get(noted.script());
            if (file != null) {
                file.note(noted);
            }
        } else if (change instanceof SignUpChange.BlockFollowed followed) {
            follow(followed);
        } else if (change instanceof SignUpChange.BlockUndone undone) {
            blocks.removeIf(block -> block.height() >= undone.height());
            byScript.values().forEach(file -> file.undo(undone.height()));
        } else if (change instanceof SignUpChange.AccountOpened opened) {
            OrderFile file = byId.get(opened.id());
            if (file != null) {
                file.opened(opened.atSeconds());
                byHolder.put(file.order().holder(), file.order());
                present.add(file.order().account());
            }
        } else if (change instanceof SignUpChange.OrderSuspended suspended) {
            OrderFile file = byId.get(suspended.id());
            if (file != null) {
                file.suspend();
            }
        } else if (change instanceof SignUpChange.AccountClosed closed) {
            present.remove(closed.account());
        }
    }

    private void place(SignUpOrder order) {
        if (byId.containsKey(order.id())) {
            return;
        }
        if (++placed % FORGET_EVERY == 0) {
            forget(order.placedSeconds());
        }
        OrderFile file = new OrderFile(order);
        byId.put(order.id(), file);
        accounts.computeIfAbsent(order.account(), name -> new Account(new LinkedHashSet<>()))
                .orders()
                .add(file);
        Price price = order.price();
        if (price != null) {
            byScript.put(price.script(), file);
            nextIndex.merge(price.key(), price.index() + 1, Math::max);
        }
        if (order.ticket() != null) {
            tickets.add(order.ticket());
            vouchers.remove(order.ticket());
        }
    }

    private void follow(SignUpChange.BlockFollowed block) {
        blocks.removeIf(other -> other.height() >= block.height());
        blocks.addLast(block);
        hasFollowed = true;
        if (blocks.size() > REMEMBERED_BLOCKS) {
            blocks.removeFirst();
        }
        byScript.values().forEach(file -> file.followed(block.height()));
    }

    /** The last block that was followed, if any was. */
    public SignUpChange.@Nullable BlockFollowed tip() {
        return blocks.peekLast();
    }

    /** Whether none of the blocks that were remembered is in the chain any more. */
    boolean hasLostTheChain() {
        return hasFollowed && blocks.isEmpty();
    }

    private int height() {
        SignUpChange.BlockFollowed tip = tip();
        return tip == null ? -1 : tip.height();
    }

    /** The index that the next order of that key gets. */
    public int nextIndex(Octets key) {
        return nextIndex.getOrDefault(key, 0);
    }

    /** Whether there is such a voucher, by the SHA-256 of its code, and it has not been used. */
    public boolean isVoucher(Octets code) {
        return vouchers.contains(code);
    }

    public int unusedVouchers() {
        return vouchers.size();
    }

    /** Whether some order has been paid for with that ticket. */
    public boolean isUsed(Octets ticket) {
        return tickets.contains(ticket);
    }

    /** The scripts to which payments may come. */
    public Set<Octets> scripts() {
        return Set.copyOf(byScript.keySet());
    }

    /** The order by which the stranger with that certificate last got an account, or prolonged it. */
    public @Nullable SignUpOrder lastOf(Octets holder) {
        return byHolder.get(holder);
    }

    public @Nullable SignUpOrder ofId(Octets id) {
        OrderFile file = byId.get(id);
        return file == null ? null : file.order();
    }

    /** How far an order is that is known here. */
    public OrderState state(Octets id, long nowSeconds) {
        OrderFile file = known(id);
        OrderState state = file.state(height(), nowSeconds);
        return state == OrderState.READY && !isOwed(file.order().account(), nowSeconds) ? OrderState.ENDED : state;
    }

    /** What has been seen in time of its payment, in satoshi. */
    public long seenSatoshi(Octets id) {
        return known(id).seenSatoshi();
    }

    private OrderFile known(Octets id) {
        OrderFile file = byId.get(id);
        if (file == null) {
            throw new IllegalArgumentException("there is no such order");
        }
        return file;
    }

    /** All orders, the oldest first. */
    public List<SignUpOrder> orders() {
        return byId.values().stream().map(OrderFile::order).toList();
    }

    /** Orders that wait for their payment, or for more of it. */
    public int openOrders(long nowSeconds) {
        return (int) byId.values().stream()
                .map(file -> file.state(height(), nowSeconds))
                .filter(state -> state == OrderState.AWAITED || state == OrderState.SEEN)
                .count();
    }

    /** Until when the account lasts, in seconds since 1970; 0 if it has not been opened, the greatest there is if for ever. */
    public long untilSeconds(String account) {
        Account known = accounts.get(account);
        if (known == null) {
            return 0;
        }
        long until = 0;
        List<OrderFile> honoured = known.orders().stream()
                .filter(OrderFile::isHonoured)
                .sorted(Comparator.comparingLong(OrderFile::openedSeconds))
                .toList();
        for (OrderFile file : honoured) {
            long term = file.order().validSeconds();
            until = term == 0 || until == Long.MAX_VALUE
                    ? Long.MAX_VALUE
                    : Math.max(until, file.openedSeconds()) + term;
        }
        return until;
    }

    private boolean isOwed(String account, long nowSeconds) {
        return untilSeconds(account) > nowSeconds;
    }

    /** What is to be done now, in this order. */
    public List<Due> due(long nowSeconds) {
        List<Due> due = new ArrayList<>();
        int height = height();
        for (OrderFile file : byId.values()) {
            if (file.mayOpen(height)) {
                due.add(new Due.Open(file.order()));
            } else if (file.mustSuspend(height, PATIENCE_BLOCKS)) {
                due.add(new Due.Suspend(file.order()));
            }
        }
        if (due.isEmpty()) {
            for (String account : present) {
                if (!isOwed(account, nowSeconds)) {
                    due.add(new Due.Close(account));
                }
            }
        }
        return due;
    }

    /** Money that is not the operator's. */
    public List<RefundDue> refundsDue(long nowSeconds) {
        List<RefundDue> due = new ArrayList<>();
        for (OrderFile file : byId.values()) {
            RefundDue refund = file.refundDue(height(), nowSeconds);
            if (refund != null) {
                due.add(refund);
            }
        }
        return due;
    }

    /** Forgets orders that came to nothing long ago, or of which there are too many. Their indices stay spent. */
    private void forget(long nowSeconds) {
        List<OrderFile> over =
                byId.values().stream().filter(file -> isOver(file, nowSeconds)).toList();
        int surplus = over.size() - MOURNED;
        for (int i = 0; i < over.size(); i++) {
            OrderFile file = over.get(i);
            long age = nowSeconds - file.order().placedSeconds();
            if (i < surplus || age > MOURNING_SECONDS + file.order().validSeconds()) {
                remove(file);
            } else if (age > KEPT_MESSAGE_SECONDS || i < over.size() - FORGET_EVERY) {
                file.dropMessage();
            }
        }
    }

    private void remove(OrderFile file) {
        SignUpOrder order = file.order();
        byId.remove(order.id());
        Account account = accounts.get(order.account());
        if (account != null && account.orders().remove(file) && account.orders().isEmpty()) {
            accounts.remove(order.account());
        }
        SignUpOrder last = byHolder.get(order.holder());
        if (last != null && last.id().equals(order.id())) {
            byHolder.remove(order.holder());
        }
        if (order.price() != null) {
            byScript.remove(order.price().script());
        }
        if (order.ticket() != null) {
            tickets.remove(order.ticket());
        }
    }

    /** Nothing was ever paid, or what was bought has been used up. */
    private boolean isOver(OrderFile file, long nowSeconds) {
        OrderState state = file.state(height(), nowSeconds);
        return state == OrderState.LAPSED
                || (state == OrderState.READY
                        && !present.contains(file.order().account())
                        && !isOwed(file.order().account(), nowSeconds));
    }

    @Override
    public List<SignUpChange> asChanges() {
        List<SignUpChange> changes = new ArrayList<>();
        nextIndex.forEach((key, next) -> changes.add(new SignUpChange.IndicesSpent(key, next)));
        vouchers.forEach(code -> changes.add(new SignUpChange.VoucherMade(code)));
        for (OrderFile file : byId.values()) {
            changes.add(new SignUpChange.OrderPlaced(file.order()));
            file.payments().forEach(changes::add);
        }
        blocks.forEach(changes::add);
        byId.values().stream()
                .filter(OrderFile::isOpened)
                .sorted(Comparator.comparingLong(OrderFile::openedSeconds))
                .forEach(file -> {
                    changes.add(new SignUpChange.AccountOpened(file.order().id(), file.openedSeconds()));
                    if (file.isSuspended()) {
                        changes.add(new SignUpChange.OrderSuspended(file.order().id()));
                    }
                });
        for (String account : accounts.keySet()) {
            if (!present.contains(account)) {
                changes.add(new SignUpChange.AccountClosed(account));
            }
        }
        return changes;
    }
}
