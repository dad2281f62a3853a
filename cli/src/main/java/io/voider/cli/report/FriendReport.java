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
 * @param warning where what was taken from the friend leads, a sentence; empty if nothing is known against it
 */
public record FriendReport(
        String name, int number, String dial, boolean invited, boolean mayCallSubscribers, String warning) {
    /** About that friend. */
    public static FriendReport of(Friend friend) {
        return of(friend, "");
    }

    /** About that friend, of whom something is to be said. */
    public static FriendReport of(Friend friend, String warning) {
        return new FriendReport(
                friend.name(),
                friend.number(),
                "10.1." + friend.number() + ".1",
                friend.invited(),
                friend.mayCallSubscribers(),
                warning);
    }
}
