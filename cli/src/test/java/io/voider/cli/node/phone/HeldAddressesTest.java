package io.voider.cli.node.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.cli.phone.dhcp.PhoneHolding;
import io.voider.ns.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeldAddressesTest {
    private static final int FIRST = 0xAC10_0001;
    private static final int SECOND = 0xAC10_0005;
    private static final MacAddress STATION = MacAddress.parse("02:00:00:00:00:01");
    private static final MacAddress OTHER = MacAddress.parse("02:00:00:00:00:02");

    private final EmbeddedChannel time = new EmbeddedChannel();
    private final List<PhoneHolding> leases = new ArrayList<>();
    private final List<Map<String, MacAddress>> told = new ArrayList<>();
    private final HeldAddresses held = new HeldAddresses(time.eventLoop(), () -> leases);

    private void lease(int address, MacAddress station, long seconds) {
        long now = time.eventLoop().ticker().nanoTime();
        leases.removeIf(each -> each.address() == address);
        leases.add(new PhoneHolding(address, station, now, now + TimeUnit.SECONDS.toNanos(seconds)));
        held.look(null);
    }

    private void pass(long seconds) {
        time.advanceTimeBy(seconds, TimeUnit.SECONDS);
        time.runScheduledPendingTasks();
    }

    private HeldAddressesTest() {
        time.freezeTime();
        held.listen(told::add);
    }

    @Test
    void anAddressIsItsHoldersUntilItsLeaseEnds() {
        lease(FIRST, STATION, 600);
        lease(SECOND, OTHER, 60);
        assertThat(told)
                .containsExactly(Map.of("172.16.0.1", STATION), Map.of("172.16.0.1", STATION, "172.16.0.5", OTHER));
        pass(61);
        assertThat(told).last().isEqualTo(Map.of("172.16.0.1", STATION));
        pass(600);
        assertThat(told).last().isEqualTo(Map.of());
        assertThat(told).hasSize(4);
    }

    @Test
    void aRenewalIsNoNews() {
        lease(FIRST, STATION, 60);
        pass(30);
        lease(FIRST, STATION, 60);
        pass(50);
        assertThat(told).containsExactly(Map.of("172.16.0.1", STATION));
    }

    @Test
    void anotherHolderOrNoneIsToldAtOnce() {
        lease(FIRST, STATION, 60);
        lease(FIRST, OTHER, 60);
        leases.clear();
        held.look(null);
        assertThat(told).containsExactly(Map.of("172.16.0.1", STATION), Map.of("172.16.0.1", OTHER), Map.of());
    }
}
