package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriSwapTest {
    private static final UriSwap BOB = new UriSwap("21", "172.16.5.2", null, "10.1.2.1");

    @ParameterizedTest
    @CsvSource({
        "sip:21@172.16.5.2, sip:10.1.2.1",
        "sip:21@172.16.5.2:5070;lr, sip:10.1.2.1:5070;lr",
        "sips:21@172.16.5.2, sips:10.1.2.1",
        "sip:x@172.16.5.2, sip:x@10.1.2.1"
    })
    void eachIsWrittenAsTheOther(String phones, String switchboards) {
        assertThat(BOB.swap(phones)).isEqualTo(switchboards);
        assertThat(BOB.swap(switchboards)).isEqualTo(phones);
        assertThat(BOB.resolved(phones)).isEqualTo(switchboards);
        assertThat(BOB.resolved(switchboards)).as("it is resolved").isEqualTo(switchboards);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:21@172.16.5.3", "sip:10.1.2.2", "tel:21", "21@172.16.5.2", "172.16.5.2", ""})
    void anyOtherStays(String uri) {
        assertThat(BOB.swap(uri)).isEqualTo(uri);
        assertThat(BOB.resolved(uri)).isEqualTo(uri);
    }

    @Test
    void whereHostsAloneAreSwappedTheUserStays() {
        UriSwap hosts = UriSwap.ofHosts("172.16.5.2", "10.1.2.1");
        assertThat(hosts.swap("sip:a@172.16.5.2")).isEqualTo("sip:a@10.1.2.1");
        assertThat(hosts.swap("sip:172.16.5.2")).isEqualTo("sip:10.1.2.1");
    }

    @Test
    void itIsAsLongAsItsTexts() {
        assertThat(BOB.length()).isEqualTo(2 + 10 + 8);
        assertThat(new UriSwap("ab", "h", "cde", "ij").length()).isEqualTo(2 + 1 + 3 + 2);
        assertThat(new UriSwap(null, "h", "cde", "ij").length()).isEqualTo(1 + 3 + 2);
    }
}
