package io.voider.cli.phone.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The password of a phone's own menu and web page: twelve digits, which can be typed on every phone. It follows from a secret of the
 * node's, so that it is the same after a restart and a restore, and nothing else has to be kept.
 */
public final class AdminPassword {
    private static final BigInteger TWELVE_DIGITS = BigInteger.TEN.pow(12);
    private static final String PURPOSE = "voider, the password of phone ";

    private AdminPassword() {}

    /**
     * That of a phone.
     *
     * @param secret 16 bytes at the least that only the node knows
     * @param phone its number p
     */
    public static String of(byte[] secret, int phone) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            BigInteger number = new BigInteger(1, mac.doFinal((PURPOSE + phone).getBytes(UTF_8)));
            // 256 bits for 40: no digit is likelier than another by anything that counts.
            String digits = number.mod(TWELVE_DIGITS).toString();
            return "0".repeat(12 - digits.length()) + digits;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", missing);
        }
    }
}
