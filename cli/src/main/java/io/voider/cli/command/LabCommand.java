package io.voider.cli.command;

import io.voider.cli.lab.Lab;
import io.voider.cli.lab.LabOptions;
import io.voider.cli.lab.NatKind;
import io.voider.cli.lab.Step;
import io.voider.cli.lab.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The little Internet. */
@Command(
        name = "lab",
        description =
                "Raise a little Internet with homes, NATs, nodes and real phones on this machine, and place calls in it.",
        footer = {
            "",
            "Nothing of it touches the machine's own network, and nothing stays behind. NATs: none, cone, cone-accept,",
            "full-cone, address-restricted, symmetric, symmetric-block, double, cgnat, blocked.",
            "",
            "Examples:",
            "  sudo voider lab",
            "  sudo voider lab --nat symmetric,cone --delay 25 --loss 0.01"
        },
        mixinStandardHelpOptions = true)
final class LabCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Option(
            names = "--nat",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "cone,cone",
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
            description = "From home to home, one way (default: ${DEFAULT-VALUE}).")
    private int delay;

    @Option(names = "--jitter", paramLabel = "MS", defaultValue = "0", description = "Either way of the delay.")
    private int jitter;

    @Option(names = "--loss", paramLabel = "SHARE", defaultValue = "0", description = "Packets lost, 0…1.")
    private double loss;

    @Option(names = "--srtp", description = "The phones insist on SRTP.")
    private boolean srtp;

    @Option(names = "--tcp", description = "The phones speak SIP over TCP.")
    private boolean tcp;

    @Option(names = "--keep", description = "Leave it up, until Ctrl-C, and say how to look around.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LabOptions options = options();
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch cleared = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread hook = new Thread(() -> {
            interrupted.countDown();
            main.interrupt();
            Latches.awaitQuietly(cleared);
        });
        Verdict verdict;
        try (Lab lab = new Lab(options, this::tell)) {
            Runtime.getRuntime().addShutdownHook(hook);
            verdict = lab.run();
            root.console().print(verdict, LabCommand::draw);
            if (keep) {
                root.console().say(lab.directions());
                interrupted.await();
            }
        } catch (InterruptedException e) {
            root.console().say("interrupted; the lab is taken down");
            return Exit.FAILED.code();
        } finally {
            cleared.countDown();
        }
        return (verdict.ok() ? Exit.OK : Exit.FAILED).code();
    }

    private LabOptions options() {
        try {
            List<NatKind> kinds = nats.stream().map(NatKind::labelled).toList();
            return new LabOptions(homes, calls, kinds, delay, jitter, loss, srtp, tcp, keep);
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

    private static String draw(Verdict verdict) {
        String path = verdict.path() == null ? "" : ", the path " + verdict.path();
        String connected = verdict.connectedMillis() == null
                ? ""
                : ", all tunnels up " + verdict.connectedMillis() + " ms after the nodes' start";
        return "\nverdict: " + (verdict.ok() ? "ok" : "NOT ok") + connected + path;
    }
}
