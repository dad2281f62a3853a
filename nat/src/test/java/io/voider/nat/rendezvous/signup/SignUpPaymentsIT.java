package io.voider.nat.rendezvous.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.Ticker;
import io.voider.nat.Clocks;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.account.AccountTable;
import io.voider.nat.rendezvous.account.JournalStore;
import io.voider.nat.rendezvous.signup.bitcoin.AddressKind;
import io.voider.nat.rendezvous.signup.bitcoin.BitcoinNetwork;
import io.voider.nat.rendezvous.signup.bitcoin.ChainException;
import io.voider.nat.rendezvous.signup.bitcoin.ElectrumListener;
import io.voider.nat.rendezvous.signup.bitcoin.FullNode;
import io.voider.nat.rendezvous.signup.bitcoin.RegtestChain;
import io.voider.nat.rendezvous.signup.openpgp.GpgHome;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import io.voider.transport.address.Endpoint;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gpg makes keys, bcoin a chain, and strangers pay in all the ways there are. */
class SignUpPaymentsIT {
    /** BIP 84's example as a key for test networks. */
    private static final String TPUB =
            "tpubDCxX2sYFS5bDkSe5GKKYHjBW7tgyN1R3UchpLJvdbf54ohxeGRtd8MbDUe1cguVHe4vnK68DsuD5MXjxi9EX"
                    + "x16rb9EnNsaF5KT99CinaJz";

    private static final Octets PIN = Octets.of(new byte[32]);
    private static final long PRICE = 120_000;
    private static final long WITHIN = 10_800;
    private static final Patience PATIENCE = new Patience(60);

    @TempDir
    private Path directory;

    /** Two days behind the chain: whatever a block says of its time, only sight makes a payment timely. */
    private final AtomicLong now = new AtomicLong(Instant.now().getEpochSecond() - 2L * 86_400);

    private RegtestChain chain;
    private GpgHome gpg;
    private byte[] certificate;
    private JournalStore store;
    private SignUpService service;
    private final AccountTable accounts = new AccountTable();
    private final Set<String> addresses = new HashSet<>();

    @BeforeEach
    void setUp() throws Exception {
        chain = new RegtestChain(directory);
        gpg = new GpgHome(directory);
        certificate = gpg.certificate("stranger@x.invalid", "ed25519", "sign", "1y", "cv25519");
        Files.createDirectory(rendezvous());
        offer(chain.url(), chain.password().toString());
        start();
    }

    /** Payments are seen by that node, or by that Electrum server. */
    private void offer(String node, @Nullable String password) throws Exception {
        new SignUpSettings(
                        true,
                        new SignUpSettings.Payment(
                                TPUB, AddressKind.P2WPKH, BitcoinNetwork.REGTEST, PRICE, WITHIN, 2, node, password),
                        false,
                        0,
                        0,
                        null)
                .save(rendezvous());
    }

    private Path rendezvous() {
        return directory.resolve("rendezvous");
    }

    private void start() {
        store = JournalStore.in(rendezvous());
        store.follow(change -> {
                    synchronized (accounts) {
                        accounts.apply(change);
                    }
                })
                .toCompletableFuture()
                .join();
        service = SignUpService.start(
                rendezvous(),
                () -> List.of(new Endpoint("203.0.113.7", 7443)),
                PIN,
                store,
                new Clocks(Ticker.systemTicker(), () -> Instant.ofEpochSecond(now.get())));
    }

    private void stop() {
        service.close();
        store.close();
    }

    @AfterEach
    void tearDown() throws Exception {
        stop();
        gpg.close();
        chain.close();
    }

    private OrderAnswer order() throws InterruptedException {
        OrderForm form = new OrderForm(new String(certificate, StandardCharsets.US_ASCII), null, null, null);
        long end = PATIENCE.endNanos();
        while (!service.terms().open() || service.terms().trouble() != null) {
            assertThat(System.nanoTime()).as("payments can be seen").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        OrderAnswer answer = service.place(form, InetAddress.getLoopbackAddress())
                .toCompletableFuture()
                .join();
        assertThat(addresses.add(answer.address())).as("a fresh address").isTrue();
        return answer;
    }

    private OrderAnswer await(OrderAnswer order, String state) throws InterruptedException {
        long end = PATIENCE.endNanos();
        while (true) {
            OrderAnswer answer = look(order);
            if (answer.state().equals(state)) {
                return answer;
            }
            assertThat(System.nanoTime()).as(state + " after " + answer.state()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private OrderAnswer await(OrderAnswer order, long seenSatoshi) throws Exception {
        PATIENCE.await("seen " + seenSatoshi, () -> look(order).seenSatoshi() == seenSatoshi);
        return look(order);
    }

    private OrderAnswer look(OrderAnswer order) {
        return service.look(order.id()).toCompletableFuture().join();
    }

    private static Octets script(OrderAnswer order, SignUpBooks books) {
        return books.book().orders().stream()
                .map(SignUpOrder::price)
                .filter(price -> price != null && price.address().equals(order.address()))
                .findFirst()
                .orElseThrow()
                .script();
    }

    private void pay(OrderAnswer order, long satoshi) throws Exception {
        try (SignUpBooks books = SignUpBooks.in(rendezvous())) {
            chain.pay(script(order, books), satoshi);
        }
    }

    private List<RefundDue> refunds() throws Exception {
        try (SignUpBooks books = SignUpBooks.in(rendezvous())) {
            return books.book().refundsDue(now.get());
        }
    }

    private OwnerAccount decrypted(OrderAnswer ready) throws Exception {
        return OwnerAccount.parse(gpg.decrypt(String.valueOf(ready.message())));
    }

    private boolean isThere(OwnerAccount account) {
        synchronized (accounts) {
            return accounts.ofOwner(account.secret().sha256()) != null;
        }
    }

    @Test
    void givesAnAccountForAPaymentWithItsConfirmationsAndAcrossARestart() throws Exception {
        OrderAnswer order = order();
        assertThat(order.uri()).isEqualTo("bitcoin:" + order.address() + "?amount=0.00120000");
        pay(order, PRICE);
        await(order, "seen");
        stop();
        chain.mine(1);
        start();
        assertThat(await(order, "seen").message()).as("one confirmation of two").isNull();
        chain.mine(1);
        OwnerAccount account = decrypted(await(order, "ready"));
        assertThat(account.addresses()).containsExactly(new Endpoint("203.0.113.7", 7443));
        assertThat(isThere(account)).isTrue();
        assertThat(refunds()).isEmpty();
        order();
    }

    @Test
    void takesTheParcelsTogetherAndOwesBackWhatIsTooMuch() throws Exception {
        OrderAnswer order = order();
        pay(order, PRICE - 20_000);
        await(order, PRICE - 20_000);
        chain.mine(2);
        pay(order, 25_000);
        assertThat(await(order, PRICE + 5_000).message()).isNull();
        chain.mine(2);
        assertThat(isThere(decrypted(await(order, "ready")))).isTrue();
        assertThat(refunds()).extracting(RefundDue::satoshi).containsExactly(5_000L);
    }

    @Test
    void owesBackWhatIsTooLittleOrTooLateAndGivesNothingForIt() throws Exception {
        OrderAnswer tooLittle = order();
        OrderAnswer tooLate = order();
        pay(tooLittle, PRICE - 1);
        await(tooLittle, "seen");
        chain.mine(2);
        now.addAndGet(WITHIN + 10);
        await(tooLittle, "underpaid");
        pay(tooLate, PRICE);
        chain.mine(3);
        PATIENCE.await("two refunds", () -> refunds().size() == 2);
        assertThat(refunds()).extracting(RefundDue::why).containsExactly(RefundDue.Why.UNDERPAID, RefundDue.Why.LATE);
        assertThat(await(tooLate, "lapsed").message()).isNull();
        synchronized (accounts) {
            assertThat(accounts.asChanges()).isEmpty();
        }
    }

    @Test
    void takesAnAccountAwayWhenItsPaymentIsReorganisedAwayAndGivesItBackWithIt() throws Exception {
        OrderAnswer order = order();
        pay(order, PRICE);
        await(order, "seen");
        chain.mine(2);
        OwnerAccount account = decrypted(await(order, "ready"));
        chain.fork(2, 3);
        await(order, "unconfirmed");
        assertThat(isThere(account)).as("it has some blocks to come back").isTrue();
        chain.fork(0, OrderBook.PATIENCE_BLOCKS + 1);
        await(order, "suspended");
        PATIENCE.await("the account is gone", () -> !isThere(account));
        stop();
        chain.again();
        chain.mine(2);
        start();
        await(order, "ready");
        PATIENCE.await("the account is back", () -> isThere(account));
    }

    /** In two parcels, the blocks of one while nobody looks, and reorganised away and back. */
    @Test
    void seesPaymentsByAnElectrumServerAsWell() throws Exception {
        stop();
        try (ElectrumListener electrum = ElectrumListener.of(chain, Files.createDirectory(directory.resolve("e")))) {
            offer(electrum.text(), null);
            start();
            OrderAnswer order = order();
            pay(order, PRICE - 20_000);
            await(order, PRICE - 20_000);
            chain.mine(1);
            pay(order, 20_000);
            await(order, PRICE);
            stop();
            chain.mine(2);
            start();
            OwnerAccount account = decrypted(await(order, "ready"));
            assertThat(isThere(account)).isTrue();
            chain.fork(2, 3);
            await(order, "unconfirmed");
            chain.again();
            chain.mine(1);
            await(order, "ready");
            assertThat(refunds()).isEmpty();
        }
    }

    @Test
    void refusesANodeOfAnotherNetworkOrWithAnotherPassword() throws Exception {
        assertThat(new FullNode(chain.url(), chain.password(), null).network()).isEqualTo(BitcoinNetwork.REGTEST);
        assertThatThrownBy(() -> new FullNode(chain.url(), chain.password(), BitcoinNetwork.MAINNET).height())
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("another network");
        Files.writeString(chain.password(), "wrong");
        assertThatThrownBy(() -> new FullNode(chain.url(), chain.password(), null).height())
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("password");
    }
}
