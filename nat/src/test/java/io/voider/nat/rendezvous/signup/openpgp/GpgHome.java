package io.voider.nat.rendezvous.signup.openpgp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A stranger's gpg, with keys in a directory of its own. Fails where there is no gpg. */
public final class GpgHome implements AutoCloseable {
    private static final long AGE_SECONDS = 3L * 86_400;

    private final Path directory;

    public GpgHome(Path directory) throws IOException {
        this.directory = Files.createDirectory(directory.resolve("gpg"));
        Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwx------"));
    }

    /** Makes a key with subkeys of these kinds, as if three days ago, and exports its certificate. */
    public byte[] certificate(String user, String primary, String use, String expiry, String... subkeys)
            throws IOException, InterruptedException {
        String then = (System.currentTimeMillis() / 1000 - AGE_SECONDS) + "!";
        gpg("--faked-system-time", then, "--quick-gen-key", user, primary, use, expiry);
        if (subkeys.length > 0) {
            String fingerprint = fingerprint(user);
            for (String subkey : subkeys) {
                gpg("--faked-system-time", then, "--quick-add-key", fingerprint, subkey, "encr", expiry);
            }
        }
        return export(user);
    }

    public byte[] export(String user) throws IOException, InterruptedException {
        return gpg("--armor", "--export", user);
    }

    /** Makes a key that signs, as an operator would, and exports it whole. */
    public byte[] secretKey(String user, String kind) throws IOException, InterruptedException {
        certificate(user, kind, "sign", "1y");
        return gpg("--armor", "--export-secret-keys", user);
    }

    /** Makes a key that is locked by a passphrase and signs. */
    void lockedKey(String user, String passphrase, String expiry) throws IOException, InterruptedException {
        gpg("--passphrase", passphrase, "--quick-gen-key", user, "ed25519", "sign", expiry);
    }

    /** Takes a key back, by the certificate of revocation that gpg made with it. */
    void revoke(String user) throws IOException, InterruptedException {
        Path made = directory.resolve("openpgp-revocs.d/" + fingerprint(user) + ".rev");
        Path revocation = directory.resolve("revocation");
        Files.writeString(revocation, Files.readString(made).replace(":-----BEGIN", "-----BEGIN"));
        gpg("--import", revocation.toString());
    }

    /** Takes certificates in. */
    public void importKeys(String armored) throws IOException, InterruptedException {
        gpg(
                "--import",
                Files.writeString(directory.resolve("import.asc"), armored).toString());
    }

    /** What gpg says of the signature in a message that it can decrypt, in the lines of its DETAILS; those are what scripts read. */
    public String signatureStatus(String message) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("message.asc"), message);
        Path status = directory.resolve("status");
        List<String> command = command(List.of("--status-file", status.toString(), "--decrypt", file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " does not end");
        }
        return Files.readString(status);
    }

    String fingerprint(String user) throws IOException, InterruptedException {
        return new String(gpg("--with-colons", "--list-keys", user), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .findFirst()
                .orElseThrow()
                .split(":", -1)[9];
    }

    /** What was encrypted to one of the keys here. */
    public String decrypt(String message) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("message.asc"), message);
        return new String(gpg("--decrypt", file.toString()), StandardCharsets.UTF_8);
    }

    byte[] gpg(String... arguments) throws IOException, InterruptedException {
        return run(command(Arrays.asList(arguments)));
    }

    private List<String> command(List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of("gpg", "--homedir", directory.toString(), "--batch", "--yes", "--quiet"));
        command.addAll(List.of("--pinentry-mode", "loopback", "--passphrase", "", "--trust-model", "always"));
        command.addAll(arguments);
        return command;
    }

    private byte[] run(List<String> command) throws IOException, InterruptedException {
        Path err = directory.resolve("err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        byte[] out = process.getInputStream().readAllBytes();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + " failed: " + Files.readString(err));
        }
        return out;
    }

    @Override
    public void close() throws IOException {
        try {
            run(List.of("gpgconf", "--homedir", directory.toString(), "--kill", "all"));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
