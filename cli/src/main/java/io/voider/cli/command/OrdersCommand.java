package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.nat.rendezvous.signup.BitcoinAmount;
import io.voider.nat.rendezvous.signup.OrderBook;
import io.voider.nat.rendezvous.signup.RefundDue;
import io.voider.nat.rendezvous.signup.SignUpBooks;
import io.voider.nat.rendezvous.signup.SignUpChange;
import io.voider.nat.rendezvous.signup.SignUpOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** What strangers have ordered. */
@Command(
        name = "orders",
        description = "List what strangers have ordered, and how far each order is.",
        footer = {"", "Examples:", "  voider rendezvous orders", "  voider rendezvous orders refund-due --json"},
        mixinStandardHelpOptions = true)
final class OrdersCommand implements Callable<Integer> {
    private static final int WIDTH = 110;

    @ParentCommand
    private RendezvousCommand parent;

    @Mixin
    private RendezvousCommand.StateOption state = new RendezvousCommand.StateOption();

    /** One order; what is not to be paid has no address and no index. */
    private record Line(
            String placed,
            String state,
            String account,
            @Nullable String until,
            @Nullable String address,
            int index,
            long satoshi,
            long seenSatoshi) {}

    /**
     * All orders.
     *
     * @param height of the last block that was followed, or −1
     * @param gap the longest run of indices that were never paid: what a wallet must be set to look across
     */
    private record Lines(int height, int gap, int unusedVouchers, List<Line> orders) {}

    private record Refunds(List<RefundDue> refunds) {}

    @Override
    public Integer call() throws IOException {
        Path directory = state.directory();
        try (SignUpBooks books = SignUpBooks.in(directory)) {
            OrderBook book = books.book();
            long now = Instant.now().getEpochSecond();
            List<Line> lines = new ArrayList<>();
            for (SignUpOrder order : book.orders()) {
                lines.add(line(book, order, now));
            }
            SignUpChange.BlockFollowed tip = book.tip();
            parent.console()
                    .print(
                            new Lines(tip == null ? -1 : tip.height(), gap(lines), book.unusedVouchers(), lines),
                            OrdersCommand::drawn);
        }
        return Exit.OK.code();
    }

    private static Line line(OrderBook book, SignUpOrder order, long now) {
        SignUpOrder.Price price = order.price();
        long until = book.untilSeconds(order.account());
        return new Line(
                Instant.ofEpochSecond(order.placedSeconds()).toString(),
                book.state(order.id(), now).name().toLowerCase(Locale.ROOT),
                order.account(),
                until == 0 || until == Long.MAX_VALUE
                        ? null
                        : Instant.ofEpochSecond(until).toString(),
                price == null ? null : price.address(),
                price == null ? -1 : price.index(),
                price == null ? 0 : price.satoshi(),
                book.seenSatoshi(order.id()));
    }

    private static int gap(List<Line> lines) {
        int longest = 0;
        int run = 0;
        for (Line line : lines) {
            run = line.index < 0 ? run : line.seenSatoshi > 0 ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static String drawn(Lines all) {
        if (all.orders.isEmpty()) {
            return "There are no orders. Unused vouchers: " + all.unusedVouchers + ".";
        }
        Table table = new Table(WIDTH, "placed", "state", "account", "until", "index", "BTC", "seen", "address");
        for (Line line : all.orders) {
            table.row(
                    line.placed,
                    line.state,
                    line.account,
                    line.until == null ? "" : line.until,
                    line.index < 0 ? "" : line.index,
                    line.satoshi == 0 ? "" : BitcoinAmount.text(line.satoshi),
                    line.satoshi == 0 ? "" : BitcoinAmount.text(line.seenSatoshi),
                    line.address == null ? "" : line.address);
        }
        String chain = all.height < 0
                ? "No block has been followed yet."
                : "Followed up to block " + all.height + ". A wallet must look across " + all.gap
                        + " addresses that were never paid (its gap limit).";
        return table + chain + " Unused vouchers: " + all.unusedVouchers + ".";
    }

    @Command(
            name = "refund-due",
            description =
                    "List money that is not yours: paid too much, too little, or too late. Nothing is sent by itself.",
            footer = {"", "Example:", "  voider rendezvous orders refund-due"},
            mixinStandardHelpOptions = true)
    Integer refundDue(@Mixin RendezvousCommand.StateOption where) throws IOException {
        try (SignUpBooks books = SignUpBooks.in(where.directory())) {
            Refunds refunds = new Refunds(books.book().refundsDue(Instant.now().getEpochSecond()));
            parent.console().print(refunds, OrdersCommand::drawn);
        }
        return Exit.OK.code();
    }

    private static String drawn(Refunds all) {
        if (all.refunds.isEmpty()) {
            return "Nothing is due to anybody.";
        }
        Table table = new Table(WIDTH, "why", "BTC", "index", "paid to");
        for (RefundDue due : all.refunds) {
            table.row(
                    due.why().name().toLowerCase(Locale.ROOT),
                    BitcoinAmount.text(due.satoshi()),
                    due.index(),
                    due.address());
        }
        return table + "Whoever paid must tell you where to send it: an address that paid may not be theirs.";
    }
}
