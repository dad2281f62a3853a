package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Latches;
import io.voider.cli.control.ControlClient;
import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.phone.PhonePackages;
import io.voider.cli.lab.relay.RelayLab;
import io.voider.cli.lab.script.FaultKind;
import io.voider.cli.lab.script.FaultReport;
import io.voider.cli.lab.script.Lab;
import io.voider.cli.lab.script.LabOptions;
import io.voider.cli.lab.script.LabVerdict;
import io.voider.cli.lab.script.Step;
import io.voider.cli.lab.world.NatKind;
import io.voider.ns.KernelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

/** The little Internet. */
@Command(
        name = "lab",
        description =
                "Raise a little Internet with homes, NATs, nodes and real phones on this machine, and place calls in"
                        + " it.",
        footer = {
            "",
            "Nothing of it touches the machine's own network, and nothing stays behind. NATs: none, cone, cone-accept, "
                    + "full-cone, address-restricted, symmetric, symmetric-block, double, cgnat, blocked.",
            "",
            "Examples:",
            "  sudo voider lab",
            "  sudo voider lab --nat symmetric,cone --delay 25 --loss 0.01",
            "  sudo voider lab --phones baresip,linphone --srtp",
            "  sudo voider lab --sign-up",
            "  sudo voider lab --sign-up --bcoin ~/bitcoin",
            "  sudo voider lab --keep"
        },
        mixinStandardHelpOptions = true)
final class LabCommand implements Callable<Integer> {
    /** {@code 25} or {@code 25ms}. */
    static final class Milliseconds implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            String number = value.endsWith("ms")
                    ? value.substring(0, value.length() - 2).strip()
                    : value;
            if (!number.matches("[0-9]{1,6}")) {
                throw new TypeConversionException("'" + value + "' is no number of milliseconds, such as 25 or 25ms");
            }
            return Integer.valueOf(number);
        }
    }

    /** What shells complete. */
    static final class NatKinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(NatKind.values()).map(NatKind::label).iterator();
        }
    }

    /** What shells complete. */
    static final class PhoneKinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(PhoneKind.values()).map(PhoneKind::label).iterator();
        }
    }

    /** What shells complete. */
    static final class FaultKinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(FaultKind.values()).map(FaultKind::label).iterator();
        }
    }

    @ParentCommand
    private Root root;

    @Option(
            names = "--nat",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "cone,cone",
            completionCandidates = NatKinds.class,
            description = "The homes' NATs, in turn (default: ${DEFAULT-VALUE}).")
    private List<String> nats;

    @Option(names = "--homes", defaultValue = "2", description = "How many homes (default: ${DEFAULT-VALUE}).")
    private int homes;

    @Option(names = "--calls", defaultValue = "1", description = "How many calls at once (default: ${DEFAULT-VALUE}).")
    private int calls;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "20",
            converter = Milliseconds.class,
            description = "From home to home, one way, in milliseconds: 25 or 25ms (default: ${DEFAULT-VALUE}).")
    private int delay;

    @Option(
            names = "--jitter",
            paramLabel = "MS",
            defaultValue = "0",
            converter = Milliseconds.class,
            description = "By how many milliseconds the delay differs from that, at the most.")
    private int jitter;

    @Option(
            names = "--loss",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "The share of packets lost between two homes, 0…1.")
    private double loss;

    @Option(
            names = "--duplicate",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "The share of packets that arrive twice, on each home's cable, 0…1.")
    private double duplicate;

    @Option(
            names = "--reorder",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "The share of packets that overtake others, on each home's cable, 0…1.")
    private double reorder;

    @Option(
            names = "--rate",
            paramLabel = "KBIT",
            defaultValue = "0",
            description = "How much each home's cable carries each way, in kbit/s; 0 for as much as there is.")
    private int rate;

    @Option(
            names = "--mtu",
            paramLabel = "BYTES",
            defaultValue = "1500",
            description = "The longest packet that each home's cable carries; longer ones vanish without a word, as"
                    + " where ICMP is filtered (default: ${DEFAULT-VALUE}).")
    private int mtu;

    @Option(
            names = "--phones",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "baresip",
            completionCandidates = PhoneKinds.class,
            description = "The homes' telephones, in turn: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private List<String> phones;

    @Option(names = "--srtp", description = "The phones insist on SRTP.")
    private boolean srtp;

    @Option(names = "--tcp", description = "The phones speak SIP over TCP.")
    private boolean tcp;

    @Option(names = "--ipv6", description = "The homes reach each other by IPv6 only.")
    private boolean ipv6;

    @Option(
            names = "--thorough",
            description = "Also: 40 re-INVITEs, an INVITE of 4 KB, a call while the line is down.")
    private boolean thorough;

    @Option(
            names = "--sign-up",
            description =
                    "Those at home get their accounts as strangers do, by a voucher or by work, with a key that gpg"
                            + " makes.")
    private boolean signUp;

    @Option(
            names = "--bcoin",
            paramLabel = "DIR",
            description = "With --sign-up, pay instead of having a voucher: where npm install --ignore-scripts bcoin"
                    + " was run. The coins are of a chain of the lab's own.")
    private @Nullable Path bcoin;

    @Option(names = "--keep", description = "Leave it up, until Ctrl-C, and say how to look around.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LabOptions options = options();
        Privilege.requireRoot("the lab");
        PhonePackages.require(options.phoneKinds(), options.otherPrograms(), root.console()::say);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch cleared = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread hook = new Thread(() -> {
            interrupted.countDown();
            main.interrupt();
            Latches.awaitQuietly(cleared);
        });
        LabVerdict verdict;
        try (Lab lab = new Lab(options, this::tell)) {
            Runtime.getRuntime().addShutdownHook(hook);
            verdict = lab.run();
            root.console().printLine(verdict, LabCommand::draw);
            if (keep) {
                root.console().say(lab.directions());
                interrupted.await();
            }
        } catch (InterruptedException e) {
            root.console().say("interrupted; the lab is taken down");
            return Exit.FAILED.code();
        } catch (KernelException e) {
            if (e.errnoName().equals("EBUSY")) {
                throw new CommandException(Exit.FAILED, "another lab runs on this machine", "end that one first");
            }
            throw e;
        } finally {
            cleared.countDown();
        }
        return (verdict.ok() ? Exit.OK : Exit.FAILED).code();
    }

    @Command(
            name = "fault",
            description =
                    "Let something go wrong in the lab that is kept up, and say what was heard of it in its call.",
            footer = {
                "",
                "Kinds: path-drop, nat-reboot, address-change, rendezvous-kill, openvpn-kill, node-kill.",
                "",
                "Example, while sudo voider lab --keep runs in another terminal:",
                "  sudo voider lab fault path-drop"
            },
            mixinStandardHelpOptions = true)
    Integer fault(
            @Parameters(
                            paramLabel = "KIND",
                            completionCandidates = FaultKinds.class,
                            description = "What is to go wrong.")
                    String kind)
            throws IOException {
        String label = kindOf(kind);
        Privilege.requireRoot("the lab");
        try (ControlClient lab = new ControlClient(Lab.CONTROL_SOCKET)) {
            FaultReport report = lab.request("POST", "/v1/fault", Map.of("kind", label), FaultReport.class);
            root.console().print(report, FaultReport::text);
            return (report.ok() ? Exit.OK : Exit.FAILED).code();
        } catch (ControlClient.NotRunningException e) {
            throw new CommandException(
                    Exit.NOT_RUNNING, "no lab is kept up on this machine", "start one with: sudo voider lab --keep");
        }
    }

    private static String kindOf(String fault) {
        try {
            return FaultKind.labelled(fault).label();
        } catch (IllegalArgumentException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "voider lab fault --help");
        }
    }

    @Command(
            name = "relay",
            description = "Raise two hosts joined by the media relay alone, for load generators, until interrupted.",
            footer = {"", "Example:", "  sudo voider lab relay --streams 200"},
            mixinStandardHelpOptions = true)
    Integer relay(
            @Option(
                            names = "--streams",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "How many streams have their pinholes open (default: ${DEFAULT-VALUE}).")
                    int streams)
            throws InterruptedException {
        if (streams < 1 || streams > RelayLab.MAX_STREAMS) {
            throw new CommandException(
                    Exit.USAGE, "--streams is 1 to " + RelayLab.MAX_STREAMS, "voider lab relay --help");
        }
        Privilege.requireRoot("the lab");
        RelayLab.run(streams, System.out);
        return Exit.OK.code();
    }

    /** What the lab's guardian runs when the lab was killed. */
    @Command(name = "clear", hidden = true, description = "Remove what a killed lab left behind.")
    Integer clear(@Parameters(paramLabel = "DIR", description = "Where the lab's files were.") Path directory)
            throws IOException, InterruptedException {
        Lab.clear(directory);
        return Exit.OK.code();
    }

    private LabOptions options() {
        try {
            return new LabOptions(
                    homes,
                    calls,
                    nats.stream().map(NatKind::labelled).toList(),
                    new LabOptions.Cable(delay, jitter, loss, duplicate, reorder, rate, mtu),
                    phones.stream().map(PhoneKind::labelled).toList(),
                    srtp,
                    tcp,
                    ipv6,
                    thorough,
                    signUp,
                    bcoin,
                    keep);
        } catch (IllegalArgumentException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "voider lab --help");
        }
    }

    private void tell(Step step) {
        root.console()
                .printLine(
                        step,
                        each -> String.format(
                                Locale.ROOT,
                                "  %-4s %7s  %s",
                                each.ok() ? "ok" : "!!",
                                each.milliseconds() == 0 ? "" : each.milliseconds() + " ms",
                                each.text()));
    }

    private static String draw(LabVerdict verdict) {
        String path = verdict.path() == null ? "" : ", the path " + verdict.path();
        String connected = verdict.connectedMillis() == null
                ? ""
                : ", all tunnels up " + verdict.connectedMillis() + " ms after the nodes' start";
        return "\nverdict: " + (verdict.ok() ? "ok" : "NOT ok") + connected + path;
    }
}
