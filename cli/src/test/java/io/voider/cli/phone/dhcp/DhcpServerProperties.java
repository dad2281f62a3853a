package io.voider.cli.phone.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.ns.MacAddress;
import io.voider.transport.count.Counters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DhcpServerProperties {
    private static final long SECOND = 1_000_000_000L;
    private static final int REQUEST = 3;
    private static final List<PhoneLine> PHONES = List.of(
            new PhoneLine(1, PhoneAddress.parse("172.16.0.1")),
            new PhoneLine(2, PhoneAddress.parse("172.16.0.5")),
            new PhoneLine(3, PhoneAddress.parse("172.28.255.253")));
    private static final MacAddress STATION = MacAddress.parse("02:00:00:00:00:01");

    private final Counters<PhoneServiceCounter> counters = new Counters<>(PhoneServiceCounter.class);
    private final DhcpServer server = new DhcpServer(PHONES, List.of(), address -> null, new Deaf(), counters, 0);

    private static final class Deaf implements DhcpListener {
        @Override
        public void leased(PhoneLine phone, PhoneLease lease) {}

        @Override
        public void turnedAway(DhcpRefusal refusal) {}
    }

    private static DhcpClientMessage sample(Random random, MacAddress station) {
        int[] types = {1, 3, 4, 7, 8};
        DhcpClientMessage message = new DhcpClientMessage(types[random.nextInt(types.length)], station);
        if (random.nextBoolean()) {
            message.has("172.16.0." + (1 + 4 * random.nextInt(3)));
        }
        if (random.nextBoolean()) {
            message.address(50, "172.16.0." + (1 + 4 * random.nextInt(3)));
        }
        if (random.nextBoolean()) {
            message.address(54, "172.16.0." + (2 + 4 * random.nextInt(3)));
        }
        if (random.nextBoolean()) {
            message.option(55, random.ints(random.nextInt(60), 0, 256).toArray());
        }
        if (random.nextBoolean()) {
            message.option(57, random.nextInt(8), random.nextInt(256))
                    .text(60, "Fanvil")
                    .text(12, "phone");
        }
        return message;
    }

    @Example
    void noMutatedRequestThrowsOrIsAnsweredWithMoreThanFits() {
        Random random = new Random(17);
        int answered = 0;
        for (int i = 0; i < 10_000; i++) {
            MacAddress sender = new MacAddress(0x0200_0000_0000L + random.nextInt(300));
            byte[] message = mutated(sample(random, sender).bytes(), random);
            DhcpAnswer answer = server.receive(message, sender, i * SECOND / 20);
            if (answer != null) {
                answered++;
                assertThat(answer.message().length).isBetween(300, 1472);
            }
        }
        assertThat(answered).isPositive();
        assertThat(server.leases().size()).isLessThanOrEqualTo(PHONES.size());
        assertThat(server.refusals(0).size()).isLessThanOrEqualTo(8);
        assertThat(counters.count(PhoneServiceCounter.DHCP_MALFORMED)).isPositive();
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(3) > 0 ? bytes.length : random.nextInt(bytes.length + 1);
        return Arrays.copyOf(bytes, length);
    }

    /**
     * Whatever they do in whatever order: an address is one station's, from when it is acknowledged until that has another or, since
     * none of these is ever heard from its address, was silent for a lease's time. That somebody gave it back in its name is not enough.
     */
    @Property(tries = 300)
    void noTwoStationsHaveOneAddress(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int phones,
            @ForAll @IntRange(min = 1, max = 6) int stations) {
        Random random = new Random(seed);
        DhcpServer several =
                new DhcpServer(PHONES.subList(0, phones), List.of(), address -> null, new Deaf(), counters, 0);
        Map<Integer, MacAddress> holders = new HashMap<>();
        Map<Integer, Long> acknowledged = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 400; i++) {
            now += random.nextInt(random.nextInt(10) == 0 ? 400 : 20) * SECOND;
            MacAddress sender = new MacAddress(STATION.value() + random.nextInt(stations));
            byte[] message = sample(random, sender).bytes();
            DhcpAnswer answer = several.receive(message, sender, now);
            if (answer != null && message[242] == REQUEST && answer.version() > 0) {
                int address = DhcpClientMessage.ip(
                        DhcpClientMessage.Answer.of(answer.message()).yours());
                MacAddress holder = holders.get(address);
                holders.values().removeIf(sender::equals);
                holders.put(address, sender);
                long since = now - acknowledged.getOrDefault(address, now);
                acknowledged.put(address, now);
                boolean takenOver = since >= DhcpServer.LEASE_SECONDS * SECOND;
                assertThat(holder == null || holder.equals(sender) || takenOver)
                        .as("at %d", i)
                        .isTrue();
            }
        }
        Set<MacAddress> distinct = new HashSet<>();
        several.leases().stream()
                .filter(lease -> !lease.released())
                .forEach(lease -> assertThat(distinct.add(lease.station())).isTrue());
    }
}
