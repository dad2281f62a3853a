package io.voider.cli.doctor;

import io.voider.cli.command.console.Drawing;
import io.voider.cli.node.ground.PhoneInterfaces;
import io.voider.cli.state.Failure;
import io.voider.ns.KernelException;
import io.voider.ns.Namespace;
import io.voider.ns.PrivateDirectory;
import io.voider.transport.openvpn.OpenVpn;
import io.voider.transport.openvpn.RuntimeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks a machine over. Everything is looked at, whatever the first finding is. Blocks for some seconds at the
 * most. */
public final class Doctor {
    private static final Instant WRITTEN = Instant.parse("2026-11-22T00:00:00Z");

    private static final long TRIAL_BYTES = 64 << 10;

    private final Path home;

    /** @param home the node's directory, which need not be there */
    public Doctor(Path home) {
        this.home = home;
    }

    /** All that was found. */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(openvpn());
        findings.add(libpcap());
        findings.add(tun());
        findings.addAll(namespaces());
        findings.add(interfaces());
        findings.add(clock(Instant.now()));
        findings.addAll(new NodeExamination(home, new ThisMachine()).findings());
        return findings;
    }

    private static Finding java() {
        Runtime.Version version = Runtime.version();
        return version.feature() >= 17
                ? Finding.good("Java", version.toString())
                : Finding.bad("Java", version.toString(), "install a Java of release 17 or newer");
    }

    /** Looked for where a node looks, whatever this shell's PATH is. */
    private static Finding openvpn() {
        try {
            OpenVpn found = OpenVpn.find();
            return Finding.good("OpenVPN", found.program() + ", started by " + found.setpriv());
        } catch (IOException e) {
            return Finding.bad(
                    "OpenVPN", Failure.words(e), "apt-get install openvpn util-linux (OpenVPN 2.6 or newer)");
        }
    }

    private static Finding libpcap() {
        try (Stream<Path> libraries = Files.find(
                Path.of("/usr/lib"),
                2,
                (path, attributes) -> path.getFileName().toString().startsWith("libpcap.so"))) {
            Optional<Path> found = libraries.findFirst();
            return found.isPresent()
                    ? Finding.good("libpcap", found.get().toString())
                    : Finding.bad("libpcap", "not installed", "apt-get install libpcap0.8, for voider capture");
        } catch (IOException e) {
            return Finding.bad("libpcap", "cannot look for it: " + Failure.words(e), "apt-get install libpcap0.8");
        }
    }

    private static Finding tun() {
        return Files.isWritable(Path.of("/dev/net/tun"))
                ? Finding.good("tun devices", "/dev/net/tun")
                : Finding.bad("tun devices", "/dev/net/tun cannot be opened", "modprobe tun, and run as root");
    }

    private static List<Finding> namespaces() {
        try (Namespace trial = Namespace.anonymous("doctor")) {
            return List.of(
                    Finding.good(
                            "network namespaces",
                            "can be made, with " + trial.links().list().size() + " link"),
                    privateDirectory(trial));
        } catch (KernelException e) {
            return List.of(Finding.bad(
                    "network namespaces",
                    String.valueOf(e.getMessage()),
                    e.errnoName().equals("EPERM")
                            ? "run as root, with sudo"
                            : "the kernel must be built with CONFIG_NET_NS"));
        }
    }

    /** As each tunnel has one; gone with the namespace. */
    private static Finding privateDirectory(Namespace trial) {
        try {
            PrivateDirectory laid = PrivateDirectory.over(trial, RuntimeDirectory.DIRECTORY, TRIAL_BYTES);
            return Finding.good("a tunnel's own directory", "can be laid over " + laid.inside());
        } catch (KernelException e) {
            return Finding.bad(
                    "a tunnel's own directory", String.valueOf(e.getMessage()), "without it, no line comes up");
        }
    }

    private static Finding interfaces() {
        try {
            return interfaces(PhoneInterfaces.candidates());
        } catch (KernelException e) {
            return Finding.bad("network interfaces", String.valueOf(e.getMessage()), "run as root, with sudo");
        }
    }

    /** While a node runs, that of its phone is not among them. */
    static Finding interfaces(List<PhoneInterfaces.Candidate> all) {
        return all.isEmpty()
                ? Finding.bad(
                        "network interfaces",
                        "none but the loopback",
                        "a node needs one to the Internet, and one that the phone is plugged into")
                : Finding.good(
                        "network interfaces",
                        all.stream().map(PhoneInterfaces.Candidate::name).collect(Collectors.joining(", ")));
    }

    static Finding clock(Instant now) {
        return now.isAfter(WRITTEN)
                ? Finding.good("clock", Drawing.moment(now))
                : Finding.bad(
                        "clock",
                        Drawing.moment(now) + " is in the past",
                        "set it, or wait for NTP: certificates are held against it");
    }
}
