package io.voider.cli.node.signalling;

import io.voider.nat.limit.Rate;
import io.voider.nat.limit.SourceRates;
import java.util.Set;

/**
 * How much signalling each phone of this home may send, so that none keeps the others from being heard: {@value #PER_SECOND} messages a
 * second, and {@value #AT_ONCE} at once. A phone that starts sends as many as it has lamps, each
 * of which it then answers for, and an exchange that is a phone here sends some 20 a call.
 * All that is on the wire and is no phone has one share together.
 *
 * <p>The phones may be set from any thread; the rest belongs to one. Bounded: a rate for each of the 254 phones that there can be, and one.
 */
final class SignallingShares {
    static final int PER_SECOND = 400;
    static final int AT_ONCE = DatagramIntake.MOST_WAITING / 4;

    private static final int MOST_PHONES = 254;
    /** An address that no phone has. */
    private static final int NO_PHONE = 0;

    private final SourceRates rates = new SourceRates(new Rate(PER_SECOND, AT_ONCE), MOST_PHONES + 1);
    private volatile Set<Integer> phones = Set.of();

    /** These addresses are the phones' from now on. */
    void phones(Set<Integer> addresses) {
        phones = Set.copyOf(addresses);
    }

    /** Whether one more message, or piece of one, from that address is within its sender's share. */
    boolean allows(int source, long nowNanos) {
        return rates.take(phones.contains(source) ? source : NO_PHONE, 1, nowNanos);
    }
}
