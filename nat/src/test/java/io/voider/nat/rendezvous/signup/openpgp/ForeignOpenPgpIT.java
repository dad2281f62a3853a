package io.voider.nat.rendezvous.signup.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of both versions that openpgp.js and gpg made, and what both make of our messages. Fails where the check did not install it. */
class ForeignOpenPgpIT {
    private static final Path MODULES = Path.of("target", "regtest", "node_modules");
    private static final String LINE = "voider1/203.0.113.5:7443/PIN/SECRET\n";

    @TempDir
    private Path directory;

    /** gpg's kinds, some with several subkeys. */
    private static final String[][] GPG = {
        {"rsa2048", "rsa2048"},
        {"rsa3072", "rsa3072"},
        {"rsa4096", "rsa4096"},
        {"ed25519", "cv25519"},
        {"nistp256", "nistp256"},
        {"nistp384", "nistp384"},
        {"nistp521", "nistp521"},
        {"rsa2048", "cv25519"},
        {"ed25519", "rsa2048"},
        {"nistp256", "cv25519"},
        {"ed25519", "cv25519", "cv25519"},
        {"ed25519", "nistp384", "rsa3072"}
    };

    /** What gpg 2.2 takes in of what openpgp.js makes: version 4, with the algorithms of before RFC 9580. */
    private static final String KNOWN_TO_GPG = "v4-(curve25519Legacy|nistP256|nistP384|nistP521|rsa[0-9]+)\\.asc";

    @Test
    void bothDecryptWhatTheyCanOfWhatWasMadeForCertificatesOfEveryKind() throws Exception {
        run("make");
        Path home = Files.createDirectory(directory.resolve("home"));
        try (GpgHome gpg = new GpgHome(home)) {
            for (String[] kind : GPG) {
                String name = "gpg-" + String.join("-", kind);
                String user = name + "@x.invalid";
                Files.write(
                        directory.resolve(name + ".asc"),
                        gpg.certificate(user, kind[0], "sign", "1y", Arrays.copyOfRange(kind, 1, kind.length)));
                Files.write(directory.resolve(name + ".key"), gpg.gpg("--armor", "--export-secret-keys", user));
            }
            sealAndOpen(gpg);
        }
    }

    private void sealAndOpen(GpgHome gpg) throws Exception {
        List<Path> certificates;
        try (Stream<Path> files = Files.list(directory)) {
            certificates = files.filter(file -> file.toString().endsWith(".asc"))
                    .sorted()
                    .toList();
        }
        assertThat(certificates).hasSize(41);
        for (Path certificate : certificates) {
            String message = RecipientCertificate.read(Files.readAllBytes(certificate), Instant.now())
                    .encrypt(LINE, null);
            Files.writeString(with(certificate, ".msg"), message);
        }
        run("decrypt");
        int byGpg = 0;
        for (Path certificate : certificates) {
            String name = certificate.getFileName().toString();
            assertThat(Files.readString(with(certificate, ".txt"))).as(name).isEqualTo(LINE);
            boolean isKnown = name.matches(KNOWN_TO_GPG);
            if (isKnown) {
                gpg.importKeys(Files.readString(with(certificate, ".key")));
            }
            if (isKnown || name.startsWith("gpg-")) {
                assertThat(gpg.decrypt(Files.readString(with(certificate, ".msg"))))
                        .as(name)
                        .isEqualTo(LINE);
                byGpg++;
            }
        }
        assertThat(byGpg).isEqualTo(GPG.length + 7);
    }

    private static Path with(Path certificate, String suffix) {
        return Path.of(certificate.toString().replaceFirst("\\.asc$", suffix));
    }

    private void run(String command) throws Exception {
        if (!Files.isDirectory(MODULES.resolve("openpgp"))) {
            throw new IOException("there is no openpgp in " + MODULES.toAbsolutePath()
                    + ": ./check installs it, by  npm install --ignore-scripts");
        }
        Path script = Path.of(Objects.requireNonNull(
                        ForeignOpenPgpIT.class.getResource("/io/voider/nat/rendezvous/signup/regtest/openpgp.js"))
                .toURI());
        Process process = new ProcessBuilder(
                        "node", script.toString(), command, MODULES.toString(), directory.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(command).isZero();
    }
}
