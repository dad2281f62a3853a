package io.voider.cli.lab.script;

import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Programs;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whoever lives in the homes gets an account by signing up, as strangers do: a key by gpg, a voucher, work or a payment, and the line that
 * gpg decrypts, signed by the operator. Blocks.
 */
final class NewSubscribers {
    /** What decrypts the lines, and the package that it is in. */
    static final Map<String, String> PROGRAMS = Map.of("gpg", "gnupg");

    private static final int WORK_BITS = 16;
    private static final String PRICE = "0.0012";
    private static final long PRICE_SATOSHI = 120_000;
    private static final int CONFIRMATIONS = 2;
    /** As long as a rendezvous may take to look at a node of its own, and at a block. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int PAUSE_MILLIS = 20;
    private static final Pattern ADDRESS = Pattern.compile("\\bbcrt1[0-9a-z]{38,58}\\b");
    private static final Pattern PIN = Pattern.compile("HOST:PORT/([0-9A-Za-z_-]{43})");
    private static final Pattern MESSAGE =
            Pattern.compile("-----BEGIN PGP MESSAGE-----.*-----END PGP MESSAGE-----", Pattern.DOTALL);

    /** What somebody gives for an account. */
    private enum Price {
        VOUCHER("a voucher", "voucher"),
        WORK("work", "work"),
        PAYMENT("a payment", "payment");

        private final String words;
        private final String label;

        Price(String words, String label) {
            this.words = words;
            this.label = label;
        }
    }

    private final Programs programs;
    private final Steps steps;
    private final Path directory;
    private final Path state;
    private final @Nullable Path bcoin;
    private @Nullable PaymentChain chain;
    private @Nullable String place;
    private List<String> vouchers = List.of();

    /**
     * Those who have not come yet.
     *
     * @param directory for the operator's key and certificate
     * @param state the rendezvous'
     * @param bcoin where npm has installed bcoin, if there are to be payments
     */
    NewSubscribers(Programs programs, Steps steps, Path directory, Path state, @Nullable Path bcoin) {
        this.programs = programs;
        this.steps = steps;
        this.directory = directory;
        this.state = state;
        this.bcoin = bcoin;
    }

    /** The operator lets them sign up at that address of the rendezvous, by voucher or by work. */
    void letIn(Namespace operator, String server, int count) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Gpg gpg = new Gpg(operator, Files.createDirectory(directory.resolve("operator")));
        gpg.run("--quick-generate-key", "accounts at the lab", "ed25519", "sign", "1d");
        Path key = gpg.home.resolve("secret.asc");
        gpg.run("--armor", "--output", key.toString(), "--export-secret-keys");
        gpg.run("--armor", "--output", operatorCertificate().toString(), "--export");
        gpg.end();
        List<String> terms = new ArrayList<>(List.of("sign-up", "on", "--vouchers"));
        terms.addAll(List.of("--work", String.valueOf(WORK_BITS), "--sign-with", key.toString()));
        if (bcoin != null) {
            PaymentChain begun = new PaymentChain(programs, operator, directory, bcoin);
            terms.addAll(begun.terms(PRICE, CONFIRMATIONS));
            chain = begun;
        }
        String said = operate(operator, terms.toArray(String[]::new));
        Matcher pin = PIN.matcher(said);
        if (!pin.find()) {
            throw new IOException("sign-up does not say what to publish: " + said);
        }
        place = server + "/" + pin.group(1);
        vouchers = new ArrayList<>(operate(operator, "voucher", "make", String.valueOf(count))
                .lines()
                .toList());
        steps.tell(
                "sign-up",
                began,
                "the rendezvous lets strangers sign up at " + server
                        + (chain == null
                                ? ", for a voucher or work (a payment needs --bcoin)"
                                : ", for a voucher, work or " + PRICE + " BTC"));
    }

    private Path operatorCertificate() {
        return directory.resolve("operator.asc");
    }

    private String operate(Namespace operator, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("rendezvous"));
        all.addAll(List.of(words));
        all.addAll(List.of("--state", state.toString()));
        return programs.run(operator, Programs.voider(all.toArray(String[]::new)));
    }

    /** Every other one works; the others pay, or have a voucher where nobody can be paid. */
    private Price price(LabHome home) {
        if (home.number() % 2 == 0) {
            return Price.WORK;
        }
        return chain == null ? Price.VOUCHER : Price.PAYMENT;
    }

    /** Somebody signs up from home: the account line. */
    String accountLine(LabHome home) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Price price = price(home);
        Gpg gpg = new Gpg(home.machine(), Files.createDirectory(home.directory().resolve("gnupg")));
        try {
            gpg.run("--quick-generate-key", home.name(), "future-default", "default", "1d");
            Path certificate = gpg.home.resolve("key.asc");
            gpg.run("--armor", "--output", certificate.toString(), "--export");
            String said = ordered(home, price, certificate);
            Matcher message = MESSAGE.matcher(said);
            if (!message.find()) {
                throw new IOException(home.name() + " ordered, and the line did not come: " + said);
            }
            Path line = gpg.home.resolve("line");
            boolean isSigned = gpg.decrypt(message.group() + "\n", line, operatorCertificate());
            steps.tell(
                    "signed-up",
                    isSigned,
                    began,
                    home.name() + " signed up by " + price.words + "; gpg decrypted the line, and "
                            + (isSigned ? "its signature is good" : "did NOT find its signature good"),
                    Map.of("home", home.name(), "by", price.label));
            return Files.readString(line).strip();
        } finally {
            gpg.end();
        }
    }

    /** What ordering an account prints, to the line. */
    private String ordered(LabHome home, Price price, Path certificate) throws IOException, InterruptedException {
        List<String> order = new ArrayList<>(
                List.of("rendezvous", "sign-up", String.valueOf(place), "--key", certificate.toString()));
        switch (price) {
            case VOUCHER -> order.addAll(List.of("--voucher", vouchers.get(home.number() - 1)));
            case WORK -> order.add("--work");
            case PAYMENT -> {
                order.add("--watch");
                return paid(home, Objects.requireNonNull(chain), Programs.voider(order.toArray(String[]::new)));
            }
        }
        return programs.run(home.machine(), Programs.voider(order.toArray(String[]::new)));
    }

    /** Orders, pays to the address that is shown, and reads on until the line comes. */
    private String paid(LabHome home, PaymentChain chain, List<String> order) throws IOException, InterruptedException {
        String name = home.name() + "-sign-up";
        Path log = programs.log(name);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Process ordering = programs.start(home.machine(), name, order);
        Matcher address = ADDRESS.matcher("");
        while (!address.reset(Files.readString(log)).find()) {
            // The rendezvous asks for no payment before it has seen the chain.
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(home.name() + " is shown no address to pay to: " + Files.readString(log));
            }
            if (!ordering.isAlive()) {
                TimeUnit.SECONDS.sleep(1);
                ordering = programs.start(home.machine(), name, order);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        long began = System.nanoTime();
        chain.pay(address.group(), PRICE_SATOSHI, CONFIRMATIONS);
        steps.tell("paid", began, home.name() + " paid " + PRICE + " BTC to " + address.group());
        if (!ordering.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
            throw new IOException(home.name() + " paid, and no line came: " + Files.readString(log));
        }
        return Files.readString(log);
    }

    /** Somebody's gpg, with a directory of its own. */
    private final class Gpg {
        private final Namespace where;
        private final Path home;

        Gpg(Namespace where, Path home) throws IOException {
            this.where = where;
            this.home = home;
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        }

        String run(String... arguments) throws IOException, InterruptedException {
            List<String> command =
                    new ArrayList<>(List.of("gpg", "--homedir", home.toString(), "--batch", "--yes", "--quiet"));
            command.addAll(List.of("--pinentry-mode", "loopback", "--passphrase", "", "--trust-model", "always"));
            command.addAll(List.of(arguments));
            return programs.run(where, command);
        }

        /** Decrypts into a file; returns whether the signature is good. The operator's key is known from elsewhere. */
        boolean decrypt(String message, Path into, Path signer) throws IOException, InterruptedException {
            run("--import", signer.toString());
            Path file = Files.writeString(home.resolve("message.asc"), message);
            return run("--status-fd", "1", "--output", into.toString(), "--decrypt", file.toString())
                    .contains("[GNUPG:] GOODSIG ");
        }

        /** Ends what gpg leaves running. */
        void end() throws IOException, InterruptedException {
            programs.run(where, List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
        }
    }
}
