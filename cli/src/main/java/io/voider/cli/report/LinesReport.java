package io.voider.cli.report;

import io.voider.cli.state.Friend;
import io.voider.cli.state.ShortNumber;
import io.voider.cli.state.State;
import io.voider.transport.identity.PartyName;
import java.util.List;
import java.util.Optional;
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

    /** The line that somebody means by its name, its short number or its whole one, with dots or with stars. */
    public Optional<LineReport> called(String what) {
        return lines.stream()
                .filter(line ->
                        PartyName.same(line.name(), what) || ShortNumber.isMeant(what, line.dial(), line.shortNumber()))
                .findFirst();
    }

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
