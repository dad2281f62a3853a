package io.voider.nat.turn.server;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * NONCEs that the server need not remember: the second (of its monotonic clock) in which one ends, and an HMAC that ties
 * it to the client's address and port. So a request with a good nonce comes from where it says it does.
 */
final class Nonces {
    static final long LIFETIME_SECONDS = 3600;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int TAG_LENGTH = 12;

    private final SecretKeySpec key;

    Nonces(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    String issue(InetSocketAddress client, long nowNanos) {
        return nonce(TimeUnit.NANOSECONDS.toSeconds(nowNanos) + LIFETIME_SECONDS, client);
    }

    boolean isGood(String nonce, InetSocketAddress client, long nowNanos) {
        int dot = nonce.indexOf('.');
        if (dot < 1 || dot > 16) {
            return false;
        }
        try {
            long end = Long.parseLong(nonce.substring(0, dot), Character.MAX_RADIX);
            byte[] right = nonce(end, client).getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(right, nonce.getBytes(StandardCharsets.UTF_8))
                    && TimeUnit.NANOSECONDS.toSeconds(nowNanos) <= end;
        } catch (NumberFormatException forged) {
            return false;
        }
    }

    private String nonce(long end, InetSocketAddress client) {
        String begin = Long.toString(end, Character.MAX_RADIX);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(client.getAddress().getAddress());
            byte[] tag = mac.doFinal((":" + client.getPort() + ":" + begin).getBytes(StandardCharsets.US_ASCII));
            return begin + "." + Base64.getUrlEncoder().encodeToString(tag).substring(0, TAG_LENGTH);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, missing);
        }
    }
}
