package io.voider.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.address.Endpoint;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a rendezvous that a stranger's file names. */
class RendezvousTest {
    private static String saidOf(String... addresses) {
        return Rendezvous.of(Stream.of(addresses).map(Endpoint::parse).toList(), new byte[32], "AAAA")
                .whereItIsWithin("ask");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7443", "127.8.0.1:22", "0.0.0.0:7443", "[::1]:7443", "[::]:7443"})
    void thisMachineIsNamed(String address) {
        assertThat(saidOf(address))
                .contains(address)
                .contains("which is this machine")
                .endsWith("if none runs here, ask");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1:7443",
                "172.31.255.1:7443",
                "192.168.1.1:443",
                "100.64.0.1:7443",
                "169.254.169.254:80",
                "[fd00::1]:7443",
                "[fe80::1]:7443"
            })
    void anAddressWithinANetworkIsNamed(String address) {
        assertThat(saidOf(address))
                .contains(address)
                .contains("within a network")
                .endsWith("if you know of none, ask");
    }

    @Test
    void eachOfTheAddressesCounts() {
        assertThat(saidOf("rendezvous.example:443", "192.168.1.1:443")).contains("192.168.1.1:443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"203.0.113.7:7443", "172.32.0.1:443", "100.128.0.1:443", "[2001:db8::1]:443", "home.example:443"
            })
    void nothingIsSaidOfOthers(String address) {
        assertThat(saidOf(address)).isEmpty();
    }
}
