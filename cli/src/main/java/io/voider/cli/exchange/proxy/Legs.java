package io.voider.cli.exchange.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of each phone of which the proxy changes anything: the {@value #MOST_OF_A_PHONE} of which there was a message last. What
 * comes of one that was forgotten is passed on as it is, with the addresses of the phone's wire in it.
 */
final class Legs {
    static final int MOST_OF_A_PHONE = 128;
    private static final int LONG_CALL_ID = 128;

    private final Map<Integer, Map<String, Leg>> byPhone = new HashMap<>();

    @Nullable
    Leg find(int phone, String callId) {
        Map<String, Leg> legs = byPhone.get(phone);
        return legs == null ? null : legs.get(key(callId));
    }

    void put(int phone, String callId, Leg leg) {
        Map<String, Leg> legs = byPhone.computeIfAbsent(phone, any -> new LinkedHashMap<>(16, 0.75f, true));
        legs.put(key(callId), leg);
        if (legs.size() > MOST_OF_A_PHONE) {
            legs.remove(legs.keySet().iterator().next());
        }
    }

    /** Call-IDs have any length; what is kept of them has not. */
    private static String key(String callId) {
        if (callId.length() <= LONG_CALL_ID) {
            return callId;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(callId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
