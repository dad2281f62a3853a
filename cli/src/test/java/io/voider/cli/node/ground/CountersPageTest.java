package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.voider.cli.control.ControlServer;
import io.voider.cli.node.line.Lines;
import io.voider.cli.node.phone.PhoneServices;
import io.voider.cli.node.phone.ProvisioningServer;
import io.voider.cli.node.signalling.Exchange;
import io.voider.cli.node.signalling.TcpSip;
import io.voider.nat.path.PathFinder;
import io.voider.nat.rendezvous.server.RendezvousServer;
import io.voider.nat.turn.server.StunTurnServer;
import io.voider.rtp.gate.GateCounter;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.relay.MediaRelay;
import io.voider.transport.count.Counted;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import io.voider.transport.link.Wire;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.shuttle.Shuttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/counters.md} is what the program counts; {@code -Dvoider.write.docs=true} writes it anew. */
class CountersPageTest {
    private static final Path PAGE = Path.of("../docs/counters.md");
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.voider");

    @Test
    void theCountersPageIsWhatTheProgramCounts() throws IOException {
        String page = page();
        if (Boolean.getBoolean("voider.write.docs")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/counters.md is out of date: mvn -pl cli test -Dtest=CountersPageTest"
                        + " -Dvoider.write.docs=true")
                .isEqualTo(page);
    }

    @Test
    void everythingThatIsCountedCanBeRead() {
        Set<String> counted = PROGRAM.stream()
                .filter(each -> each.isEnum() && each.isAssignableTo(Counted.class))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
        Set<String> read = Arrays.stream(CounterGroup.values())
                .map(group -> group.counters().getName())
                .collect(Collectors.toSet());
        assertThat(read).isEqualTo(counted);
    }

    /** Who makes counters, and in which group they are read: whoever makes others is to be read, and to stand here. */
    private static final Map<Class<?>, CounterGroup> OWNERS = Map.ofEntries(
            Map.entry(PacketChannel.class, CounterGroup.PHONES),
            Map.entry(Shuttle.class, CounterGroup.LINE),
            Map.entry(PathFinder.class, CounterGroup.PATH),
            Map.entry(SideOutlet.class, CounterGroup.SIP_UDP),
            Map.entry(TcpSip.class, CounterGroup.SIP_TCP),
            Map.entry(ControlServer.class, CounterGroup.CONTROL),
            Map.entry(Exchange.class, CounterGroup.EXCHANGE),
            Map.entry(MediaGate.class, CounterGroup.GATE),
            Map.entry(MediaRelay.class, CounterGroup.RELAY),
            Map.entry(PhoneServices.class, CounterGroup.SERVICES),
            Map.entry(ProvisioningServer.class, CounterGroup.PROVISIONING),
            Map.entry(Lines.class, CounterGroup.INTRODUCTIONS),
            Map.entry(RendezvousServer.class, CounterGroup.RENDEZVOUS),
            Map.entry(StunTurnServer.class, CounterGroup.STUN_TURN),
            Map.entry(Wire.class, CounterGroup.CABLE));

    @Test
    void whoeverCountsIsReadInAGroup() {
        Set<String> owners = PROGRAM.stream()
                .filter(each -> !each.getName().equals(Counters.class.getName()))
                .filter(each -> each.getAccessesFromSelf().stream().anyMatch(CountersPageTest::makesCounters))
                .map(CountersPageTest::outermost)
                .collect(Collectors.toSet());
        assertThat(owners)
                .isEqualTo(OWNERS.keySet().stream().map(Class::getName).collect(Collectors.toSet()));
    }

    private static boolean makesCounters(JavaAccess<?> call) {
        return call.getTargetOwner().isEquivalentTo(Counters.class)
                && (call.getName().equals("<init>") || call.getName().equals("ofSeveralThreads"));
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    @Test
    void noTwoCountersHaveOneName() {
        Set<String> names = new HashSet<>();
        for (CounterGroup group : CounterGroup.values()) {
            for (Counted counter : group.counters().getEnumConstants()) {
                String name = group.name(Optional.empty(), counter);
                assertThat(names.add(name)).as(name).isTrue();
                assertThat(counter.label()).matches("[a-z]+(\\.[a-z-]+)?");
            }
        }
    }

    @Test
    void readsEachUnderItsNameAndAddsUpWhatHasOne() {
        Counters<Counter> channel = new Counters<>(Counter.class);
        channel.add(Counter.DROPPED_VLAN, 3);
        Counters<GateCounter> gate = new Counters<>(GateCounter.class);
        gate.increment(GateCounter.OPENED);
        CounterReading reading = new CounterReading();
        reading.add(CounterGroup.PHONES, channel);
        reading.add(CounterGroup.TUNNEL, "2", channel);
        reading.add(CounterGroup.GATE, gate);
        reading.add(CounterGroup.GATE, gate);
        assertThat(reading.counts())
                .containsOnlyKeys("phones.dropped.vlan", "tunnel.2.dropped.vlan", "gate.opened")
                .containsEntry("gate.opened", 2L);
        assertThatThrownBy(() -> reading.add(CounterGroup.RELAY, gate)).hasMessageContaining("no counter of RELAY");
    }

    private static String page() {
        StringBuilder text = new StringBuilder("""
            # Counters

            Generated from the program. `voider status` shows all that are not zero; `voider status --json` has them
            under `counters`, by the names below, which stay what they are. They count from the node's start. A name is
            the group's prefix and the counter's label: `phones.dropped.vlan`, `line.2.tunnel.sent`. What is dropped is
            counted once for each layer that drops it.
            """);
        for (CounterGroup group : CounterGroup.values()) {
            text.append("\n## ").append(title(group)).append("\n\n");
            text.append(capital(group.meaning())).append(".\n\n| counter | counts |\n|---|---|\n");
            List.of(group.counters().getEnumConstants())
                    .forEach(counter -> text.append("| `")
                            .append(counter.label())
                            .append("` | ")
                            .append(counter.meaning())
                            .append(" |\n"));
        }
        return text.toString();
    }

    private static String title(CounterGroup group) {
        String name = group.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return group.prefix().isEmpty() ? name : name + ": `" + group.prefix() + ".…`";
    }

    private static String capital(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
