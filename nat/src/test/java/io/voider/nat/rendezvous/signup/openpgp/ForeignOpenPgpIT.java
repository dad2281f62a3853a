package io.voider.nat.rendezvous.signup.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of both versions that openpgp.js made, and what it makes of our messages. Fails where the check did not install it. */
class ForeignOpenPgpIT {
    private static final Path MODULES = Path.of("target", "regtest", "node_modules");
    private static final String LINE = "voider1/203.0.113.5:7443/PIN/SECRET\n";

    @TempDir
    private Path directory;

    @Test
    void decryptsWhatWasMadeForEachOfItsKinds() throws Exception {
        run("make");
        List<Path> certificates;
        try (Stream<Path> files = Files.list(directory)) {
            certificates = files.filter(file -> file.toString().endsWith(".asc"))
                    .sorted()
                    .toList();
        }
        assertThat(certificates).hasSize(13);
        for (Path certificate : certificates) {
            String message = RecipientCertificate.read(Files.readAllBytes(certificate), Instant.now())
                    .encrypt(LINE, null);
            Files.writeString(with(certificate, ".msg"), message);
        }
        run("decrypt");
        for (Path certificate : certificates) {
            assertThat(Files.readString(with(certificate, ".txt")))
                    .as(certificate.toString())
                    .isEqualTo(LINE);
        }
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
