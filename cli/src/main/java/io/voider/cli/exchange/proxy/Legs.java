package io.voider.cli.exchange.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of each phone of which the proxy changes anything, by the other home and the Call-ID, each until its time is over.
 *
 * <p>Of those that the phone begins there are {@value #MOST_OF_A_PHONE}; the one of which there was a message longest ago gives way to
 * another of the phone's own. Of those that come in there are {@value #MOST_OF_A_PARTY} of each other home and {@value #MOST_COMING_IN}
 * in all, and one that is not over gives way to none: whoever calls cannot have another call forgotten, nor its own.
 */
final class Legs {
    static final int MOST_OF_A_PHONE = 128;
    static final int MOST_OF_A_PARTY = 16;
    static final int MOST_COMING_IN = 256;
    private static final int LONG_CALL_ID = 128;

    /** @param home the first three octets of the other party's number: another of its phones may go on */
    private record Key(int home, String callId) {}

    private final Map<Integer, Map<Key, Leg>> begun = new HashMap<>();
    private final Map<Integer, Map<Key, Leg>> comingIn = new HashMap<>();

    /** The call of a phone with another party, or null. */
    @Nullable
    Leg find(int phone, int other, String callId, long nowNanos) {
        Key key = key(other, callId);
        Leg leg = live(begun, phone, key, nowNanos);
        return leg == null ? live(comingIn, phone, key, nowNanos) : leg;
    }

    /** The call of that Call-ID, of those that the phone began first, with whomever it is; or null. */
    @Nullable
    Leg find(int phone, String callId, long nowNanos) {
        String kept = shortened(callId);
        for (Map<Integer, Map<Key, Leg>> which : List.of(begun, comingIn)) {
            Leg last = null;
            for (Map.Entry<Key, Leg> entry : which.getOrDefault(phone, Map.of()).entrySet()) {
                if (entry.getKey().callId.equals(kept) && !entry.getValue().isOver(nowNanos)) {
                    last = entry.getValue();
                }
            }
            if (last != null) {
                return last;
            }
        }
        return null;
    }

    private static @Nullable Leg live(Map<Integer, Map<Key, Leg>> which, int phone, Key key, long nowNanos) {
        Map<Key, Leg> legs = which.get(phone);
        Leg leg = legs == null ? null : legs.get(key);
        return leg == null || leg.isOver(nowNanos) ? null : leg;
    }

    /** Remembers a call that the phone begins. */
    void begin(int phone, String callId, Leg leg, long nowNanos) {
        Map<Key, Leg> legs = begun.computeIfAbsent(phone, any -> new LinkedHashMap<>(16, 0.75f, true));
        legs.values().removeIf(old -> old.isOver(nowNanos));
        legs.put(key(leg.dialled(), callId), leg);
        if (legs.size() > MOST_OF_A_PHONE) {
            legs.remove(legs.keySet().iterator().next());
        }
    }

    /** Remembers a call that comes in; returns whether there was room. */
    boolean comeIn(int phone, String callId, Leg leg, long nowNanos) {
        Map<Key, Leg> legs = comingIn.computeIfAbsent(phone, any -> new LinkedHashMap<>());
        legs.values().removeIf(old -> old.isOver(nowNanos));
        Key key = key(leg.dialled(), callId);
        Leg before = legs.get(key);
        if (before != null && !before.hasEnded()) {
            return false;
        }
        legs.remove(key);
        long ofParty =
                legs.keySet().stream().filter(other -> other.home == key.home).count();
        if (ofParty >= MOST_OF_A_PARTY && !forgetEnded(legs, key.home)) {
            return false;
        }
        if (legs.size() >= MOST_COMING_IN && !forgetEnded(legs, key.home)) {
            return false;
        }
        legs.put(key, leg);
        return true;
    }

    private static boolean forgetEnded(Map<Key, Leg> legs, int home) {
        for (Map.Entry<Key, Leg> entry : legs.entrySet()) {
            if (entry.getKey().home == home && entry.getValue().hasEnded()) {
                return legs.remove(entry.getKey(), entry.getValue());
            }
        }
        return false;
    }

    /** Forgets a question that has its answer. */
    void forget(int phone, String callId, Leg leg) {
        Key key = key(leg.dialled(), callId);
        for (Map<Integer, Map<Key, Leg>> which : List.of(begun, comingIn)) {
            Map<Key, Leg> legs = which.get(phone);
            if (legs != null) {
                legs.remove(key, leg);
            }
        }
    }

    /** Forgets what is over. */
    void tick(long nowNanos) {
        begun.values().forEach(legs -> legs.values().removeIf(old -> old.isOver(nowNanos)));
        comingIn.values().forEach(legs -> legs.values().removeIf(old -> old.isOver(nowNanos)));
    }

    private static Key key(int other, String callId) {
        return new Key(other >>> 8, shortened(callId));
    }

    /** Call-IDs have any length; what is kept of them has not. */
    private static String shortened(String callId) {
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
