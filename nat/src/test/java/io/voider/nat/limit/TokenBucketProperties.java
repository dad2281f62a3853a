package io.voider.nat.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TokenBucketProperties {
    private static final long SECOND = 1_000_000_000L;

    @Property
    void noMoreIsTakenThanBurstAndRateAllow(
            @ForAll @IntRange(min = 1, max = 1000) int perSecond,
            @ForAll @IntRange(min = 1, max = 1000) int burst,
            @ForAll long start,
            @ForAll @Size(max = 200) java.util.List<@LongRange(min = 0, max = SECOND) Long> pauses) {
        TokenBucket bucket = new TokenBucket(new Rate(perSecond, burst), start);
        long now = start;
        long taken = 0;
        for (long pause : pauses) {
            now += pause;
            taken += bucket.take(1, now) ? 1 : 0;
            assertThat(taken).isLessThanOrEqualTo(burst + (now - start) * perSecond / SECOND + 1);
        }
    }

    @Property
    void whoKeepsToTheRateIsNeverRefused(
            @ForAll @IntRange(min = 1, max = 1000) int perSecond, @ForAll @IntRange(min = 1, max = 10) int burst) {
        TokenBucket bucket = new TokenBucket(new Rate(perSecond, burst), 0);
        for (int i = 0; i < 2000; i++) {
            assertThat(bucket.take(1, i * (SECOND / perSecond + 1))).isTrue();
        }
    }

    @Example
    void eachSourceHasItsOwnRateAndTheTableIsBounded() throws UnknownHostException {
        SourceRates rates = new SourceRates(new Rate(1, 2), 3);
        InetAddress noisy = InetAddress.getByName("192.0.2.1");

        assertThat(rates.take(noisy, 1, 0)).isTrue();
        assertThat(rates.take(noisy, 1, 0)).isTrue();
        assertThat(rates.take(noisy, 1, 0)).isFalse();
        assertThat(rates.take(InetAddress.getByName("192.0.2.2"), 1, 0)).isTrue();
        for (int i = 0; i < 100; i++) {
            rates.take(InetAddress.getByName("198.51.100." + i), 1, 0);
        }
        assertThat(rates.sources()).isEqualTo(3);
    }

    @Example
    void aHomesWholeIpv6NetworkIsOneSource() throws UnknownHostException {
        assertThat(SourceRates.key(InetAddress.getByName("2001:db8:1:2::1")))
                .isEqualTo(SourceRates.key(InetAddress.getByName("2001:db8:1:2:ffff::9")))
                .isNotEqualTo(SourceRates.key(InetAddress.getByName("2001:db8:1:3::1")));
    }
}
