package io.voider.cli.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * How a backup is sealed.
 *
 * <pre>
 * "VOIDERBK" (8)   version (1) = 1   kind (1)   salt (16)   nonce (12)   ChaCha20-Poly1305 (RFC 8439) of the archive
 * key             Argon2id (RFC 9106), 64 MiB, 3 passes, 1 lane, over the passphrase in UTF-8, NFC
 * associated data everything before the nonce
 * </pre>
 */
final class BackupSeal {
    private static final byte[] MAGIC = "VOIDERBK".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int SALT_AT = MAGIC.length + 2;
    private static final int NONCE_AT = SALT_AT + SALT_BYTES;
    private static final int HEAD_BYTES = NONCE_AT + NONCE_BYTES;
    private static final int ARGON2_MEMORY_KIB = 64 * 1024;
    private static final int ARGON2_PASSES = 3;

    private BackupSeal() {}

    /** Seals an archive. Takes up to a second. */
    static byte[] seal(BackupKind kind, byte[] archive, String passphrase, SecureRandom random) {
        byte[] head = new byte[HEAD_BYTES];
        random.nextBytes(head);
        System.arraycopy(MAGIC, 0, head, 0, MAGIC.length);
        head[MAGIC.length] = VERSION;
        head[MAGIC.length + 1] = kind.code();
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, head, passphrase).doFinal(archive);
            return ByteBuffer.allocate(HEAD_BYTES + secret.length)
                    .put(head)
                    .put(secret)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has ChaCha20-Poly1305", e);
        }
    }

    /**
     * Opens what {@link #seal} made. Takes up to a second.
     *
     * @throws BackupException if it is no backup of that kind, the passphrase is another, or it was altered
     */
    static byte[] open(BackupKind kind, byte[] sealed, String passphrase) {
        BackupException.require(
                sealed.length >= HEAD_BYTES + TAG_BYTES
                        && Arrays.equals(sealed, 0, MAGIC.length, MAGIC, 0, MAGIC.length),
                "this is no backup of voider's");
        BackupException.require(
                sealed[MAGIC.length] == VERSION,
                "this backup is of version " + sealed[MAGIC.length] + "; this voider restores version " + VERSION);
        BackupException.require(sealed[MAGIC.length + 1] == kind.code(), "this is a backup, but not of " + kind.noun());
        try {
            return cipher(Cipher.DECRYPT_MODE, sealed, passphrase)
                    .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (AEADBadTagException e) {
            throw new BackupException("the passphrase is another one, or the backup was altered");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has ChaCha20-Poly1305", e);
        }
    }

    private static Cipher cipher(int mode, byte[] head, String passphrase) throws GeneralSecurityException {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(ARGON2_MEMORY_KIB)
                .withIterations(ARGON2_PASSES)
                .withParallelism(1)
                .withSalt(Arrays.copyOfRange(head, SALT_AT, NONCE_AT))
                .build());
        byte[] key = new byte[32];
        String normal = Normalizer.normalize(passphrase, Normalizer.Form.NFC);
        argon2.generateBytes(normal.getBytes(StandardCharsets.UTF_8), key);
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(head, NONCE_AT, NONCE_BYTES));
        cipher.updateAAD(head, 0, NONCE_AT);
        return cipher;
    }
}
