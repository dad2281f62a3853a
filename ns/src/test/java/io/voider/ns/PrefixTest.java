package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrefixTest {

    @Test
    void networkAndBroadcastAreTheFirstAndTheLastAddress() {
        Prefix prefix = Prefix.parse("172.31.200.77/22");
        assertThat(prefix.network()).hasToString("172.31.200.0/22");
        assertThat(prefix.broadcast().getHostAddress()).isEqualTo("172.31.203.255");
        assertThat(prefix.contains(Prefix.parseAddress("172.31.203.9"))).isTrue();
        assertThat(prefix.contains(Prefix.parseAddress("172.31.204.0"))).isFalse();
        assertThat(prefix.contains(Prefix.parseAddress("fd00::1"))).isFalse();
        assertThat(Prefix.parse("fd00:1:2:3:4::5/60").network()).hasToString("fd00:1:2::/60");
        for (String shortest : List.of(
                "::/0", "::1/128", "fe80::/10", "1:0:2::3:4:5/8", "1:0:2:3:4:5:6:7/64", "2001:db8::8:0:0:1/64")) {
            assertThat(Prefix.parse(shortest)).hasToString(shortest);
        }
        assertThat(Prefix.parse("10.1.2.3").length()).isEqualTo(32);
        assertThat(Prefix.parse("0.0.0.0/0").contains(Prefix.parseAddress("255.255.255.255")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0",
                "10.0.0.256",
                "1.2.3.4.5",
                "10.0.0.1/33",
                "10.0.0.1/-1",
                "10.0.0.1/",
                "::1/129",
                "fe80::1%lo",
                "[::1]",
                "a.b.c.d",
                "dead:beef",
                "1:2:3:4:5:6:7:8:9",
                "0x7f.1.1.1"
            })
    void whatIsNoAddressIsRefusedWithoutAskingAnybody(String text) {
        assertThatThrownBy(() -> Prefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void macAddressesAreReadAndWritten() {
        MacAddress mac = MacAddress.parse("02:00:5E:10:00:fe");
        assertThat(mac).hasToString("02:00:5e:10:00:fe");
        assertThat(MacAddress.of(mac.bytes())).isEqualTo(mac);
        assertThatThrownBy(() -> MacAddress.parse("02:00:5e:10:00")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MacAddress(1L << 48)).isInstanceOf(IllegalArgumentException.class);
    }
}
