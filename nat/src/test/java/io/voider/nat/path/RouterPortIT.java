package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.PathStatus.State;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ports that a router maps by agreement, against miniupnpd. Both homes have symmetric NATs, so that a direct path is there
 * only if a mapping is, and leads to us.
 */
class RouterPortIT {
    private static final String CHAINS = """
        table inet filter {
            chain forwarded { }
            chain before { }
            chain after { }
            chain forward { type filter hook forward priority 0; jump forwarded; }
            chain prerouting { type nat hook prerouting priority -100; jump before; }
            chain postrouting { type nat hook postrouting priority 90; jump after; }
        }
        """;

    @TempDir
    private Path directory;

    private NatLab lab;
    private Home homeA;
    private Home homeB;
    private @Nullable Process router;

    @BeforeEach
    void start() throws IOException {
        lab = new NatLab();
        homeA = new Home(lab, HomeKind.SYMMETRIC, 1);
        homeB = new Home(lab, HomeKind.SYMMETRIC, 2);
    }

    @AfterEach
    void end() throws IOException {
        if (router != null) {
            NatLab.end(router);
        }
        homeA.close();
        homeB.close();
        lab.close();
    }

    private void serve(boolean upnp, boolean pcp, String... options) throws IOException {
        Namespace namespace = homeA.outer();
        NatLab.nft(namespace, CHAINS);
        Path configuration = directory.resolve("miniupnpd.conf");
        Files.writeString(
                configuration,
                String.join(
                        "\n",
                        "ext_ifname=wan",
                        "listening_ip=lan",
                        "enable_upnp=" + (upnp ? "yes" : "no"),
                        "enable_natpmp=" + (pcp ? "yes" : "no"),
                        "secure_mode=yes",
                        "uuid=7b8c6a2e-0d0b-4c61-9a53-2f3a8f1b7c11",
                        "upnp_table_name=filter",
                        "upnp_nat_table_name=filter",
                        "upnp_forward_chain=forwarded",
                        "upnp_nat_chain=before",
                        "upnp_nat_postrouting_chain=after",
                        "allow 1024-65535 10.0.0.0/8 1024-65535",
                        "deny 0-65535 0.0.0.0/0 0-65535",
                        ""));
        List<String> command = new ArrayList<>(List.of("miniupnpd", "-d", "-f", configuration.toString()));
        command.addAll(List.of("-P", directory.resolve("pid").toString()));
        command.addAll(List.of(options));
        router = namespace
                .start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("said").toFile()))
                .join();
    }

    private void theMappingLeadsToUsAndIsGivenBack() throws Exception {
        Home.Machine here = homeA.machine();
        try (LabPair pair = new LabPair(here, homeB.machine(), lab.loops.next())) {
            pair.start();
            pair.a.finder.mapPort(here.gateway(), here.addresses().get(0));
            pair.stream(20);
            boolean direct = pair.await(() -> pair.both(State.DIRECT), LabPair.PATIENCE_MILLIS);
            assertThat(direct).as(() -> pair.a + "\n" + pair.b + "\n" + said()).isTrue();
            assertThat(translations()).contains("dnat ip to 10.1.0.2:" + pair.a.finder.port());
            pair.a.finder.close();
            boolean given = pair.await(() -> !translations().contains("dnat"), LabPair.PATIENCE_MILLIS);
            assertThat(given).as(() -> "the mapping was given back\n" + said()).isTrue();
        }
    }

    private void theMappingFollowsOurAddress() throws Exception {
        Home.Machine here = homeA.machine();
        here.namespace().addresses().add("eth0", "10.1.0.77/24");
        try (LabPair pair = new LabPair(here, homeB.machine(), lab.loops.next())) {
            pair.start();
            for (String ours : List.of("10.1.0.2", "10.1.0.77", "10.1.0.77")) {
                pair.a.finder.mapPort(here.gateway(), NatLab.ip(ours));
                String only = "dnat ip to " + ours + ":" + pair.a.finder.port();
                boolean moved = pair.await(
                        () -> translations().contains(only) && translations().split("dnat").length == 2,
                        LabPair.PATIENCE_MILLIS);
                assertThat(moved)
                        .as(() -> only + "\n" + translations() + said())
                        .isTrue();
            }
        }
    }

    private String translations() {
        try {
            return NatLab.run(homeA.outer(), "", "nft", "list", "chain", "inet", "filter", "before");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void upnpInItsFirstVersion() throws Exception {
        serve(true, false, "-1");
        theMappingLeadsToUsAndIsGivenBack();
    }

    @Test
    void upnpInItsSecondVersion() throws Exception {
        serve(true, false);
        theMappingLeadsToUsAndIsGivenBack();
    }

    @Test
    void thePortControlProtocol() throws Exception {
        serve(false, true);
        theMappingLeadsToUsAndIsGivenBack();
    }

    @Test
    void anAddressThatChanges() throws Exception {
        serve(false, true);
        theMappingFollowsOurAddress();
    }

    @Test
    void anAddressThatChangesByUpnp() throws Exception {
        serve(true, false);
        theMappingFollowsOurAddress();
    }

    @Test
    void byHand() throws Exception {
        NatLab.nft(homeA.outer(), CHAINS);
        try (LabPair pair = new LabPair(homeA.machine(), homeB.machine(), lab.loops.next())) {
            pair.start();
            int port = pair.a.finder.port();
            NatLab.nft(homeA.outer(), "add rule inet filter before udp dport " + port + " dnat ip to 10.1.0.2");
            boolean direct = pair.await(() -> pair.both(State.DIRECT), LabPair.PATIENCE_MILLIS);
            assertThat(direct).as(() -> pair.a + "\n" + pair.b).isTrue();
        }
    }

    @Test
    void allAtOnce() throws Exception {
        serve(true, true);
        theMappingLeadsToUsAndIsGivenBack();
    }
}
