package io.voider.cli.node.line;

import io.voider.cli.exchange.LineId;
import io.voider.cli.report.Events;
import io.voider.cli.report.FriendReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.state.Friend;
import io.voider.cli.state.State;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What is news about lines beyond their states: that an invitation was used, and that a line has been down for an hour. What it is told
 * it does on the books' thread, since it keeps its notes on the disk.
 */
public final class LineNews {
    private static final Set<String> ALIVE = Set.of("finding", "connecting", "up", "failing");

    private final Events events;
    private final FirstSigns signs;
    private final Supplier<State> state;
    private final Executor books;
    private final LongSupplier nanoClock;
    private final Outages outages = new Outages();

    public LineNews(Events events, FirstSigns signs, Supplier<State> state, Executor books, LongSupplier nanoClock) {
        this.events = events;
        this.signs = signs;
        this.state = state;
        this.books = books;
        this.nanoClock = nanoClock;
        events.subscribe(this::on);
    }

    private void on(Events.Event event) {
        if (event.detail() instanceof LineReport line && ALIVE.contains(line.state())) {
            books.execute(() -> alive(line));
        }
    }

    private void alive(LineReport line) {
        if (line.state().equals("up")) {
            outages.up(line.dial());
        }
        state.get().friends().stream()
                .filter(friend -> friend.invited() && isOf(friend, line) && signs.note(friend.number()))
                .findFirst()
                .ifPresent(friend -> events.invitationUsed(FriendReport.of(friend)));
    }

    private static boolean isOf(Friend friend, LineReport line) {
        return LineId.friend(friend.number()).toString().equals(line.dial());
    }

    /** To be told how all lines are every minute or so. A line whose invitation was never used is not missed. */
    public void look(List<LineReport> lines) {
        books.execute(() -> {
            List<LineReport> awaited = lines.stream().filter(this::wasEverThere).toList();
            outages.look(awaited, nanoClock.getAsLong()).forEach(events::lineDownForAnHour);
        });
    }

    private boolean wasEverThere(LineReport line) {
        return state.get().friends().stream()
                .filter(friend -> isOf(friend, line))
                .allMatch(friend -> signs.has(friend.number()));
    }
}
