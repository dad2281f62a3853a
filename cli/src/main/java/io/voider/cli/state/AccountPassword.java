package io.voider.cli.state;

import io.voider.nat.rendezvous.Octets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The password with which a phone registers at its gateway, where that is asked for: sixteen letters and digits. It follows from the
 * node's secret and the phone's number, so a restored backup has the same.
 */
public final class AccountPassword {
    private static final String PURPOSE = "voider, the account of phone ";
    private static final String ALGORITHM = "HmacSHA256";
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 16;

    private AccountPassword() {}

    /** The password of phone {@code number}, or null if none is asked for. */
    public static @Nullable String of(State state, int number) {
        return state.settings().accountPasswords() ? derived(state.sealingSeed(), number) : null;
    }

    private static String derived(String seed, int number) {
        byte[] key = Octets.parse(seed).toBytes();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] digest = mac.doFinal((PURPOSE + number).getBytes(StandardCharsets.US_ASCII));
            StringBuilder password = new StringBuilder(LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                password.append(LETTERS.charAt(digest[i] & LETTERS.length() - 1));
            }
            return password.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
