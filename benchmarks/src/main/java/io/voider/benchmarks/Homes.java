package io.voider.benchmarks;

import io.voider.cli.lab.world.Programs;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two homes with a phone each, and a public network between them.
 *
 * <pre>
 *   calling ── here ── network ── there ── called
 * </pre>
 *
 * @param calling where the calling phone is
 * @param here what stands in its home
 * @param network what stands between the homes, and forwards
 * @param there what stands in the other home
 * @param called where the called phone is
 * @param directory for files of these homes
 * @param programs what runs in them; ended with the rest
 */
record Homes(
        Namespace calling,
        Namespace here,
        Namespace network,
        Namespace there,
        Namespace called,
        Path directory,
        Programs programs) {
    static final String CALLING = "172.16.0.1";
    static final String CALLED = "172.16.0.5";
    static final String DIALLED = "10.1.2.1";
    static final String PHONE_INTERFACE = "phone0";
    static final String HERE = "203.0.113.10";
    static final String THERE = "203.0.113.14";
    static final String NETWORK = "203.0.113.9";

    private static final String CALLING_GATEWAY = "172.16.0.2";
    private static final String CALLED_GATEWAY = "172.16.0.6";
    static final String OTHER_NETWORK = "203.0.113.13";

    /** Makes them, with nothing yet between phone and network. */
    static Homes build(Wiring wiring, String label) throws IOException {
        Path directory = Files.createTempDirectory("voider-bench-" + label);
        wiring.own(() -> delete(directory));
        Homes homes = new Homes(
                wiring.namespace(label + "-calling"),
                wiring.namespace(label + "-here"),
                wiring.namespace(label + "-network"),
                wiring.namespace(label + "-there"),
                wiring.namespace(label + "-called"),
                directory,
                new Programs(directory));
        wiring.own(homes.programs::close);
        homes.network.sysctls().set("net/ipv4/ip_forward", "1");
        Wiring.connect(homes.here, "wan0", HERE + "/30", homes.network, "here", NETWORK + "/30");
        Wiring.connect(homes.there, "wan0", THERE + "/30", homes.network, "there", OTHER_NETWORK + "/30");
        homes.here.routes().add(Route.to("0.0.0.0/0").via(NETWORK));
        homes.there.routes().add(Route.to("0.0.0.0/0").via(OTHER_NETWORK));
        plug(homes.calling, CALLING, CALLING_GATEWAY, homes.here);
        plug(homes.called, CALLED, CALLED_GATEWAY, homes.there);
        return homes;
    }

    private static void plug(Namespace phone, String address, String gateway, Namespace home) {
        home.links().createVeth(PHONE_INTERFACE, "eth0", phone);
        phone.addresses().add("eth0", address + "/30");
        phone.links().up("eth0");
        phone.routes().add(Route.to("0.0.0.0/0").via(gateway));
    }

    /** Runs the homes' routers: the kernel forwards from phone to network, from the gateway's address. */
    void route() {
        here.addresses().add(PHONE_INTERFACE, CALLING_GATEWAY + "/30");
        there.addresses().add(PHONE_INTERFACE, CALLED_GATEWAY + "/30");
        for (Namespace router : List.of(here, there)) {
            router.links().up(PHONE_INTERFACE);
            router.sysctls().set("net/ipv4/ip_forward", "1");
            router.sysctls().set("net/ipv4/conf/all/rp_filter", "0");
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot delete " + directory, failure);
        }
    }
}
