package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Bitcoin chain of its own: bcoin on loopback, in memory, with coins to spend. Fails where bcoin is missing, which the check
 * installs into {@code target/regtest}.
 */
public final class RegtestChain implements AutoCloseable {
    private static final Path MODULES = Path.of("target", "regtest", "node_modules");

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;
    private final int port;
    private final Path password;

    /** @param directory for the node's password */
    public RegtestChain(Path directory) throws IOException {
        if (!Files.isDirectory(MODULES.resolve("bcoin"))) {
            throw new IOException("there is no bcoin in " + MODULES.toAbsolutePath()
                    + ": ./check installs it, by  npm install --ignore-scripts");
        }
        Path script = directory.resolve("regtest.js");
        try (InputStream source =
                RegtestChain.class.getResourceAsStream("/io/voider/nat/rendezvous/signup/regtest.js")) {
            Files.copy(Objects.requireNonNull(source), script, StandardCopyOption.REPLACE_EXISTING);
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        password = Files.writeString(directory.resolve("node-password"), "secret\n");
        process = new ProcessBuilder("node", script.toString(), Integer.toString(port), MODULES.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        answer("start");
    }

    private String answer(String to) throws IOException {
        String line = answers.readLine();
        if (line == null || !line.startsWith("ok ")) {
            throw new IOException("bcoin answers to '" + to + "': " + line);
        }
        return line.substring(3);
    }

    private String order(String order) throws IOException {
        orders.println(order);
        return answer(order);
    }

    /** Where its JSON-RPC is. */
    public String url() {
        return "http://x@127.0.0.1:" + port;
    }

    public Path password() {
        return password;
    }

    /** Blocks with what waits; returns the height. */
    public int mine(int count) throws IOException {
        return Integer.parseInt(order("mine " + count));
    }

    /** A transaction that waits for a block. */
    public void pay(Octets script, long satoshi) throws IOException {
        byte[] bytes = script.toBytes();
        order("pay " + (bytes[0] == 0 ? 0 : 1) + ":"
                + HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 2, bytes.length)) + " " + satoshi);
    }

    /** Empty blocks in place of the last ones. */
    public int fork(int back, int count) throws IOException {
        return Integer.parseInt(order("fork " + back + " " + count));
    }

    /** The last transaction waits once more, after its block has gone. */
    public void again() throws IOException {
        order("again");
    }

    /** All blocks there are. */
    List<byte[]> blocks() throws IOException {
        return Arrays.stream(order("blocks").split(" "))
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    /** What bcoin reads of a block: its hash, and each output as SATOSHI:SCRIPT; nothing if it refuses it. */
    List<String> parsed(byte[] block) throws IOException {
        String answer = order("parse " + HexFormat.of().formatHex(block));
        return answer.equals("refused") ? List.of() : List.of(answer.split(" "));
    }

    /** bcoin's derivation of receiving keys: of each index the witness programs of BIP 84 and BIP 86 in hexadecimal, HEX:HEX. */
    List<String> derived(String extendedPublicKey, List<Integer> indices) throws IOException {
        String list = indices.stream().map(String::valueOf).collect(Collectors.joining(","));
        return List.of(order("derive " + extendedPublicKey + " " + list).split(" "));
    }

    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
