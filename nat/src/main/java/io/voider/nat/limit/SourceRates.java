package io.voider.nat.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link Rate} for each source: an IPv4 address, or an IPv6 network of 64 bits, which is what one home has. Knows at
 * most {@code maxSources}; the one that has been silent longest is forgotten first, which can only be to its advantage.
 */
public final class SourceRates {
    private final Rate rate;
    private final Map<Long, TokenBucket> buckets;

    public SourceRates(Rate rate, int maxSources) {
        this.rate = rate;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, TokenBucket> eldest) {
                return size() > maxSources;
            }
        };
    }

    public boolean take(InetAddress source, long amount, long nowNanos) {
        return take(key(source), amount, nowNanos);
    }

    /** The same for a source that is known by another number than its address. */
    public boolean take(long source, long amount, long nowNanos) {
        return buckets.computeIfAbsent(source, fresh -> new TokenBucket(rate, nowNanos))
                .take(amount, nowNanos);
    }

    public int sources() {
        return buckets.size();
    }

    /** The number of a source's site: an IPv4 address, or an IPv6 network of 48 bits, the most that one customer gets. */
    public static long siteKey(InetAddress source) {
        return source instanceof Inet6Address ? key(source) & 0xFFFF_FFFF_FFFF_0000L : key(source);
    }

    /** The number under which a source is known: its first 64 bits, or its 32 bits with a mark that no IPv6 network has. */
    public static long key(InetAddress source) {
        ByteBuffer bytes = ByteBuffer.wrap(source.getAddress());
        return source instanceof Inet6Address
                ? bytes.getLong()
                : 0xFFFF_FFFF_0000_0000L | (bytes.getInt() & 0xFFFF_FFFFL);
    }
}
