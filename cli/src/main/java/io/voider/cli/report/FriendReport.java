package io.voider.cli.report;

import io.voider.cli.state.Friend;

/**
 * A friend of this exchange.
 *
 * @param name who
 * @param number the friend's number s
 * @param dial what to dial for the friend's first phone
 * @param invited whether the friend is still invited
 * @param mayCallSubscribers whether the friend may call other friends through this exchange
 */
public record FriendReport(String name, int number, String dial, boolean invited, boolean mayCallSubscribers) {
    /** About that friend. */
    public static FriendReport of(Friend friend) {
        return new FriendReport(
                friend.name(),
                friend.number(),
                "10.1." + friend.number() + ".1",
                friend.invited(),
                friend.mayCallSubscribers());
    }
}
