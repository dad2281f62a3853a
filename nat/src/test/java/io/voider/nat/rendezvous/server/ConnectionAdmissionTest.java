package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionAdmissionTest {
    private final Counters<RendezvousCounter> counts = new Counters<>(RendezvousCounter.class);
    private final ConnectionAdmission admission = new ConnectionAdmission(RendezvousLimits.DEFAULT, counts);
    private long now;

    private boolean admit(String address) throws UnknownHostException {
        now += TimeUnit.MILLISECONDS.toNanos(50);
        return admission.admit(InetAddress.getByName(address), now);
    }

    /** What a provider gives to one customer: 65,536 networks of 64 bits. */
    @Test
    void oneSiteHasNoMoreConnectionsForHavingManyNetworks() throws Exception {
        int admitted = 0;
        for (int network = 0; network < 1000; network++) {
            admitted += admit("2001:db8:7:" + Integer.toHexString(network) + "::1") ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(256);
        assertThat(admit("2001:db8:8::1")).as("another site").isTrue();
        assertThat(admit("203.0.113.7")).as("whoever has IPv4").isTrue();
    }

    @Test
    void whoLeavesMakesRoom() throws Exception {
        for (int network = 0; network < 256; network++) {
            assertThat(admit("2001:db8:7:" + Integer.toHexString(network) + "::1"))
                    .isTrue();
        }
        assertThat(admit("2001:db8:7:ffff::1")).isFalse();
        admission.left(InetAddress.getByName("2001:db8:7:5::1"));
        assertThat(admit("2001:db8:7:ffff::1")).isTrue();
    }

    @Test
    void oneAddressHasSoManyConnections() throws Exception {
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            now += TimeUnit.SECONDS.toNanos(1);
            admitted += admit("203.0.113.7") ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(64);
    }
}
