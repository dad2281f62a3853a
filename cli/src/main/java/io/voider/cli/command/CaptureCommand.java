package io.voider.cli.command;

import io.voider.cli.capture.Capture;
import io.voider.cli.capture.KeptRecordings;
import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Foreground;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.state.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Records packets. */
@Command(
        name = "capture",
        description = "Record the packets of the phones, a line or a call into a pcap file.",
        footer = {
            "",
            "The recording ends by the clock, by its size or by Ctrl-C, and then says what it holds. The "
                    + "file is its owner's alone, and one of that name is replaced; each packet is in it at once.",
            "",
            "Examples:",
            "  sudo voider capture bob -o bob.pcap",
            "  sudo voider capture call:7 --seconds 30",
            "  sudo voider capture call:7 --keep"
        },
        mixinStandardHelpOptions = true)
final class CaptureCommand implements Callable<Integer> {
    private static final String CALL = "call:";
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
    private static final int MEGABYTE = 1_000_000;

    @ParentCommand
    private Root root;

    @Parameters(
            paramLabel = "WHAT",
            completionCandidates = CompletionScript.PhoneBook.class,
            description = "phones, a line (its name, or what one dials), or call:ID.")
    private String what;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where to write (default: voider.pcap).")
    private @Nullable Path out;

    @Option(
            names = "--keep",
            description =
                    "Of a call: keep it with the node, whose page offers it. The latest 20 are kept, 200 MB at the"
                            + " most.")
    private boolean keep;

    @Option(names = "--seconds", defaultValue = "60", description = "How long at the most (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--megabytes",
            defaultValue = "100",
            description = "How large at the most (default: ${DEFAULT-VALUE}).")
    private int megabytes;

    private record Recorded(String file, long packets, long bytes) {}

    @Override
    public Integer call() throws IOException {
        Duration longest = Duration.ofSeconds(Amount.positive("capture", "--seconds", seconds));
        long mostBytes = (long) Amount.positive("capture", "--megabytes", megabytes) * MEGABYTE;
        requireKeepable();
        Capture.Place place = place();
        Path file = file(mostBytes);
        root.console().say("recording " + what + " into " + file + " for " + seconds + " s; Ctrl-C ends it sooner");
        Capture capture = new Capture(place);
        try (Foreground foreground = new Foreground()) {
            foreground.onSignal(capture::end);
            Capture.Result result = capture.run(file, longest, mostBytes);
            root.console()
                    .print(
                            new Recorded(file.toString(), result.packets(), result.bytes()),
                            all -> all.packets + " packets, " + all.bytes + " bytes in " + all.file);
        }
        return Exit.OK.code();
    }

    private void requireKeepable() {
        if (keep && !what.startsWith(CALL)) {
            throw new CommandException(Exit.USAGE, "--keep is for a call", "such as: voider capture call:7 --keep");
        }
        if (keep && out != null) {
            throw new CommandException(Exit.USAGE, "--keep and --out are two places", "leave one of them out");
        }
        if (keep && (long) megabytes * MEGABYTE > KeptRecordings.MOST_BYTES) {
            throw new CommandException(
                    Exit.USAGE,
                    "no more than " + KeptRecordings.MOST_BYTES / MEGABYTE + " MB are kept",
                    "or: --out FILE");
        }
    }

    private Path file(long mostBytes) throws IOException {
        if (keep) {
            return new KeptRecordings(Home.recordings(root.home())).place(callId(), mostBytes);
        }
        return out == null ? Path.of("voider.pcap") : out;
    }

    private long callId() {
        String id = what.substring(CALL.length());
        if (!ID.matcher(id).matches()) {
            throw new CommandException(Exit.USAGE, "'" + id + "' is no call's number", "voider calls lists them");
        }
        return Long.parseLong(id);
    }

    private Capture.Place place() throws IOException {
        try (ControlClient node = root.client()) {
            ConfigReport config = node.request("GET", "/v1/settings", Map.of(), ConfigReport.class);
            String prefix = config.settings().namespacePrefix();
            if (what.equals("phones")) {
                return new Capture.Place(prefix + ".phone", config.networkInterface(), "");
            }
            if (what.startsWith(CALL)) {
                CallReport call = node.request("GET", "/v1/calls/" + callId(), Map.of(), CallReport.class);
                return new Capture.Place(prefix + ".phone", config.networkInterface(), "host " + call.line());
            }
            String[] numbers = Root.line(node, what).dial().split("\\.", -1);
            return new Capture.Place(prefix + "." + numbers[1], "tun0", "net 172.29." + numbers[2] + ".0/24");
        }
    }
}
