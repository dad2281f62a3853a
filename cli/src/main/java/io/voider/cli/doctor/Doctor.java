package io.voider.cli.doctor;

import io.voider.cli.state.Home;
import io.voider.cli.state.State;
import io.voider.cli.state.StateException;
import io.voider.ns.KernelException;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks a machine over. Everything is looked at, whatever the first finding is. Blocks for a second at the most. */
public final class Doctor {
    private static final Pattern OPENVPN = Pattern.compile("OpenVPN (\\d+)\\.(\\d+)\\S*");
    private static final Instant WRITTEN = Instant.parse("2026-11-22T00:00:00Z");

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
        findings.add(namespaces());
        findings.add(clock());
        findings.add(directory());
        state().ifPresent(state -> findings.add(phoneInterface(state)));
        return findings;
    }

    private static Finding java() {
        Runtime.Version version = Runtime.version();
        return version.feature() >= 17
                ? Finding.good("Java", version.toString())
                : Finding.bad("Java", version.toString(), "install a Java of release 17 or newer");
    }

    private static Finding openvpn() {
        String remedy = "apt-get install openvpn (2.6 or newer)";
        try {
            Process process = new ProcessBuilder("openvpn", "--version")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(5, TimeUnit.SECONDS);
            Matcher version = OPENVPN.matcher(output);
            if (!version.find()) {
                return Finding.bad("OpenVPN", "it does not say its version", remedy);
            }
            int number = Integer.parseInt(version.group(1)) * 100 + Integer.parseInt(version.group(2));
            return number >= 206
                    ? Finding.good("OpenVPN", version.group())
                    : Finding.bad("OpenVPN", version.group() + " is too old", remedy);
        } catch (IOException e) {
            return Finding.bad("OpenVPN", "not installed", remedy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.bad("OpenVPN", "interrupted before it answered", remedy);
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
            return Finding.bad("libpcap", "cannot look for it: " + e.getMessage(), "apt-get install libpcap0.8");
        }
    }

    private static Finding tun() {
        return Files.isWritable(Path.of("/dev/net/tun"))
                ? Finding.good("tun devices", "/dev/net/tun")
                : Finding.bad("tun devices", "/dev/net/tun cannot be opened", "modprobe tun, and run as root");
    }

    private static Finding namespaces() {
        try (Namespace trial = Namespace.anonymous("doctor")) {
            return Finding.good(
                    "network namespaces",
                    "can be made, with " + trial.links().list().size() + " link");
        } catch (KernelException e) {
            return Finding.bad(
                    "network namespaces",
                    String.valueOf(e.getMessage()),
                    e.errnoName().equals("EPERM")
                            ? "run as root, with sudo"
                            : "the kernel must be built with CONFIG_NET_NS");
        }
    }

    private static Finding clock() {
        Instant now = Instant.now();
        return now.isAfter(WRITTEN)
                ? Finding.good("clock", now.toString())
                : Finding.bad(
                        "clock",
                        now + " is in the past",
                        "set it, or wait for NTP; certificates do not need it, but call times do");
    }

    private Finding directory() {
        if (!Files.exists(home)) {
            return Finding.next("the node's directory", "no node yet", "next: voider init");
        }
        if (!Files.isReadable(home)) {
            return Finding.bad("the node's directory", home + " may not be read", "run as root, with sudo");
        }
        return Home.exists(home)
                ? Finding.good("the node's directory", home.toString())
                : Finding.next("the node's directory", home + " holds no node yet", "next: voider init");
    }

    private Optional<State> state() {
        try {
            return Optional.ofNullable(Home.read(home));
        } catch (IOException | StateException e) {
            return Optional.empty();
        }
    }

    private static Finding phoneInterface(State state) {
        String name = state.networkInterface();
        String what = "the phone's interface";
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            if (found == null) {
                return Namespace.list().contains(state.settings().namespacePrefix() + ".phone")
                        ? Finding.good(what, name + " is with the running node")
                        : Finding.bad(what, name + " is not there", "plug it in, or see: ip link");
            }
            boolean hasOther = found.getInterfaceAddresses().stream()
                    .anyMatch(address -> !address.getAddress().isLinkLocalAddress());
            return hasOther
                    ? Finding.bad(
                            what,
                            name + " has addresses of its own: it seems to be in use by this machine",
                            "give the phone an interface of its own")
                    : Finding.good(what, name);
        } catch (IOException e) {
            return Finding.bad(what, name + ": " + e.getMessage(), "see: ip link");
        }
    }
}
