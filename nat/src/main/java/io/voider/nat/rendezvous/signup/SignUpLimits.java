package io.voider.nat.rendezvous.signup;

import io.voider.nat.limit.Rate;
import io.voider.nat.limit.SourceRates;
import io.voider.nat.limit.TokenBucket;
import java.net.InetAddress;

/**
 * How many orders strangers may place. Looking at a certificate costs a little of what an address may have, an order that stands
 * much more; both come back with time.
 */
final class SignUpLimits {
    /** Orders that wait for their payment. */
    static final int OPEN_ORDERS = 10_000;
    /** Strangers who wait until their certificate is looked at. */
    static final int WAITING = 64;

    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long LOOKS_PER_HOUR = 60;
    private static final long ORDERS_PER_HOUR = 6;
    private static final long ORDERS_PER_HOUR_ALTOGETHER = 600;
    private static final int SOURCES = 20_000;

    private final SourceRates perAddress = new SourceRates(new Rate(1, SECONDS_PER_HOUR), SOURCES);
    private final TokenBucket awaited;
    /** Who has a voucher or has worked does not wait for those who order and pay nothing. */
    private final TokenBucket paid;

    SignUpLimits(long nowNanos) {
        awaited = new TokenBucket(new Rate(1, SECONDS_PER_HOUR), nowNanos);
        paid = new TokenBucket(new Rate(1, SECONDS_PER_HOUR), nowNanos);
    }

    boolean mayTry(InetAddress from, long nowNanos) {
        return perAddress.take(from, SECONDS_PER_HOUR / LOOKS_PER_HOUR, nowNanos);
    }

    /** @param isPaid whether by a voucher or by work */
    boolean mayOrder(InetAddress from, boolean isPaid, long nowNanos) {
        return perAddress.take(from, SECONDS_PER_HOUR / ORDERS_PER_HOUR - SECONDS_PER_HOUR / LOOKS_PER_HOUR, nowNanos)
                && (isPaid ? paid : awaited).take(SECONDS_PER_HOUR / ORDERS_PER_HOUR_ALTOGETHER, nowNanos);
    }
}
