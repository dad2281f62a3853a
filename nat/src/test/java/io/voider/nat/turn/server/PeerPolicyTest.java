package io.voider.nat.turn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerPolicyTest {
    private static InetAddress address(String text) throws UnknownHostException {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        assertThat(bytes).as(text).isNotNull();
        return InetAddress.getByAddress(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.9.9.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::10.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:7f00:1::",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a00:1::",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2a00:1450::5efe:a00:1",
                "2a00:1450::200:5efe:a00:1",
                "4000::1"
            })
    void privateAndSpecialAddressesAreRefusedInEveryEncoding(String peer) throws UnknownHostException {
        assertThat(new PeerPolicy(List.of()).allows(address(peer))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "2a00:1450:4001::1",
                "2001:200::1",
                "2606:4700::1111"
            })
    void publicAddressesAreAllowed(String peer) throws UnknownHostException {
        assertThat(new PeerPolicy(List.of()).allows(address(peer))).isTrue();
    }

    @Test
    void anIpv4AddressMappedIntoIpv6IsTheIpv4Address() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};

        assertThat(new PeerPolicy(List.of()).allows(InetAddress.getByAddress(mapped)))
                .isFalse();
    }

    @Test
    void aLabsRangeIsAllowedAndNothingBesideIt() throws UnknownHostException {
        PeerPolicy lab = new PeerPolicy(List.of("198.51.100.0/25", "fd00:1::/32"));

        assertThat(lab.allows(address("198.51.100.127"))).isTrue();
        assertThat(lab.allows(address("198.51.100.128"))).isFalse();
        assertThat(lab.allows(address("fd00:1::5"))).isTrue();
        assertThat(lab.allows(address("fd00:2::5"))).isFalse();
        assertThat(lab.allows(address("127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "host/8", "/8", "10.0.0.0/x", "::/129"})
    void aMalformedRangeIsRefused(String range) {
        assertThatThrownBy(() -> new PeerPolicy(List.of(range))).isInstanceOf(IllegalArgumentException.class);
    }
}
