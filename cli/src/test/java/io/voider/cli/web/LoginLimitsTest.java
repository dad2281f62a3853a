package io.voider.cli.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LoginLimits limits = new LoginLimits(0);

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }

    private int tries(String from, long nowNanos) {
        int tries = 0;
        while (limits.take(address(from), false, nowNanos) == 0) {
            tries++;
        }
        return tries;
    }

    @Test
    void aSourceHasFiveTriesAndThenOneAMinute() {
        assertThat(tries("192.0.2.1", 0)).isEqualTo(5);
        assertThat(limits.take(address("192.0.2.1"), false, MINUTE - SECOND)).isEqualTo(SECOND);
        assertThat(tries("192.0.2.1", MINUTE)).isEqualTo(1);
        assertThat(tries("192.0.2.1", 100 * MINUTE)).isEqualTo(5);
    }

    @Test
    void aNetworkOfIpv6IsOneSource() {
        assertThat(tries("2001:db8::1", 0)).isEqualTo(5);
        assertThat(tries("2001:db8::ffff:2", 0)).isZero();
        assertThat(tries("2001:db8:0:1::1", 0)).isEqualTo(5);
    }

    @Test
    void allTogetherHaveThirtyAndThenOneEachTenSeconds() {
        int tries = 0;
        for (int source = 1; source < 100; source++) {
            tries += tries("198.51.100." + source, 0);
        }
        assertThat(tries).isEqualTo(30);
        assertThat(limits.take(address("203.0.113.1"), false, 0)).isEqualTo(10 * SECOND);
        assertThat(tries("203.0.113.1", 10 * SECOND)).isEqualTo(1);
    }

    @Test
    void nobodyElsewhereUsesUpWhatThisMachineHas() {
        for (int source = 1; source < 100; source++) {
            tries("198.51.100." + source, 0);
        }
        int here = 0;
        while (limits.take(address("127.0.0.1"), true, 0) == 0) {
            here++;
        }
        assertThat(here).isEqualTo(10);
        assertThat(limits.take(address("127.0.0.1"), true, SECOND)).isZero();
    }

    @Test
    void theRightPasswordWasNoGuess() {
        assertThat(tries("192.0.2.1", 0)).isEqualTo(5);
        limits.succeeded(address("192.0.2.1"), false);
        assertThat(tries("192.0.2.1", 0)).isEqualTo(5);
    }

    @Test
    void fewSourcesAreRememberedHoweverManyTry() {
        for (int second = 0; second < 100_000; second++) {
            limits.take(
                    address("10." + (second >> 16) + "." + (second >> 8 & 255) + "." + (second & 255)),
                    false,
                    second * SECOND);
        }
        assertThat(limits.remembered()).isLessThan(100);
    }
}
