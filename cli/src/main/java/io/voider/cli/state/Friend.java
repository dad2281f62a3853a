package io.voider.cli.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A friend whom this exchange invited.
 *
 * @param number the subscriber number s, 2…254; never given to another friend
 * @param name what the owner calls the friend
 * @param invitedAt when the invitation was made
 * @param revokedAt when the friend was cut off, or null
 * @param mayCallSubscribers whether the friend may call other friends through this exchange
 * @param reader what is registered for the friend at the rendezvous, or null without one
 * @param access the access credential that the friend gave back, by which the friend can be seen at a rendezvous of their own,
 *     or null
 * @param wanPort the UDP port of this line's socket
 */
public record Friend(
        int number,
        String name,
        Instant invitedAt,
        @Nullable Instant revokedAt,
        boolean mayCallSubscribers,
        @Nullable String reader,
        @Nullable String access,
        int wanPort) {
    /** @throws StateException if the number or the name cannot be a friend's */
    public Friend {
        StateException.require(number >= 2 && number <= 254, "a friend's number is 2…254, not " + number);
        StateException.requireName(name);
        WanPort.require(wanPort);
    }

    /** Whether the friend is still invited. */
    public boolean invited() {
        return revokedAt == null;
    }

    Friend allowed(boolean subscriberCalls) {
        return new Friend(number, name, invitedAt, revokedAt, subscriberCalls, reader, access, wanPort);
    }

    Friend seenBy(String credential) {
        return new Friend(number, name, invitedAt, revokedAt, mayCallSubscribers, reader, credential, wanPort);
    }

    Friend revoked(Instant now) {
        return new Friend(number, name, invitedAt, now, false, reader, null, wanPort);
    }
}
