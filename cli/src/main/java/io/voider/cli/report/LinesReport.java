package io.voider.cli.report;

import io.voider.cli.state.Friend;
import io.voider.cli.state.State;
import java.util.List;
import java.util.stream.Stream;

/**
 * The phone book.
 *
 * @param schema the version of this record
 * @param lines one for each friend and each exchange
 */
public record LinesReport(int schema, List<LineReport> lines) {
    /** The version that this program writes. */
    public static final int SCHEMA = 1;

    /** The phone book of a node that does not run. */
    public static LinesReport ofTheBooks(State state) {
        Stream<LineReport> friends = state.friends().stream()
                .filter(Friend::invited)
                .map(friend -> LineReport.notRunning(
                        FriendReport.of(friend).dial(),
                        state.shortNumbers().of(1, friend.number()),
                        friend.name(),
                        "friend",
                        friend.invitedAt()));
        Stream<LineReport> exchanges = state.exchanges().stream()
                .map(exchange -> LineReport.notRunning(
                        ExchangeReport.of(exchange).dial(),
                        state.shortNumbers().of(exchange.index(), 1),
                        exchange.name(),
                        "exchange",
                        exchange.joinedAt()));
        return new LinesReport(SCHEMA, Stream.concat(friends, exchanges).toList());
    }
}
