package io.voider.cli.exchange;

import io.voider.nat.limit.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each friend has spent of the {@link SignallingBudget}. Belongs to one thread; time comes in. */
final class Spending {
    /** Whether a message is within its sender's budget. */
    enum Ruling {
        /** It is. */
        WITHIN,
        /** It is not, for the first time since the sender last had rest: tell it so. */
        OVER,
        /** It is not, and the sender knows. */
        OVER_AGAIN
    }

    private static final class Account {
        final TokenBucket messages;
        final TokenBucket bytes;
        final TokenBucket calls;
        boolean told;

        Account(SignallingBudget budget, long nowNanos) {
            messages = new TokenBucket(budget.messages(), nowNanos);
            bytes = new TokenBucket(budget.bytes(), nowNanos);
            calls = new TokenBucket(budget.calls(), nowNanos);
        }

        boolean isRested(long nowNanos) {
            return messages.isFull(nowNanos) && bytes.isFull(nowNanos) && calls.isFull(nowNanos);
        }
    }

    private final SignallingBudget budget;
    private final Map<Integer, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);

    Spending(SignallingBudget budget) {
        this.budget = budget;
    }

    /** A message of {@code bytes} bytes comes from a home, by the first three octets of its address and its network. */
    Ruling message(int sender, int bytes, long nowNanos) {
        Account account = account(sender, nowNanos);
        boolean within = account.messages.take(1, nowNanos) && account.bytes.take(bytes, nowNanos);
        return within ? Ruling.WITHIN : over(account);
    }

    /** That message begins a call. */
    Ruling call(int sender, long nowNanos) {
        Account account = account(sender, nowNanos);
        return account.calls.take(1, nowNanos) ? Ruling.WITHIN : over(account);
    }

    private static Ruling over(Account account) {
        Ruling ruling = account.told ? Ruling.OVER_AGAIN : Ruling.OVER;
        account.told = true;
        return ruling;
    }

    private Account account(int sender, long nowNanos) {
        Account account = accounts.computeIfAbsent(sender, key -> new Account(budget, nowNanos));
        if (account.told && account.isRested(nowNanos)) {
            account.told = false;
        }
        if (accounts.size() > budget.senders()) {
            accounts.remove(accounts.keySet().iterator().next());
        }
        return account;
    }

    /** Of how many senders it knows. */
    int senders() {
        return accounts.size();
    }
}
