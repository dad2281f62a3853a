package io.voider.nat.rendezvous.signup;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.signup.OrderBook.Due;
import io.voider.nat.rendezvous.signup.SignUpOrder.Price;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power goes at every byte of a journal in which everything has happened that can happen to orders. */
class SignUpCutTest {
    private static final long PLACED = 1_000_000;
    private static final long DEADLINE = PLACED + 10_800;
    private static final long PRICE = 120_000;
    private static final Octets KEY = hash("key");

    @TempDir
    private Path directory;

    /** The changes in their order, as the service writes them: each list at once. */
    private final List<List<SignUpChange>> written = new ArrayList<>();

    /** The accounts that were there before each of the lists, and after the last. */
    private final List<Set<String>> accounts = new ArrayList<>();

    private Path whole;

    private static Octets hash(String what) {
        return Octets.of(what.getBytes(StandardCharsets.UTF_8)).sha256();
    }

    private static SignUpOrder order(int number, boolean isPriced) {
        return new SignUpOrder(
                hash("id" + number),
                hash("holder" + number),
                "s-" + number,
                hash("owner" + number),
                PLACED,
                0,
                isPriced ? null : hash("voucher"),
                isPriced
                        ? new Price(KEY, number, "bcrt1q" + number, hash("script" + number), PRICE, 2, DEADLINE)
                        : null,
                "message");
    }

    private static SignUpChange paid(int number, String transaction, long satoshi, boolean inTime, int height) {
        return new SignUpChange.PaymentNoted(hash("script" + number), hash(transaction), 0, satoshi, inTime, height);
    }

    private static SignUpChange block(int height) {
        return new SignUpChange.BlockFollowed(height, hash("block" + height));
    }

    /** Paid, unpaid, too little, twice, in two, by voucher; gone from the chain, taken away, and back. */
    @BeforeEach
    void writeAHistory() throws IOException {
        whole = directory.resolve("whole");
        try (SignUpBooks books = SignUpBooks.in(whole)) {
            write(books, block(100));
            write(books, new SignUpChange.VoucherMade(hash("voucher")));
            for (int number = 0; number < 5; number++) {
                write(books, new SignUpChange.OrderPlaced(order(number, true)));
            }
            write(books, new SignUpChange.OrderPlaced(order(9, false)));
            write(books, paid(0, "a", PRICE, true, -1));
            write(books, paid(0, "a", PRICE, true, 101), paid(1, "b", PRICE - 1, true, 101), block(101));
            write(books, paid(2, "c", PRICE, true, 102), paid(3, "e", PRICE / 2, true, 102), block(102));
            write(books, paid(2, "d", PRICE, true, 103), paid(3, "f", PRICE / 2, true, 103), block(103));
            write(books, paid(4, "late", PRICE, false, 104), block(104));
            for (int height = 104; height > 100; height--) {
                write(books, new SignUpChange.BlockUndone(height));
            }
            for (int height = 101; height < 109; height++) {
                write(books, block(height));
            }
            write(books, paid(0, "a", PRICE, true, 109), paid(2, "c", PRICE, true, 109), block(109));
            write(books, block(110));
        }
    }

    private void write(SignUpBooks books, SignUpChange... changes) throws IOException {
        append(books, List.of(changes));
        serve(books, DEADLINE);
    }

    private void append(SignUpBooks books, List<SignUpChange> changes) throws IOException {
        accounts.add(accounts.isEmpty() ? Set.of() : after(accounts.get(accounts.size() - 1)));
        books.write(changes);
        written.add(changes);
    }

    /** The accounts after the change that was written last: those before, with what that change had told. */
    private Set<String> after(Set<String> before) {
        Set<String> now = new HashSet<>(before);
        for (SignUpChange change : written.get(written.size() - 1)) {
            if (change instanceof SignUpChange.AccountOpened opened) {
                now.add(nameOf(opened.id()));
            } else if (change instanceof SignUpChange.AccountClosed closed) {
                now.remove(closed.account());
            }
        }
        return now;
    }

    private static String nameOf(Octets id) {
        for (int number = 0; number < 10; number++) {
            if (hash("id" + number).equals(id)) {
                return "s-" + number;
            }
        }
        throw new IllegalStateException("no such order");
    }

    private void serve(SignUpBooks books, long now) throws IOException {
        for (List<Due> due = books.book().due(now);
                !due.isEmpty();
                due = books.book().due(now)) {
            for (Due one : due) {
                append(books, List.of(told(one, now)));
            }
        }
    }

    private static SignUpChange told(Due due, long now) {
        if (due instanceof Due.Open open) {
            return new SignUpChange.AccountOpened(open.order().id(), now);
        }
        return due instanceof Due.Suspend suspend
                ? new SignUpChange.OrderSuspended(suspend.order().id())
                : new SignUpChange.AccountClosed(((Due.Close) due).account());
    }

    private static OrderBook bookOf(List<SignUpChange> changes) {
        OrderBook book = new OrderBook();
        changes.forEach(book::apply);
        return book;
    }

    private static void assertSame(OrderBook cut, OrderBook expected) {
        assertThat(cut.orders()).isEqualTo(expected.orders());
        assertThat(cut.due(DEADLINE)).isEqualTo(expected.due(DEADLINE));
        assertThat(cut.refundsDue(DEADLINE + 1)).isEqualTo(expected.refundsDue(DEADLINE + 1));
        assertThat(cut.tip()).isEqualTo(expected.tip());
        assertThat(cut.nextIndex(KEY)).isEqualTo(expected.nextIndex(KEY));
        assertThat(cut.isVoucher(hash("voucher"))).isEqualTo(expected.isVoucher(hash("voucher")));
    }

    @Test
    void afterACutAtAnyByteTheBookIsThatOfTheWholeLinesAndCanBeWrittenOn() throws IOException {
        byte[] bytes = Files.readAllBytes(whole.resolve("sign-up.journal"));
        List<SignUpChange> flat = written.stream().flatMap(List::stream).toList();
        Path cutDirectory = directory.resolve("cut");
        SignUpBooks.in(cutDirectory).close();
        Path cutFile = cutDirectory.resolve("sign-up.journal");
        int lines = 0;
        OrderBook expected = new OrderBook();
        for (int length = 0; length <= bytes.length; length++) {
            boolean endsALine = length > 0 && bytes[length - 1] == '\n';
            if (endsALine) {
                expected.apply(flat.get(lines++));
            }
            Files.write(cutFile, Arrays.copyOf(bytes, length));
            try (SignUpBooks cut = SignUpBooks.in(cutDirectory)) {
                assertSame(cut.book(), expected);
                if (endsALine || length % 41 == 0) {
                    cut.write(List.of(new SignUpChange.VoucherMade(hash("after"))));
                }
            }
            if (endsALine || length % 41 == 0) {
                try (SignUpBooks again = SignUpBooks.in(cutDirectory)) {
                    assertThat(again.book().isVoucher(hash("after"))).isTrue();
                    assertThat(again.book().orders()).isEqualTo(expected.orders());
                }
            }
        }
        assertThat(lines).as("every change was met").isEqualTo(flat.size()).isGreaterThan(30);
    }

    /**
     * Between any two records: what is due then is done again, an account that was already written is written once more, and the
     * accounts are those of an operator whose power never went.
     */
    @Test
    void afterACutBetweenAnyTwoRecordsTheAccountsAreThoseThatWerePaidFor() {
        List<SignUpChange> flat = written.stream().flatMap(List::stream).toList();
        for (int first = 0; first <= flat.size(); first++) {
            for (boolean wasWritten : new boolean[] {false, true}) {
                OrderBook book = bookOf(flat.subList(0, first));
                Set<String> there = accountsAt(first);
                List<Due> due = book.due(DEADLINE);
                if (wasWritten && !due.isEmpty()) {
                    perform(due.get(0), there);
                }
                for (List<Due> again = due; !again.isEmpty(); again = book.due(DEADLINE)) {
                    for (Due one : again) {
                        perform(one, there);
                        book.apply(told(one, DEADLINE));
                    }
                }
                assertThat(there).as("after %d records", first).isEqualTo(owed(book));
            }
        }
    }

    private Set<String> accountsAt(int records) {
        int seen = 0;
        for (int i = 0; i < written.size(); i++) {
            if (seen + written.get(i).size() > records) {
                return new HashSet<>(accounts.get(i));
            }
            seen += written.get(i).size();
        }
        return after(accounts.get(accounts.size() - 1));
    }

    private static void perform(Due due, Set<String> there) {
        if (due instanceof Due.Open open) {
            there.add(open.order().account());
        } else if (due instanceof Due.Close close) {
            there.remove(close.account());
        }
    }

    /** Whose orders are honoured, said by their states alone. */
    private static Set<String> owed(OrderBook book) {
        Set<String> owed = new HashSet<>();
        for (SignUpOrder order : book.orders()) {
            OrderState state = book.state(order.id(), DEADLINE);
            if (state == OrderState.READY || state == OrderState.UNCONFIRMED) {
                owed.add(order.account());
            }
        }
        return owed;
    }
}
