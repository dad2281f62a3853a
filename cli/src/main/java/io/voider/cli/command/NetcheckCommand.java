package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.cli.control.ControlClient;
import io.voider.cli.netcheck.NetworkCheck;
import io.voider.cli.netcheck.RendezvousStun;
import io.voider.cli.report.NodeReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.State;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What kind of network is this home behind? */
@Command(
        name = "netcheck",
        description = "Say what kind of NAT this home is behind, and what that means for its lines.",
        footer = {
            "",
            "Examples:",
            "  voider netcheck",
            "  voider netcheck --stun 203.0.113.7:3478 --stun 203.0.113.7:3479"
        },
        mixinStandardHelpOptions = true)
final class NetcheckCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Option(
            names = "--stun",
            paramLabel = "ADDRESS:PORT",
            description = "A STUN server to ask; two at least tell more (default: the node's rendezvous).")
    private @Nullable List<String> servers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        NetworkCheck.Report report = run(servers == null ? ofRendezvous() : servers);
        root.console().print(report, this::draw);
        return (report.reachable() ? Exit.OK : Exit.FAILED).code();
    }

    private NetworkCheck.Report run(List<String> asked) throws IOException, InterruptedException {
        OptionalLong node = nodeElsewhere();
        try {
            if (node.isEmpty()) {
                return NetworkCheck.run(asked);
            }
            try (Namespace place = Namespace.ofProcess(node.getAsLong())) {
                return NetworkCheck.run(asked, place);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "voider netcheck --help");
        }
    }

    /** The running node, if it is in another network namespace than this command, as those of a lab are. */
    private OptionalLong nodeElsewhere() throws IOException {
        if (!Privilege.isRoot()) {
            return OptionalLong.empty();
        }
        try (ControlClient client = root.client()) {
            long process = client.request("GET", "/v1/status", Map.of(), NodeReport.class)
                    .processId();
            boolean here = network(Long.toString(process)).equals(network("self"));
            return here ? OptionalLong.empty() : OptionalLong.of(process);
        } catch (ControlClient.NotRunningException e) {
            return OptionalLong.empty();
        }
    }

    private static Path network(String process) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", process, "ns", "net"));
    }

    private List<String> ofRendezvous() throws IOException {
        State state = Home.read(root.home());
        List<String> found = state == null ? List.of() : RendezvousStun.of(state, root.home());
        if (found.isEmpty()) {
            throw new CommandException(
                    Exit.USAGE,
                    "there is no rendezvous to ask",
                    "name STUN servers: voider netcheck --stun ADDRESS:PORT");
        }
        return found;
    }

    private String draw(NetworkCheck.Report report) {
        return new Table(root.columns(), "", "")
                        .row("own addresses", String.join(", ", report.addresses()))
                        .row("asked", String.join(", ", report.servers()))
                        .row("NAT", report.mapping())
                + report.meaning();
    }
}
