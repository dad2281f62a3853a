package io.voider.cli.node.phone;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for what phones are told: higher for each phone whenever it is told something else, over restarts of the node too, after which each
 * phone's is a new one. They are the seconds since 1970 at which it was first told so.
 */
final class Editions {
    private record Edition(long number, List<@Nullable Object> told) {}

    private final Clock clock;
    private final Map<Integer, Edition> editions = new HashMap<>();

    Editions(Clock clock) {
        this.clock = clock;
    }

    /** The number of what a phone is told now. */
    synchronized long of(int phone, List<@Nullable Object> told) {
        Edition before = editions.get(phone);
        if (before != null && before.told.equals(told)) {
            return before.number;
        }
        long now = clock.instant().getEpochSecond();
        long number = before == null ? now : Math.max(now, before.number + 1);
        editions.put(phone, new Edition(number, told));
        return number;
    }
}
