package io.voider.cli.exchange.proxy;

import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.call.Answer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Asks phones for their passwords (RFC 7616, RFC 8760): SHA-256, and MD5 for those that know no better. A nonce says when it was made and
 * is signed, so nothing is remembered of it until it proves a password; one that is older than {@value #LIFE_SECONDS} s is stale, and so
 * is one whose count ({@code nc}) was used before.
 *
 * <p>Which user name is used does not matter: it is by its address that the node knows which phone it is.
 */
final class DigestGuard {
    static final int LIFE_SECONDS = 300;

    private static final String SIGNATURE = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;
    private static final int TIME_DIGITS = 16;
    private static final int LONGEST_CREDENTIALS = 1_024;
    private static final Pattern COUNT = Pattern.compile("[0-9a-fA-F]{1,8}");

    private final SecretKeySpec key;
    private final SpentNonces spent = new SpentNonces(LIFE_SECONDS * 1_000_000_000L);

    /** @param secret 16 random bytes or more, another in each run */
    DigestGuard(byte[] secret) {
        key = new SecretKeySpec(secret, SIGNATURE);
    }

    /**
     * What a request is answered with that does not prove the password.
     *
     * @param phone the phone's address, to which a nonce is bound
     * @return null if it does
     */
    @Nullable
    Answer forbids(SipMessage request, int phone, String password, long nowNanos) {
        boolean stale = false;
        for (String value : request.values(SipHeader.AUTHORIZATION)) {
            if (value.length() > LONGEST_CREDENTIALS) {
                return Answer.badRequest("Credentials of more than " + LONGEST_CREDENTIALS + " characters");
            }
            Map<String, String> given = DigestParameters.of(value);
            if (given == null) {
                continue;
            }
            String nonce = given.getOrDefault("nonce", "");
            boolean ours = DigestRealm.REALM.equals(given.get("realm")) && isOurs(nonce, phone);
            if (ours && proves(given, nonce, request.methodName(), password)) {
                if (isFresh(nonce, nowNanos) && spent.use(nonce, madeAt(nonce), count(given), nowNanos)) {
                    return null;
                }
                stale = true;
            }
        }
        return challenge(phone, stale, nowNanos);
    }

    private Answer challenge(int phone, boolean stale, long nowNanos) {
        String time = HexFormat.of().toHexDigits(nowNanos);
        String rest = ", nonce=\"" + time + signature(time, phone) + "\", qop=\"auth\"" + (stale ? ", stale=true" : "");
        String realm = "WWW-Authenticate: Digest realm=\"" + DigestRealm.REALM + "\", algorithm=";
        return new Answer(401, "Unauthorized", List.of(realm + "SHA-256" + rest, realm + "MD5" + rest));
    }

    private boolean isOurs(String nonce, int phone) {
        if (nonce.length() != TIME_DIGITS + 2 * SIGNATURE_BYTES) {
            return false;
        }
        String time = nonce.substring(0, TIME_DIGITS);
        return equal(nonce.substring(TIME_DIGITS), signature(time, phone));
    }

    private static boolean isFresh(String nonce, long nowNanos) {
        return nowNanos - madeAt(nonce) < LIFE_SECONDS * 1_000_000_000L;
    }

    private static long madeAt(String nonce) {
        return HexFormat.fromHexDigitsToLong(nonce, 0, TIME_DIGITS);
    }

    /** Which use of its nonce it is; without qop there is one. */
    private static long count(Map<String, String> given) {
        String count = given.getOrDefault("nc", "");
        if (given.get("qop") == null) {
            return 1;
        }
        return COUNT.matcher(count).matches() ? HexFormat.fromHexDigitsToLong(count) : 0;
    }

    private String signature(String time, int phone) {
        try {
            Mac mac = Mac.getInstance(SIGNATURE);
            mac.init(key);
            byte[] whole = mac.doFinal((time + " " + phone).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(whole, 0, SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 7616 section 3.4.1, and without qop as RFC 2069 had it. */
    private static boolean proves(Map<String, String> given, String nonce, String method, String password) {
        String algorithm = given.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
        if (!algorithm.equals("MD5") && !algorithm.equals("SHA-256")) {
            return false;
        }
        String user = given.getOrDefault("username", "");
        String secret = hash(algorithm, user + ":" + DigestRealm.REALM + ":" + password);
        String asked = hash(algorithm, method + ":" + given.getOrDefault("uri", ""));
        String qop = given.get("qop");
        String between = qop == null
                ? nonce
                : nonce + ":" + given.getOrDefault("nc", "") + ":" + given.getOrDefault("cnonce", "") + ":" + qop;
        boolean known = qop == null || qop.equalsIgnoreCase("auth");
        String response = given.getOrDefault("response", "").toLowerCase(Locale.ROOT);
        return known && equal(response, hash(algorithm, secret + ":" + between + ":" + asked));
    }

    private static String hash(String algorithm, String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
