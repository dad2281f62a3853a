package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** An {@link OrderBook} with its journal: the operator's view beside a running server, and the server's own. Blocks on the disk. */
public final class SignUpBooks implements AutoCloseable {
    private static final Journal.Subject<SignUpChange> SIGN_UPS =
            new Journal.Subject<>("sign-up", ExactJson.of(SignUpChange.class), OrderBook::new);
    private static final int CODE_LENGTH = 16;

    private final Journal<SignUpChange> journal;
    private final OrderBook book = new OrderBook();

    private SignUpBooks(Journal<SignUpChange> journal) {
        this.journal = journal;
    }

    /** Those in a rendezvous' state directory, which is made if it is not there. */
    public static SignUpBooks in(Path directory) throws IOException {
        SignUpBooks books = new SignUpBooks(Journal.in(directory, SIGN_UPS));
        books.journal.readAll(books.book::apply);
        return books;
    }

    public OrderBook book() {
        return book;
    }

    /** Writes changes, durable on return. */
    void write(List<SignUpChange> changes) throws IOException {
        journal.append(changes, book::apply);
    }

    /** Takes in what others have written. */
    void refresh() throws IOException {
        journal.readNew(book::apply);
    }

    void compact() throws IOException {
        journal.compact();
    }

    /** Makes so many vouchers, durable on return. Their codes cannot be shown again. */
    public List<String> makeVouchers(int count) throws IOException {
        SecureRandom random = new SecureRandom();
        List<String> codes = new ArrayList<>();
        List<SignUpChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Octets code = Octets.random(random, CODE_LENGTH);
            codes.add(code.text());
            changes.add(new SignUpChange.VoucherMade(code.sha256()));
        }
        write(changes);
        return codes;
    }

    @Override
    public void close() {
        journal.close();
    }
}
