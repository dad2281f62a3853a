package io.voider.transport.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EndpointProperties {
    @Property
    void everyAddressComesBackFromItsText(
            @ForAll @Size(16) byte[] raw, @ForAll boolean ipv4, @ForAll @IntRange(min = 1, max = 65535) int port)
            throws UnknownHostException {
        byte[] address = ipv4 ? Arrays.copyOf(raw, 4) : raw;
        InetSocketAddress socketAddress = new InetSocketAddress(InetAddress.getByAddress(address), port);

        Endpoint read = Endpoint.parse(Endpoint.of(socketAddress).text());

        assertThat(read.isLiteral()).isTrue();
        assertThat(read.literal()).isEqualTo(socketAddress);
    }

    @Property
    void whateverIsReadIsWrittenAsItStood(@ForAll String text) {
        try {
            assertThat(Endpoint.parse(text).text()).isEqualTo(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("'[ -~…]*' .*");
        }
    }

    @Example
    void namesAreNotLookedUp() {
        Endpoint name = Endpoint.parse("rendezvous.example:7443");
        assertThat(name.isLiteral()).isFalse();
        assertThatThrownBy(name::literal).isInstanceOf(IllegalArgumentException.class);
        assertThat(Endpoint.parse("[2001:DB8::1]:7443").literal().getPort()).isEqualTo(7443);
    }

    @Example
    void whatIsNoEndpointIsRefused() {
        for (String text : List.of(
                "host",
                ":1",
                "host:0",
                "host:65536",
                "host:x",
                "host:01",
                "2001:db8::1:7443",
                "a b:1",
                "[::1:7443",
                "[1.2.3.4]:1",
                "-a:1",
                "a..b:1")) {
            assertThatThrownBy(() -> Endpoint.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
