package io.voider.cli.lab.script;

import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.Programs;
import io.voider.nat.rendezvous.signup.SignUpSettings;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A Bitcoin chain of the lab's own beside the rendezvous, in memory, with a wallet that has coins to spend: bcoin on regtest, where whoever
 * likes makes blocks. Blocks.
 */
final class PaymentChain {
    /** What runs it, and the package that it is in. */
    static final Map<String, String> PROGRAMS = Map.of("node", "nodejs");

    private static final String SCRIPT = "/io/voider/nat/rendezvous/signup/regtest.js";
    private static final int PORT = 8332;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String GOOD = "ok ";

    private final Path log;
    private final Path password;
    private final PrintStream orders;
    private int answers;

    /**
     * Starts it.
     *
     * @param operator where the rendezvous is
     * @param installed where npm has installed bcoin
     */
    PaymentChain(Programs programs, Namespace operator, Path directory, Path installed)
            throws IOException, InterruptedException {
        Path script = directory.resolve("regtest.js");
        try (InputStream source = Objects.requireNonNull(SignUpSettings.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            Files.copy(source, script);
        }
        password = Files.writeString(directory.resolve("bitcoin-password"), "secret\n");
        String name = "bcoin";
        log = programs.log(name);
        Process process = programs.startTyping(
                operator,
                name,
                List.of(
                        "node",
                        script.toString(),
                        Integer.toString(PORT),
                        modules(installed).toString()));
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        answer("start");
    }

    /** Where bcoin is in a directory that npm has installed it into; whether it is there has to be looked at. */
    static Path modules(Path installed) {
        return installed.toAbsolutePath().resolve("node_modules");
    }

    /** What a rendezvous has to be told to be paid in coins of this chain. */
    List<String> terms(String price, int confirmations) throws IOException, InterruptedException {
        return List.of(
                "--xpub",
                order("account"),
                "--addresses",
                "p2wpkh",
                "--price",
                price,
                "--confirmations",
                String.valueOf(confirmations),
                "--node",
                "http://x@127.0.0.1:" + PORT,
                "--node-password",
                password.toString());
    }

    /** Pays, and has the payment confirmed by so many blocks. */
    void pay(String address, long satoshi, int confirmations) throws IOException, InterruptedException {
        order("pay " + address + " " + satoshi);
        order("mine " + confirmations);
    }

    private String order(String order) throws IOException, InterruptedException {
        orders.println(order);
        return answer(order);
    }

    private String answer(String to) throws IOException, InterruptedException {
        answers++;
        Await.until(PATIENCE_NANOS, () -> said().size() >= answers);
        List<String> said = said();
        String answer = said.size() < answers ? "nothing" : said.get(answers - 1);
        if (!answer.startsWith(GOOD)) {
            throw new IOException("the Bitcoin chain answers to '" + to + "': " + answer + "; see " + log);
        }
        return answer.substring(GOOD.length());
    }

    /** Whole lines. */
    private List<String> said() throws IOException {
        String text = Files.readString(log, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
