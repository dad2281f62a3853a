package io.voider.ns.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("AddressSelection") // literals alone, no names
class UdpAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "255.255.255.255", "0.0.0.0", "2001:db8::1", "::", "fe80::1%7"})
    void anAddressIsReadAsItWasWritten(String host) {
        for (int port : new int[] {0, 1, 0x1234, 65_535}) {
            InetSocketAddress address = new InetSocketAddress(host, port);
            ByteBuffer memory = memory();
            int length = UdpAddress.of(address).write(memory, 0);
            assertThat(length).isEqualTo(host.contains(":") ? UdpAddress.IPV6_BYTES : UdpAddress.IPV4_BYTES);
            assertThat(UdpAddress.at(memory, 0).address()).isEqualTo(address);
            assertThat(UdpAddress.of(address).isAt(memory, 0)).isTrue();
        }
    }

    @Test
    void anotherAddressOrPortIsToldApart() {
        ByteBuffer memory = memory();
        UdpAddress.of(new InetSocketAddress("2001:db8::1", 5)).write(memory, 0);
        for (InetSocketAddress other : new InetSocketAddress[] {
            new InetSocketAddress("2001:db8::1", 6),
            new InetSocketAddress("2001:db8::2", 5),
            new InetSocketAddress("2001:db9::1", 5),
            new InetSocketAddress("127.0.0.1", 5)
        }) {
            assertThat(UdpAddress.of(other).isAt(memory, 0)).isFalse();
        }
    }

    @Test
    void aNameIsNoAddress() {
        InetSocketAddress name = InetSocketAddress.createUnresolved("voider.example", 1);
        assertThatThrownBy(() -> UdpAddress.of(name)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ByteBuffer memory() {
        return ByteBuffer.allocate(UdpAddress.BYTES).order(ByteOrder.nativeOrder());
    }
}
