package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.account.AccountChange;
import io.voider.nat.rendezvous.account.JournalStore;
import io.voider.nat.rendezvous.client.SignUpClient;
import io.voider.nat.rendezvous.client.SignUpDeclinedException;
import io.voider.nat.rendezvous.client.SignUpPlace;
import io.voider.nat.rendezvous.signup.OrderState;
import io.voider.nat.rendezvous.signup.Patience;
import io.voider.nat.rendezvous.signup.SignUpBooks;
import io.voider.nat.rendezvous.signup.SignUpOrder;
import io.voider.nat.rendezvous.signup.SignUpSettings;
import io.voider.nat.rendezvous.signup.bitcoin.AddressKind;
import io.voider.nat.rendezvous.signup.bitcoin.BitcoinNetwork;
import io.voider.nat.rendezvous.signup.bitcoin.RegtestChain;
import io.voider.nat.rendezvous.signup.openpgp.GpgHome;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import io.voider.nat.rendezvous.wire.SignUpTerms;
import io.voider.transport.address.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rendezvous in a process of its own, which is killed as soon as it has written something of an order, at each step there is, while
 * a chain goes on. A file that grows is the sign: what follows the writing is then mostly not done yet.
 */
class SignUpKillIT {
    private static final String TPUB =
            "tpubDCxX2sYFS5bDkSe5GKKYHjBW7tgyN1R3UchpLJvdbf54ohxeGRtd8MbDUe1cguVHe4vnK68DsuD5MXjxi9EX"
                    + "x16rb9EnNsaF5KT99CinaJz";

    private static final long PRICE = 120_000;
    private static final Patience PATIENCE = new Patience(120);
    /** Each kills at every step. */
    private static final int ROUNDS = Integer.getInteger("voider.kills", 100);

    @TempDir
    private Path directory;

    private RegtestChain chain;
    private String certificate;
    private Process process;
    private SignUpClient client;
    private int kills;

    /** How often it was killed at each step, in the order of the steps. */
    private final Map<String, Integer> steps = new LinkedHashMap<>();

    /** The orders that were answered, by id, and what was paid for each. */
    private final Map<String, Long> paid = new LinkedHashMap<>();

    /** The scripts of the same. */
    private final Map<String, Octets> scripts = new LinkedHashMap<>();

    /** The rendezvous itself: prints where it is, and stays until it is killed. */
    public static final class Rendezvous {
        private Rendezvous() {}

        public static void main(String[] arguments) throws Exception {
            RendezvousServer server = RendezvousServer.start(
                    RendezvousConfiguration.of(
                                    Path.of(arguments[0]),
                                    List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                            .withPorts(0, 0, 0),
                    RendezvousServer.Sockets.EPOLL);
            System.out.println("at " + server.addresses().get(0).text() + " "
                    + server.pin().text());
            TimeUnit.HOURS.sleep(1);
        }
    }

    @BeforeEach
    void setUp() throws Exception {
        chain = new RegtestChain(directory);
        try (GpgHome gpg = new GpgHome(directory)) {
            certificate = new String(
                    gpg.certificate("stranger@x.invalid", "ed25519", "sign", "1y", "cv25519"),
                    StandardCharsets.US_ASCII);
        }
        Files.createDirectory(state());
        new SignUpSettings(
                        true,
                        new SignUpSettings.Payment(
                                TPUB,
                                AddressKind.P2WPKH,
                                BitcoinNetwork.REGTEST,
                                PRICE,
                                86_400,
                                2,
                                chain.url(),
                                chain.password().toString()),
                        false,
                        0,
                        0,
                        null)
                .save(state());
        start();
    }

    @AfterEach
    void tearDown() throws Exception {
        process.destroyForcibly().waitFor();
        chain.close();
    }

    private Path state() {
        return directory.resolve("rendezvous");
    }

    private void start() throws Exception {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rendezvous.class.getName(),
                        state().toString())
                .redirectError(directory.resolve("rendezvous.log").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        String line = out.readLine();
        while (line != null && !line.startsWith("at ")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException(Files.readString(directory.resolve("rendezvous.log")));
        }
        String[] words = line.split(" ", -1);
        client = new SignUpClient(new SignUpPlace(Endpoint.parse(words[1]), Octets.parse(words[2])));
        PATIENCE.await("payments can be seen", () -> {
            // Asked once: between two answers a closed door without trouble may become an open one that has not seen
            // the chain.
            SignUpTerms terms = client.terms();
            return terms.open() && terms.trouble() == null;
        });
    }

    private long size(String journal) throws IOException {
        Path file = state().resolve(journal + ".journal");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Lets something happen, kills as soon as that journal has grown so many times, and starts again. */
    private void killAt(String step, String journal, int growths, Happening happening) throws Exception {
        long before = size(journal);
        Thread happens = new Thread(() -> {
            try {
                happening.happen();
            } catch (Exception cut) {
                // Who waits for the answer of somebody who is killed gets none.
            }
        });
        happens.start();
        long end = PATIENCE.endNanos();
        for (int i = 0; i < growths; i++) {
            long now = size(journal);
            while (now <= before) {
                assertThat(System.nanoTime()).as(journal + " grows").isLessThan(end);
                Thread.onSpinWait();
                now = size(journal);
            }
            before = now;
        }
        kill(step);
        happens.join();
        start();
        assertNothingIsWrong();
    }

    private void kill(String step) throws InterruptedException {
        process.destroyForcibly().waitFor();
        kills++;
        steps.merge(step, 1, Integer::sum);
    }

    private interface Happening {
        void happen() throws Exception;
    }

    private OrderAnswer order() throws IOException {
        OrderAnswer answer;
        try {
            answer = client.order(Map.of("key", certificate));
        } catch (SignUpDeclinedException declined) {
            throw new AssertionError(Files.readString(directory.resolve("rendezvous.log")), declined);
        }
        paid.put(answer.id(), 0L);
        try (SignUpBooks books = SignUpBooks.in(state())) {
            SignUpOrder order = books.book().ofId(Octets.parse(answer.id()).sha256());
            scripts.put(answer.id(), price(Objects.requireNonNull(order)).script());
        }
        return answer;
    }

    private static SignUpOrder.Price price(SignUpOrder order) {
        return Objects.requireNonNull(order.price(), "nothing is sold for anything else");
    }

    private void pay(OrderAnswer order, long satoshi) throws IOException {
        chain.pay(Objects.requireNonNull(scripts.get(order.id())), satoshi);
        paid.merge(order.id(), satoshi, Long::sum);
    }

    private Set<String> accounts() {
        Set<String> names = new HashSet<>();
        JournalStore store = JournalStore.in(state());
        try {
            store.follow(change -> {
                        if (change instanceof AccountChange.AccountAdded added) {
                            names.add(added.account());
                        } else if (change instanceof AccountChange.AccountRemoved removed) {
                            names.remove(removed.account());
                        }
                    })
                    .toCompletableFuture()
                    .join();
        } finally {
            store.close();
        }
        return names;
    }

    /** What holds at every moment: no index twice, every order that was answered, and no account without its payment. */
    private void assertNothingIsWrong() throws IOException {
        Set<String> accounts = accounts();
        try (SignUpBooks books = SignUpBooks.in(state())) {
            List<Integer> indices = new ArrayList<>();
            for (SignUpOrder order : books.book().orders()) {
                indices.add(price(order).index());
                if (books.book().seenSatoshi(order.id()) < PRICE) {
                    assertThat(accounts).doesNotContain(order.account());
                }
            }
            assertThat(indices).doesNotHaveDuplicates();
            for (String id : paid.keySet()) {
                assertThat(books.book().ofId(Octets.parse(id).sha256()))
                        .as("an order that was answered")
                        .isNotNull();
            }
        }
    }

    /** One round through all steps: eleven kills. */
    private void round() throws Exception {
        killAt("an order is written", "sign-up", 1, this::order);
        killAt("an account is written", "accounts", 1, () -> {
            // Of the next order: nothing that is killed before its account is written may lose it.
            OrderAnswer order = order();
            pay(order, PRICE);
            chain.mine(2);
        });
        OrderAnswer unseen = order();
        kill("before the payment");
        pay(unseen, PRICE);
        start();
        OrderAnswer seen = order();
        killAt("a payment is seen", "sign-up", 1, () -> pay(seen, PRICE));
        killAt("it is in a block", "sign-up", 1, () -> chain.mine(1));
        killAt("it is confirmed", "sign-up", 2, () -> chain.mine(1));
        OrderAnswer twice = order();
        pay(twice, PRICE);
        killAt("a second payment is seen", "sign-up", 1, () -> pay(twice, PRICE));
        OrderAnswer unpaid = order();
        killAt("half of the price is seen", "sign-up", 1, () -> pay(unpaid, PRICE / 2));
        killAt("an account of one that paid twice is written", "accounts", 1, () -> chain.mine(2));
        OrderAnswer gone = order();
        pay(gone, PRICE);
        chain.mine(1);
        PATIENCE.await("a block with it", () -> client.look(gone.id()).seenSatoshi() == PRICE);
        killAt("its block is reorganised away", "sign-up", 1, () -> chain.fork(1, 2));
        chain.again();
        killAt("it is back and confirmed", "sign-up", 3, () -> chain.mine(3));
    }

    private void assertThatAllIsWellInTheEnd() throws Exception {
        chain.mine(3);
        for (Map.Entry<String, Long> one : paid.entrySet()) {
            if (one.getValue() >= PRICE) {
                PATIENCE.await(
                        "paid, and an account", () -> client.look(one.getKey()).message() != null);
            } else {
                assertThat(client.look(one.getKey()).message()).isNull();
            }
        }
        assertNothingIsWrong();
        Set<String> owed = new HashSet<>();
        long overpaid;
        try (SignUpBooks books = SignUpBooks.in(state())) {
            long now = Instant.now().getEpochSecond();
            for (SignUpOrder order : books.book().orders()) {
                if (books.book().state(order.id(), now) == OrderState.READY) {
                    owed.add(order.account());
                }
            }
            overpaid = books.book().refundsDue(now).stream()
                    .mapToLong(due -> due.satoshi())
                    .sum();
        }
        assertThat(accounts()).isEqualTo(owed);
        assertThat(owed).hasSize((int)
                paid.values().stream().filter(one -> one >= PRICE).count());
        assertThat(overpaid)
                .isEqualTo(paid.values().stream()
                        .mapToLong(one -> Math.max(0, one - PRICE))
                        .sum());
        steps.forEach((step, times) -> System.out.printf("%5d  %s%n", times, step));
        System.out.printf("killed %d times: %d orders, %d paid%n", kills, paid.size(), owed.size());
    }

    @Test
    void losesNothingAndGivesNothingAwayWhenItIsKilledAtEachStep() throws Exception {
        round();
        assertThatAllIsWellInTheEnd();
        assertThat(kills).isEqualTo(11);
    }

    @Tag("soak")
    @Test
    void losesNothingAndGivesNothingAwayWhenItIsKilledAHundredTimesAtEachStep() throws Exception {
        for (int i = 1; i <= ROUNDS; i++) {
            round();
            if (i % 10 == 0) {
                System.out.printf("%d of %d rounds, killed %d times%n", i, ROUNDS, kills);
            }
        }
        assertThatAllIsWellInTheEnd();
    }
}
