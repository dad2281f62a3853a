package io.voider.cli.report;

import io.voider.cli.state.State;
import java.util.List;

/**
 * All who were ever invited.
 *
 * @param schema the version of this record
 * @param friends in the order of their numbers; those who were cut off too
 */
public record FriendsReport(int schema, List<FriendReport> friends) {
    private static final int SCHEMA = 1;

    /** About that state. */
    public static FriendsReport of(State state) {
        return new FriendsReport(
                SCHEMA, state.friends().stream().map(FriendReport::of).toList());
    }
}
