package io.voider.nat.turn.server;

import io.voider.nat.stun.StunError;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import io.voider.transport.count.Counters;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All allocations by what names them, bounded altogether, for each account and for each of its users. */
final class Allocations {
    private final StunTurnConfiguration.Quotas quotas;
    private final Counters<StunTurnCounter> counts;
    private final Map<FiveTuple, Allocation> byTuple = new HashMap<>();
    private final Map<InetSocketAddress, Allocation> byRelayed = new HashMap<>();
    private final Map<String, Integer> perUser = new HashMap<>();
    private final Map<String, Integer> perAccount = new HashMap<>();

    Allocations(StunTurnConfiguration.Quotas quotas, Counters<StunTurnCounter> counts) {
        this.quotas = quotas;
        this.counts = counts;
    }

    int size() {
        return byTuple.size();
    }

    @Nullable
    Allocation of(FiveTuple tuple) {
        return byTuple.get(tuple);
    }

    /** Whether this is somebody's relayed address at the moment. */
    boolean isRelayed(InetSocketAddress address) {
        return byRelayed.containsKey(address);
    }

    /** What forbids one more allocation for that user, if anything does. */
    Optional<StunError> reasonAgainstOneMore(Authentication.User user) {
        boolean usersAll = perUser.getOrDefault(user.pseudonym(), 0) >= quotas.allocationsPerUser()
                || perAccount.getOrDefault(user.account(), 0) >= quotas.allocationsPerAccount();
        if (!usersAll && byTuple.size() < quotas.allocations()) {
            return Optional.empty();
        }
        counts.increment(StunTurnCounter.TURN_REFUSED_QUOTA);
        return Optional.of(usersAll ? StunError.ALLOCATION_QUOTA_REACHED : StunError.INSUFFICIENT_CAPACITY);
    }

    void add(Allocation allocation) {
        byTuple.put(allocation.fiveTuple, allocation);
        perUser.merge(allocation.user.pseudonym(), 1, Integer::sum);
        perAccount.merge(allocation.user.account(), 1, Integer::sum);
    }

    /** The allocation has its relayed address. */
    void opened(Allocation allocation, InetSocketAddress relayed) {
        allocation.relayed = relayed;
        byRelayed.put(relayed, allocation);
        counts.increment(StunTurnCounter.TURN_ALLOCATED);
    }

    void remove(Allocation allocation) {
        byTuple.remove(allocation.fiveTuple);
        perUser.computeIfPresent(allocation.user.pseudonym(), (user, count) -> count == 1 ? null : count - 1);
        perAccount.computeIfPresent(allocation.user.account(), (account, count) -> count == 1 ? null : count - 1);
        if (allocation.relayed != null) {
            byRelayed.remove(allocation.relayed);
        }
    }

    /** Those that were not refreshed in time. */
    List<Allocation> overdue(long nowNanos) {
        return byTuple.values().stream()
                .filter(allocation -> allocation.endNanos - nowNanos < 0)
                .toList();
    }
}
