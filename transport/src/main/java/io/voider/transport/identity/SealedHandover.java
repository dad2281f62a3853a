package io.voider.transport.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An invitation or access credential that may travel by mail, while its passphrase is said over the telephone.
 *
 * <pre>
 * PEM block 'VOIDER SEALED HANDOVER':
 * version (1) = 1   salt (16)   nonce (12)   ChaCha20-Poly1305 (RFC 8439) of the text, 4 KiB blocks of it
 * key             Argon2id (RFC 9106), 64 MiB, 3 passes, 1 lane, over the passphrase's letters
 * associated data version and salt
 * </pre>
 *
 * <p>The text is filled up with newlines, so that its length does not tell what it is.
 */
public final class SealedHandover {
    private static final String LABEL = "VOIDER SEALED HANDOVER";
    private static final byte VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int PAD_BYTES = 4096;
    private static final int ARGON2_MEMORY_KIB = 64 * 1024;
    private static final int ARGON2_PASSES = 3;
    private static final int LARGEST_TEXT = 32 * 1024;

    private SealedHandover() {}

    /** Seals {@code text}. Takes up to a second. */
    public static String seal(String text, String passphrase, SecureRandom random) {
        byte[] head = new byte[1 + SALT_BYTES + NONCE_BYTES];
        random.nextBytes(head);
        head[0] = VERSION;
        byte[] plain = text.getBytes(StandardCharsets.US_ASCII);
        byte[] padded = Arrays.copyOf(plain, (plain.length / PAD_BYTES + 1) * PAD_BYTES);
        Arrays.fill(padded, plain.length, padded.length, (byte) '\n');
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, head, passphrase).doFinal(padded);
            return Pem.encode(
                    LABEL,
                    ByteBuffer.allocate(head.length + secret.length)
                            .put(head)
                            .put(secret)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has ChaCha20-Poly1305", e);
        }
    }

    /** Whether a text claims to be sealed, and a passphrase must be asked for. */
    public static boolean looksSealed(String text) {
        return text.startsWith("-----BEGIN " + LABEL + "-----");
    }

    /**
     * Opens what {@link #seal} made. Takes up to a second.
     *
     * @throws HandoverException if the passphrase is another, or the text is not as it was made
     */
    public static String open(String sealed, String passphrase) {
        HandoverException.require(sealed.length() <= LARGEST_TEXT, "this is larger than anything voider hands over");
        byte[] bytes = Pem.decode(LABEL, sealed.replace("\r\n", "\n").strip() + "\n");
        int headBytes = 1 + SALT_BYTES + NONCE_BYTES;
        HandoverException.require(bytes.length >= headBytes + TAG_BYTES, "the sealed text is not complete");
        HandoverException.require(
                bytes[0] == VERSION,
                "this was sealed by version " + bytes[0] + "; this voider opens version " + VERSION);
        try {
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, bytes, passphrase).doFinal(bytes, headBytes, bytes.length - headBytes);
            return new String(plain, StandardCharsets.US_ASCII).stripTrailing() + "\n";
        } catch (AEADBadTagException e) {
            throw new HandoverException("the passphrase is another one, or the file was altered", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has ChaCha20-Poly1305", e);
        }
    }

    private static Cipher cipher(int mode, byte[] head, String passphrase) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        byte[] key = key(Arrays.copyOfRange(head, 1, 1 + SALT_BYTES), passphrase);
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(head, 1 + SALT_BYTES, NONCE_BYTES));
        cipher.updateAAD(head, 0, 1 + SALT_BYTES);
        return cipher;
    }

    private static byte[] key(byte[] salt, String passphrase) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(ARGON2_MEMORY_KIB)
                .withIterations(ARGON2_PASSES)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] key = new byte[32];
        argon2.generateBytes(SpokenPassphrase.letters(passphrase).getBytes(StandardCharsets.US_ASCII), key);
        return key;
    }
}
