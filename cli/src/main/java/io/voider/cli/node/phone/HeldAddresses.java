package io.voider.cli.node.phone;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.voider.cli.phone.dhcp.PhoneHolding;
import io.voider.ns.MacAddress;
import io.voider.transport.packet.LearntNeighbours;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose each phone's address is: while a lease runs, its holder alone is that phone, however silent it is; and once it is over or
 * forgotten, whoever comes next. Told to the phones' channel, and to whoever answers TCP in the kernel's way, which would believe the
 * last station that says so by ARP. Belongs to the loop that carries the phones' packets.
 */
final class HeldAddresses {
    private final EventExecutor loop;
    private final Supplier<List<PhoneHolding>> holdings;
    private Consumer<Map<String, MacAddress>> listener = stations -> {};
    private Map<String, MacAddress> told = Map.of();
    private Set<Integer> known = Set.of();
    private @Nullable ScheduledFuture<?> ending;

    HeldAddresses(EventExecutor loop, Supplier<List<PhoneHolding>> holdings) {
        this.loop = loop;
        this.holdings = holdings;
    }

    /** Who hears, from now on, which station holds which address; the present ones at once. */
    void listen(Consumer<Map<String, MacAddress>> next) {
        listener = next;
        told = Map.of();
        tell();
    }

    /** The leases may have changed. */
    void look(@Nullable LearntNeighbours neighbours) {
        tell();
        if (neighbours != null) {
            hold(neighbours);
        }
    }

    private void hold(LearntNeighbours neighbours) {
        Set<Integer> addresses = new HashSet<>();
        for (PhoneHolding each : holdings.get()) {
            addresses.add(each.address());
            if (runs(each)) {
                neighbours.hold(each.address(), each.station(), each.leasedAtNanos(), each.untilNanos());
            }
        }
        for (int address : known) {
            if (!addresses.contains(address)) {
                neighbours.release(address);
            }
        }
        known = addresses;
    }

    private void tell() {
        Map<String, MacAddress> stations = new HashMap<>();
        long soonestNanos = Long.MAX_VALUE;
        for (PhoneHolding each : holdings.get()) {
            if (runs(each)) {
                stations.put(NetUtil.intToIpAddress(each.address()), each.station());
                soonestNanos = Math.min(soonestNanos, each.untilNanos() - now());
            }
        }
        if (ending != null) {
            ending.cancel(false);
        }
        ending = stations.isEmpty() ? null : loop.schedule(this::tell, soonestNanos, TimeUnit.NANOSECONDS);
        if (!stations.equals(told)) {
            told = Map.copyOf(stations);
            listener.accept(told);
        }
    }

    private boolean runs(PhoneHolding holding) {
        return now() - holding.untilNanos() < 0;
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
