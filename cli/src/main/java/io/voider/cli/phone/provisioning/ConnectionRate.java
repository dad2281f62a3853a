package io.voider.cli.phone.provisioning;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How often phones may connect: {@value #BURST} times at once, and once a second in the long run. A phone that starts fetches a dozen
 * documents.
 */
public final class ConnectionRate {
    static final int BURST = 60;
    private static final long NANOS_EACH = 1_000_000_000L;

    /** By the phone's address: until when what it had is paid for. */
    private final Map<Integer, Long> paidUntil = new HashMap<>();

    /** Whether a phone may connect at that moment. */
    public boolean allows(int phone, long nowNanos) {
        long earliest = nowNanos - BURST * NANOS_EACH;
        Long paid = paidUntil.get(phone);
        long from = paid == null || paid - earliest < 0 ? earliest : paid;
        if (from + NANOS_EACH - nowNanos > 0) {
            return false;
        }
        paidUntil.put(phone, from + NANOS_EACH);
        return true;
    }

    /** These are the phones from now on; of others nothing is remembered. */
    public void phones(Set<Integer> addresses) {
        paidUntil.keySet().retainAll(addresses);
    }
}
