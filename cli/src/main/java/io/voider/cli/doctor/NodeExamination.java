package io.voider.cli.doctor;

import io.voider.cli.command.console.Drawing;
import io.voider.cli.control.ControlClient;
import io.voider.cli.control.RefusedException;
import io.voider.cli.report.AskerReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.Failure;
import io.voider.cli.state.Home;
import io.voider.cli.state.State;
import io.voider.cli.state.StateException;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the node of this machine is. A running one is asked, over its control socket, and believed: nobody else knows what it has
 * in its namespaces. Only of one that does not run is it looked at what there is.
 */
final class NodeExamination {
    private static final String STATE_FILE = "state.json";
    private static final String JOURNAL = "see what it said: journalctl -u voider";

    /** A change of the state takes some kilobytes, and is written beside the old one first. */
    private static final long LEAST_FREE_BYTES = 4L << 20;

    private static final long MANY_BYTES = 10L << 30;

    /** A line that sets itself up, or has lost its path, is no case for a doctor before that. */
    private static final Duration PASSING = Duration.ofSeconds(30);

    private final Path home;
    private final Machine machine;

    /** @param home the node's directory, which need not be there */
    NodeExamination(Path home, Machine machine) {
        this.home = home;
        this.machine = machine;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(room());
        try (ControlClient node = new ControlClient(Home.controlSocket(home))) {
            findings.addAll(ofRunning(node.request("GET", "/v1/status", Map.of(), NodeReport.class), Instant.now()));
        } catch (ControlClient.NotRunningException e) {
            findings.addAll(atRest());
        } catch (RefusedException | IOException e) {
            findings.add(Finding.bad("the node", "it runs, but does not tell how it is: " + Failure.words(e), JOURNAL));
        }
        return findings;
    }

    private Finding room() {
        long free = machine.freeBytes(home);
        if (free == Machine.UNKNOWN) {
            return Finding.good("room on the disk", "how much there is at " + home + " cannot be told here");
        }
        return free >= LEAST_FREE_BYTES
                ? Finding.good("room on the disk", size(free) + " free at " + home)
                : Finding.bad(
                        "room on the disk",
                        free + " bytes free at " + home + ": no friend can be invited, and no call is remembered",
                        "make room; see: df " + home);
    }

    private static String size(long bytes) {
        return bytes < MANY_BYTES ? (bytes >> 20) + " MiB" : (bytes >> 30) + " GiB";
    }

    // ---- a node that runs

    /** What a running node tells of itself. */
    static List<Finding> ofRunning(NodeReport node, Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.good("the node", node.name() + " runs since " + Drawing.moment(node.startedAt())));
        node.phones().forEach(phone -> findings.add(of(phone)));
        node.askers().forEach(asker -> findings.add(of(asker)));
        node.rendezvous().forEach(rendezvous -> findings.add(of(rendezvous)));
        if (node.rendezvous().isEmpty()) {
            findings.add(Finding.next(
                    "the rendezvous", "none yet", "get a line from its operator: voider config rendezvous LINE"));
        }
        node.lines().forEach(line -> findings.add(of(line, now)));
        return findings;
    }

    private static Finding of(PhoneReport phone) {
        String what = "phone " + phone.number();
        if (!phone.connected()) {
            return Finding.bad(
                    what,
                    phone.why(),
                    "plug it in and switch it on; a changed interface: voider config phone-interface");
        }
        if (phone.secondMac() != null) {
            return Finding.bad(
                    what,
                    "another device, " + phone.secondMac() + ", sends from its address " + phone.address(),
                    "unplug that one; or if it is the phone: voider phone forget NUMBER");
        }
        return Finding.good(
                what,
                phone.mac() == null
                        ? phone.why() + ", and nothing was heard of a phone yet"
                        : phone.why() + ", with " + phone.mac());
    }

    private static Finding of(AskerReport asker) {
        String vendor = asker.vendor() == null ? "" : ", made by " + asker.vendor() + ",";
        return Finding.bad(
                "a device on the phones' wire",
                asker.mac() + vendor + " asks for an address and gets none: " + asker.why(),
                "see: voider phones");
    }

    private static Finding of(RendezvousReport rendezvous) {
        String what = "the rendezvous " + rendezvous.server();
        return rendezvous.connected()
                ? Finding.good(what, rendezvous.why())
                : Finding.bad(
                        what,
                        "not connected since " + Drawing.moment(rendezvous.since()) + ": " + rendezvous.why(),
                        "calls that are up go on; friends cannot find each other until it is back");
    }

    private static Finding of(LineReport line, Instant now) {
        String what = "the line to " + line.name();
        boolean lasts = line.since().plus(PASSING).isBefore(now);
        return switch (line.state()) {
            case "up" -> Finding.good(what, "up since " + Drawing.moment(line.since()));
            case "out-of-order" -> trouble(what, line);
            case "connecting", "failing" -> lasts ? trouble(what, line) : passing(what, line);
            default -> passing(what, line);
        };
    }

    private static Finding trouble(String what, LineReport line) {
        return Finding.bad(
                what, line.state() + " since " + Drawing.moment(line.since()) + ": " + line.why(), "see: voider lines");
    }

    private static Finding passing(String what, LineReport line) {
        return Finding.next(what, line.state() + ": " + line.why(), "");
    }

    // ---- a node that does not run

    private List<Finding> atRest() {
        if (!Files.exists(home)) {
            return List.of(Finding.next("the node's directory", "no node yet", "next: voider init"));
        }
        if (!Files.isReadable(home)) {
            return List.of(Finding.bad("the node's directory", home + " may not be read", "run as root, with sudo"));
        }
        boolean keys = Files.exists(home.resolve("authority").resolve("authority.pem"));
        if (!Home.exists(home)) {
            return List.of(
                    keys
                            ? lost("there is no " + STATE_FILE)
                            : Finding.next("the node's directory", home + " holds no node yet", "next: voider init"));
        }
        State state;
        try {
            state = Objects.requireNonNull(Home.read(home), "it has just gone");
        } catch (IOException | StateException e) {
            return List.of(lost(
                    STATE_FILE + " cannot be read (" + Failure.words(e) + "), and was last written at " + written()));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.next("the node", state.name() + " does not run", "voider run, or: systemctl start voider"));
        findings.add(phoneInterface(state));
        rendezvous(state, findings);
        return findings;
    }

    private String written() {
        try {
            Instant at = Files.getLastModifiedTime(home.resolve(STATE_FILE)).toInstant();
            return Drawing.moment(at);
        } catch (IOException e) {
            return "a time that cannot be read";
        }
    }

    private Finding lost(String how) {
        boolean keys = Files.exists(home.resolve("authority").resolve("authority.pem"));
        return Finding.bad(
                "the node's directory",
                how + "; " + (keys ? "the exchange's keys are still there" : "the exchange's keys are gone as well"),
                "voider init --recover makes it anew from the keys; or bring a backup back: voider restore FILE");
    }

    private Finding phoneInterface(State state) {
        String what = "the phone's interface";
        String name = state.networkInterface();
        if (machine.hasInterface(name)) {
            return Finding.good(what, name);
        }
        String stranded = machine.namespaceOf(state.settings().namespacePrefix(), name);
        return stranded.isEmpty()
                ? Finding.bad(what, name + " is not there", "plug it in, or see: ip link")
                : Finding.bad(
                        what,
                        "no node runs, and " + name + " is stranded in the namespace " + stranded,
                        "the next start takes it back; to give it back without: voider release");
    }

    private void rendezvous(State state, List<Finding> findings) {
        String line = state.rendezvous();
        if (line == null) {
            return;
        }
        try {
            for (Endpoint address : OwnerAccount.parse(line).addresses()) {
                String what = "the rendezvous " + address.text();
                String why = machine.whyUnreachable(address);
                findings.add(
                        why.isEmpty()
                                ? Finding.good(what, "something answers")
                                : Finding.bad(what, why, "see: voider netcheck"));
            }
        } catch (IllegalArgumentException e) {
            findings.add(Finding.bad(
                    "the rendezvous", Failure.words(e), "give its line anew: voider config rendezvous LINE"));
        }
    }
}
