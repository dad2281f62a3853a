package io.voider.nat.rendezvous.signup;

import io.voider.nat.Clocks;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.account.AccountChange;
import io.voider.nat.rendezvous.account.AccountStore;
import io.voider.nat.rendezvous.signup.SignUpRefusedException.Kind;
import io.voider.nat.rendezvous.signup.openpgp.OperatorKey;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import io.voider.nat.rendezvous.wire.SignUpTerms;
import io.voider.transport.address.Endpoint;
import io.voider.transport.disk.FileTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sign-up in a running rendezvous. One thread has the books, certificates and the disk; another waits for those who have the chain. Whoever
 * asks is answered later, and is refused at once when too many wait.
 */
public final class SignUpService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignUpService.class);
    private static final long TICK_MILLIS = 1_000;
    private static final long COMPACT_HOURS = 6;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final int ROUNDS = 8;

    private final Path directory;
    private final AccountStore accounts;
    private final Clocks clocks;
    private final OrderDesk desk;
    private final SignUpLimits limits;
    private final SignUpBooks books;
    private final FileChannel lock;
    private final Signatory signatory = new Signatory();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ScheduledThreadPoolExecutor bookkeeper = thread("voider-sign-up");
    private final ChainObserver observer;

    private volatile SignUpSettings settings = SignUpSettings.CLOSED;
    /** The last that was said of what did not work, on the bookkeeper's thread. */
    private String said = "";

    private SignUpService(
            Path directory, Supplier<List<Endpoint>> addresses, Octets pin, AccountStore accounts, Clocks clocks)
            throws IOException {
        this.directory = directory;
        this.accounts = accounts;
        this.clocks = clocks;
        this.desk = new OrderDesk(addresses, pin);
        this.limits = new SignUpLimits(clocks.nanos());
        this.lock = locked(directory);
        this.books = SignUpBooks.in(directory);
        this.observer = new ChainObserver(new Chapters(), clocks, thread("voider-chain"));
    }

    /**
     * Starts what is needed for strangers to sign up as soon as the operator lets them.
     *
     * @param addresses of the rendezvous, as they stand in lines
     * @param pin the server's
     * @param accounts followed already, and not closed before this is
     * @throws UncheckedIOException if the books cannot be read, or another program has them
     */
    public static SignUpService start(
            Path directory, Supplier<List<Endpoint>> addresses, Octets pin, AccountStore accounts, Clocks clocks) {
        try {
            SignUpService service = new SignUpService(directory, addresses, pin, accounts, clocks);
            service.bookkeeper.scheduleWithFixedDelay(service::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
            service.bookkeeper.scheduleWithFixedDelay(service::compact, COMPACT_HOURS, COMPACT_HOURS, TimeUnit.HOURS);
            service.observer.start();
            return service;
        } catch (IOException unusable) {
            throw new UncheckedIOException(
                    "cannot keep sign-ups in " + directory + ": " + FileTrouble.words(unusable), unusable);
        }
    }

    /** Two servers with the same books would give the same address to two strangers. */
    private static FileChannel locked(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve("sign-up.server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException here) {
            // In this very program: the same as in another.
        }
        channel.close();
        throw new IOException("another rendezvous runs on that directory");
    }

    private static ScheduledThreadPoolExecutor thread(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** On what terms strangers are let in at the moment. */
    public SignUpTerms terms() {
        SignUpSettings now = settings;
        SignUpSettings.Payment payment = now.payment();
        OperatorKey signer = signatory.key();
        return new SignUpTerms(
                now.open(),
                payment == null ? null : BitcoinAmount.text(payment.satoshi()),
                payment == null ? 0 : payment.satoshi(),
                payment == null ? 0 : payment.withinSeconds(),
                payment == null ? 0 : payment.confirmations(),
                now.vouchers(),
                now.workBits(),
                clocks.unixSeconds() / SECONDS_PER_HOUR,
                now.validSeconds(),
                signer == null ? null : signer.fingerprint(),
                signatory.isTroubled()
                        ? "account lines cannot be signed at the moment"
                        : payment != null && observer.trouble() != null
                                ? "payments cannot be seen at the moment"
                                : null);
    }

    /** The operator's certificate, armoured, by which lines are checked; null if they are not signed. */
    public @Nullable String operatorCertificate() {
        OperatorKey signer = signatory.key();
        return signer == null ? null : signer.certificate();
    }

    /** Places an order; it stands when this completes. Fails with a {@link SignUpRefusedException}. */
    public CompletionStage<OrderAnswer> place(OrderForm form, InetAddress from) {
        return ask(() -> {
            if (!limits.mayTry(from, clocks.nanos())) {
                throw new SignUpRefusedException(
                        Kind.TOO_MANY, "too much came from your address: try again in an hour");
            }
            long now = clocks.unixSeconds();
            books.refresh();
            OrderDesk.Drafted drafted = desk.draft(form, settings, signatory.required(), books.book(), now);
            if (drafted.order().price() != null && observer.trouble() != null) {
                throw new SignUpRefusedException(
                        Kind.OUT_OF_ORDER,
                        "payments cannot be seen at the moment, so none is asked for: try again later");
            }
            if (!limits.mayOrder(from, drafted.order().price() == null, clocks.nanos())) {
                throw new SignUpRefusedException(
                        Kind.TOO_MANY,
                        "too many orders were placed, from your address or altogether: try again in an hour");
            }
            books.write(List.of(new SignUpChange.OrderPlaced(drafted.order())));
            doWhatIsDue();
            return answer(drafted.id(), drafted.order());
        });
    }

    /** How far an order is. Fails with a {@link SignUpRefusedException}. */
    public CompletionStage<OrderAnswer> look(String id) {
        return ask(() -> {
            SignUpOrder order = null;
            try {
                order = books.book().ofId(Octets.parse(id).sha256());
            } catch (IllegalArgumentException noId) {
                // Answered as any other that does not exist.
            }
            if (order == null) {
                throw new SignUpRefusedException(
                        Kind.NOT_THERE, "there is no such order, or it was forgotten long ago");
            }
            return answer(id, order);
        });
    }

    private OrderAnswer answer(String id, SignUpOrder order) {
        OrderBook book = books.book();
        return OrderWords.of(id, order, book.state(order.id(), clocks.unixSeconds()), book.seenSatoshi(order.id()));
    }

    private <T> CompletionStage<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (waiting.incrementAndGet() > SignUpLimits.WAITING) {
            waiting.decrementAndGet();
            answer.completeExceptionally(new SignUpRefusedException(
                    Kind.OUT_OF_ORDER, "too many want to sign up at once: try again in a minute"));
            return answer;
        }
        try {
            bookkeeper.execute(() -> {
                waiting.decrementAndGet();
                try {
                    answer.complete(question.call());
                } catch (SignUpRefusedException refused) {
                    answer.completeExceptionally(refused);
                } catch (Exception failed) {
                    say("cannot serve a sign-up: " + FileTrouble.words(failed));
                    answer.completeExceptionally(new SignUpRefusedException(
                            Kind.OUT_OF_ORDER, "that does not work at the moment: try again later", failed));
                }
            });
        } catch (RejectedExecutionException closing) {
            answer.completeExceptionally(
                    new SignUpRefusedException(Kind.OUT_OF_ORDER, "the rendezvous is being stopped", closing));
        }
        return answer;
    }

    private void tick() {
        try {
            SignUpSettings now = SignUpSettings.in(directory);
            signatory.follow(now, Instant.ofEpochSecond(clocks.unixSeconds()));
            if (!now.equals(settings)) {
                // Before the settings: who sees the door open must not see payments as if the chain were followed.
                SignUpSettings.Payment payment = now.payment();
                // Also while the door is closed: orders that stand are served.
                observer.watch(payment == null ? null : new PaymentWatch(payment.chain()));
                settings = now;
                LOG.info("sign-up is {}", now.open() ? "open" : "closed");
            }
            books.refresh();
            doWhatIsDue();
            said = "";
        } catch (IOException | RuntimeException failed) {
            say("cannot do what is due for sign-ups: " + FileTrouble.words(failed));
        }
    }

    /** What goes wrong each second is said once. */
    private void say(String words) {
        if (!words.equals(said)) {
            LOG.error("{}", words);
        }
        said = words;
    }

    private void compact() {
        try {
            books.compact();
        } catch (IOException | RuntimeException failed) {
            LOG.warn("cannot write the journal of sign-ups anew: {}", FileTrouble.words(failed));
        }
    }

    /**
     * An account is written first and noted then, and taken away in the same order: after a crash between the two it is done
     * again, which changes nothing.
     */
    private void doWhatIsDue() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            List<OrderBook.Due> due = books.book().due(clocks.unixSeconds());
            if (due.isEmpty()) {
                return;
            }
            for (OrderBook.Due one : due) {
                books.write(List.of(done(one)));
            }
        }
    }

    private SignUpChange done(OrderBook.Due due) {
        if (due instanceof OrderBook.Due.Open open) {
            SignUpOrder order = open.order();
            write(new AccountChange.AccountAdded(order.account(), order.owner()));
            return new SignUpChange.AccountOpened(order.id(), clocks.unixSeconds());
        }
        if (due instanceof OrderBook.Due.Suspend suspend) {
            return new SignUpChange.OrderSuspended(suspend.order().id());
        }
        String account = ((OrderBook.Due.Close) due).account();
        write(new AccountChange.AccountRemoved(account));
        return new SignUpChange.AccountClosed(account);
    }

    /** What the observer does on the bookkeeper's thread. */
    private final class Chapters implements ChainObserver.Bookkeeper {
        @Override
        public <T> Future<T> submit(Callable<T> work) {
            return bookkeeper.submit(work);
        }

        @Override
        public OrderBook book() {
            return books.book();
        }

        @Override
        public void write(List<SignUpChange> changes) throws IOException {
            books.write(changes);
            doWhatIsDue();
        }
    }

    private void write(AccountChange change) {
        accounts.write(List.of(change)).toCompletableFuture().join();
    }

    /** Ends both threads; what was written stays. */
    @Override
    public void close() {
        observer.close();
        bookkeeper.shutdown();
        try {
            bookkeeper.awaitTermination(10, TimeUnit.SECONDS);
            lock.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException unimportant) {
            // The lock goes with the program.
        }
        books.close();
    }
}
