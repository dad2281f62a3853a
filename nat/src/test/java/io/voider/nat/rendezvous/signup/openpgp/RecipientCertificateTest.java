package io.voider.nat.rendezvous.signup.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipientCertificateTest {
    private static final long MOST_CPU_NANOS = 20_000_000;
    private static final String LINE = "voider1/203.0.113.5:7443/PIN/SECRET\n";

    @TempDir
    private Path directory;

    private GpgHome gpg;

    @BeforeEach
    void setUp() throws IOException {
        gpg = new GpgHome(directory);
    }

    @AfterEach
    void tearDown() throws IOException {
        gpg.close();
    }

    private static List<Path> hostile() throws Exception {
        Path folder = Path.of(Objects.requireNonNull(RecipientCertificateTest.class.getResource("hostile"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String refusal(byte[] armored) {
        Throwable refused = catchThrowable(() -> RecipientCertificate.read(armored, Instant.now()));
        assertThat(refused).isInstanceOf(UnusableCertificateException.class);
        return String.valueOf(refused.getMessage());
    }

    @Test
    void refusesEveryHostileCertificateQuickly() throws Exception {
        assertThat(hostile()).hasSize(27);
        for (Path file : hostile()) {
            byte[] armored = Files.readAllBytes(file);
            long best = Long.MAX_VALUE;
            // The first times load classes; later ones show what a stranger can make us do again and again.
            for (int round = 0; round < 4; round++) {
                long before = cpuNanos();
                assertThat(refusal(armored)).as(file.toString()).isNotBlank();
                best = Math.min(best, cpuNanos() - before);
            }
            assertThat(best).as(file + " in CPU ns").isLessThan(MOST_CPU_NANOS);
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void encryptsForEachKindOfKeyWhatGpgDecrypts() throws Exception {
        String[][] kinds = {
            {"rsa2048", "rsa2048"}, {"rsa3072", "rsa3072"}, {"rsa4096", "rsa4096"}, {"ed25519", "cv25519"},
            {"nistp256", "nistp256"}, {"nistp384", "nistp384"}, {"nistp521", "nistp521"}, {"rsa2048", "cv25519"},
            {"ed25519", "rsa2048"}, {"nistp256", "cv25519"}
        };
        for (String[] kind : kinds) {
            String user = kind[0] + "-" + kind[1] + "@x.invalid";
            byte[] armored = gpg.certificate(user, kind[0], "sign", "1y", kind[1]);
            String message = RecipientCertificate.read(armored, Instant.now()).encrypt(LINE, null);
            assertThat(message).startsWith("-----BEGIN PGP MESSAGE-----\n").hasSizeLessThan(2000);
            assertThat(gpg.decrypt(message)).as(user).isEqualTo(LINE);
        }
    }

    @Test
    void encryptsToTheNewestOfTwoSubkeys() throws Exception {
        byte[] armored = gpg.certificate("two@x.invalid", "ed25519", "sign", "1y", "cv25519", "cv25519");
        String message = RecipientCertificate.read(armored, Instant.now()).encrypt(LINE, null);
        assertThat(gpg.decrypt(message)).isEqualTo(LINE);
        assertThat(message).as("one recipient only").hasSizeLessThan(500);
    }

    @Test
    void knowsTheSameStrangerAgain() throws Exception {
        byte[] armored = gpg.certificate("same@x.invalid", "ed25519", "sign", "1y", "cv25519");
        byte[] other = gpg.certificate("other@x.invalid", "ed25519", "sign", "1y", "cv25519");
        Instant now = Instant.now();
        assertThat(RecipientCertificate.read(armored, now).holder())
                .isEqualTo(
                        RecipientCertificate.read(armored, now.plusSeconds(5)).holder())
                .isNotEqualTo(RecipientCertificate.read(other, now).holder());
    }

    @Test
    void saysOfEachUselessCertificateWhy() throws Exception {
        byte[] signing = gpg.certificate("sign@x.invalid", "ed25519", "sign", "1y");
        assertThat(refusal(signing)).contains("can sign only");

        byte[] weak = gpg.certificate("weak@x.invalid", "rsa1024", "sign", "1y", "cv25519");
        assertThat(refusal(weak)).contains("1024 bits, which is too weak");

        byte[] dsa = gpg.certificate("dsa@x.invalid", "dsa1024", "sign", "1y");
        assertThat(refusal(dsa)).contains("DSA and Elgamal are not served");

        byte[] bitcoin = gpg.certificate("koblitz@x.invalid", "secp256k1", "sign", "1y");
        assertThat(refusal(bitcoin)).contains("on a curve that is not served");

        byte[] brief = gpg.certificate("short@x.invalid", "ed25519", "sign", "4d", "cv25519");
        assertThatThrownBy(() -> RecipientCertificate.read(brief, Instant.now().plus(2, ChronoUnit.DAYS)))
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining("has expired");
        assertThatThrownBy(() -> RecipientCertificate.read(brief, Instant.now().minus(5, ChronoUnit.DAYS)))
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining("in the future");
    }

    @Test
    void refusesWhatIsRevoked() throws Exception {
        gpg.certificate("revoked@x.invalid", "ed25519", "sign", "1y", "cv25519");
        gpg.revoke("revoked@x.invalid");
        assertThat(refusal(gpg.export("revoked@x.invalid"))).contains("is revoked");
    }

    /** Many bits of a certificate are covered by no signature that counts here: its names, and what is said beside. */
    @Test
    void encryptsToNobodyElseWhenACertificateWasAltered() throws Exception {
        byte[] armored = gpg.certificate("mutant@x.invalid", "ed25519", "sign", "1y", "cv25519");
        byte[] packets = CertificateArmor.packets(armored);
        SplittableRandom random = new SplittableRandom(19);
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] mutant = packets.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            String text = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n"
                    + Base64.getMimeEncoder().encodeToString(mutant)
                    + "\n-----END PGP PUBLIC KEY BLOCK-----\n";
            try {
                String message = RecipientCertificate.read(text.getBytes(StandardCharsets.US_ASCII), Instant.now())
                        .encrypt(LINE, null);
                if (read++ % 150 == 0) {
                    assertThat(gpg.decrypt(message)).isEqualTo(LINE);
                }
            } catch (UnusableCertificateException refused) {
                assertThat(refused).hasMessageMatching("[ -~]+");
            }
        }
        assertThat(read).isBetween(1, 1000);
    }
}
