package io.voider.nat.rendezvous.signup.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's gpg makes keys, and a stranger's looks at what was signed with them. */
class OperatorKeyTest {
    private static final String LINE = "voider1/203.0.113.5:7443/PIN/SECRET\n";
    private static final String USER = "operator@x.invalid";

    @TempDir
    private Path directory;

    private GpgHome operator;
    private GpgHome stranger;

    @BeforeEach
    void setUp() throws IOException {
        operator = new GpgHome(Files.createDirectory(directory.resolve("operator")));
        stranger = new GpgHome(Files.createDirectory(directory.resolve("stranger")));
    }

    @AfterEach
    void tearDown() throws IOException {
        operator.close();
        stranger.close();
    }

    private byte[] secret() throws Exception {
        return operator.gpg("--armor", "--export-secret-keys", USER);
    }

    private static String refusal(byte[] armored, @Nullable String passphrase, Instant now) {
        Throwable refused = catchThrowable(() -> OperatorKey.read(armored, passphrase, now));
        assertThat(refused).isInstanceOf(UnusableOperatorKeyException.class);
        return String.valueOf(refused.getMessage());
    }

    private static String refusal(byte[] armored) {
        return refusal(armored, null, Instant.now());
    }

    @Test
    void signsSoThatGpgCallsItGoodForEachKindOfKeyThatGpgMakes() throws Exception {
        byte[] certificate = stranger.certificate("stranger@x.invalid", "ed25519", "sign", "1y", "cv25519");
        for (String kind : new String[] {"ed25519", "rsa2048", "rsa4096", "nistp256", "nistp384", "nistp521"}) {
            String user = kind + "@operator.invalid";
            operator.certificate(user, kind, "sign", "1y");
            OperatorKey key =
                    OperatorKey.read(operator.gpg("--armor", "--export-secret-keys", user), null, Instant.now());
            assertThat(key.fingerprint()).isEqualTo(operator.fingerprint(user));
            String message =
                    RecipientCertificate.read(certificate, Instant.now()).encrypt(LINE, key);
            assertThat(message).as("fits into the journal").hasSizeLessThan(2500);
            assertThat(stranger.signatureStatus(message)).as(kind).contains("[GNUPG:] ERRSIG", "NO_PUBKEY");
            stranger.importKeys(key.certificate());
            assertThat(stranger.signatureStatus(message)).as(kind).contains("[GNUPG:] GOODSIG", key.fingerprint());
            assertThat(stranger.decrypt(message)).isEqualTo(LINE);
        }
    }

    @Test
    void publishesNothingOfTheSecret() throws Exception {
        operator.certificate(USER, "ed25519", "sign", "1y", "cv25519");
        OperatorKey key = OperatorKey.read(secret(), null, Instant.now());
        assertThat(key.certificate()).startsWith(KeyBlock.CERTIFICATE.head()).doesNotContain("PRIVATE");
        PacketWalk.through(
                CertificateArmor.packets(key.certificate().getBytes(StandardCharsets.US_ASCII)), KeyBlock.CERTIFICATE);
        assertThat(RecipientCertificate.read(key.certificate().getBytes(StandardCharsets.US_ASCII), Instant.now())
                        .encrypt(LINE, key))
                .contains("BEGIN PGP MESSAGE");
    }

    @Test
    void opensALockedKeyWithItsPassphraseOnly() throws Exception {
        operator.lockedKey(USER, "open sesame", "1y");
        byte[] locked = operator.gpg("--passphrase", "open sesame", "--armor", "--export-secret-keys", USER);
        assertThat(refusal(locked)).contains("locked by a passphrase").contains("--sign-passphrase");
        assertThat(refusal(locked, "close sesame", Instant.now())).contains("the passphrase does not open it");
        OperatorKey key = OperatorKey.read(locked, "open sesame", Instant.now());
        byte[] certificate = stranger.certificate("stranger@x.invalid", "rsa2048", "sign", "1y", "rsa2048");
        stranger.importKeys(key.certificate());
        assertThat(stranger.signatureStatus(
                        RecipientCertificate.read(certificate, Instant.now()).encrypt(LINE, key)))
                .contains("[GNUPG:] GOODSIG");
    }

    @Test
    void signsWithASubkeyWhoseFirstKeyStaysAtHome() throws Exception {
        operator.certificate(USER, "ed25519", "cert", "1y");
        operator.gpg("--quick-add-key", operator.fingerprint(USER), "ed25519", "sign", "1y");
        assertThat(refusal(operator.gpg("--armor", "--export", USER))).contains("with which nothing can be signed");
        OperatorKey key =
                OperatorKey.read(operator.gpg("--armor", "--export-secret-subkeys", USER), null, Instant.now());
        byte[] certificate = stranger.certificate("stranger@x.invalid", "ed25519", "sign", "1y", "cv25519");
        stranger.importKeys(key.certificate());
        assertThat(stranger.signatureStatus(
                        RecipientCertificate.read(certificate, Instant.now()).encrypt(LINE, key)))
                .contains("[GNUPG:] GOODSIG");
    }

    @Test
    void saysOfEachUselessKeyWhy() throws Exception {
        operator.certificate(USER, "ed25519", "sign", "4d", "cv25519");
        byte[] brief = secret();
        assertThat(refusal(brief, null, Instant.now().plus(2, ChronoUnit.DAYS))).contains("it has expired");
        assertThat(refusal(brief, null, Instant.now().minus(5, ChronoUnit.DAYS)))
                .contains("in the future");
        assertThat(refusal(operator.gpg("--armor", "--export-secret-subkeys", USER)))
                .contains("the secret of the part that signs is not in it");
        OperatorKey key = OperatorKey.read(brief, null, Instant.now());
        key.requireUsable(Instant.now());
        assertThat(catchThrowable(() -> key.requireUsable(Instant.now().plus(2, ChronoUnit.DAYS))))
                .hasMessageContaining("it has expired");

        operator.certificate("cert@x.invalid", "ed25519", "cert", "1y", "cv25519");
        assertThat(refusal(operator.gpg("--armor", "--export-secret-keys", "cert@x.invalid")))
                .contains("no part of it may sign");

        operator.certificate("weak@x.invalid", "rsa1024", "sign", "1y");
        assertThat(refusal(operator.gpg("--armor", "--export-secret-keys", "weak@x.invalid")))
                .contains("1024 bits, which is too weak");

        operator.revoke(USER);
        assertThat(refusal(secret())).contains("it is revoked");
        assertThat(refusal(new byte[0])).contains("it is no armoured OpenPGP key");
        assertThat(refusal(new byte[CertificateArmor.MAX_BYTES + 1])).contains("larger than 32 KiB");
    }

    /** Argon2 of two GiB would be the end of the server: RFC 9580, section 3.7.1.4. */
    @Test
    void triesNoPassphraseThatTakesMuchMemory() throws Exception {
        operator.certificate(USER, "ed25519", "sign", "1y");
        byte[] packets = CertificateArmor.secretPackets(secret());
        int publicEnd = 2 + 1 + 4 + 1 + 1 + 9 + 2 + 33;
        byte[] argon2 = new byte[2 + publicEnd - 2 + 3 + 1 + 16 + 3];
        System.arraycopy(packets, 0, argon2, 0, publicEnd);
        argon2[1] = (byte) (argon2.length - 2);
        argon2[publicEnd] = (byte) 253;
        argon2[publicEnd + 1] = 9;
        argon2[publicEnd + 2] = 2;
        argon2[publicEnd + 3] = 4;
        argon2[argon2.length - 3] = 1;
        argon2[argon2.length - 2] = 4;
        argon2[argon2.length - 1] = 21;
        assertThat(catchThrowable(() -> PacketWalk.through(argon2, KeyBlock.SECRET_KEY)))
                .hasMessageContaining("64 MiB");
        argon2[argon2.length - 1] = 16;
        PacketWalk.through(argon2, KeyBlock.SECRET_KEY);
    }

    @Test
    void readsOrRefusesWhateverAMutationMakesOfAKey() throws Exception {
        operator.certificate(USER, "ed25519", "sign", "1y", "cv25519");
        byte[] packets = CertificateArmor.secretPackets(secret());
        SplittableRandom random = new SplittableRandom(19);
        int read = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] mutant = packets.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            String text = KeyBlock.SECRET_KEY.head() + "\n\n"
                    + Base64.getMimeEncoder().encodeToString(mutant) + "\n" + KeyBlock.SECRET_KEY.tail() + "\n";
            try {
                OperatorKey.read(text.getBytes(StandardCharsets.US_ASCII), "x", Instant.now())
                        .certificate();
                read++;
            } catch (UnusableOperatorKeyException refused) {
                assertThat(refused).hasMessageMatching("[ -~]+");
            }
        }
        assertThat(read).isBetween(1, 1900);
    }
}
