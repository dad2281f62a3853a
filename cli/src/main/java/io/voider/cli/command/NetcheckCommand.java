package io.voider.cli.command;

import io.voider.cli.netcheck.NetworkCheck;
import io.voider.cli.state.State;
import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final int STUN_PORT = 3478;

    @ParentCommand
    private Root root;

    @Option(
            names = "--stun",
            paramLabel = "ADDRESS:PORT",
            description = "A STUN server to ask; two at least tell more (default: the node's rendezvous).")
    private @Nullable List<String> servers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> asked = servers == null ? ofRendezvous() : servers;
        NetworkCheck.Report report = NetworkCheck.run(asked);
        root.console().print(report, NetcheckCommand::draw);
        return (report.reachable() ? Exit.OK : Exit.FAILED).code();
    }

    private List<String> ofRendezvous() throws IOException {
        Path file = root.home().resolve("state.json");
        State state = Files.exists(file) ? StrictJson.MAPPER.readValue(Files.readAllBytes(file), State.class) : null;
        String line = state == null ? null : state.rendezvous();
        if (line == null) {
            throw new CommandException(
                    Exit.USAGE,
                    "there is no rendezvous to ask",
                    "name STUN servers: voider netcheck --stun ADDRESS:PORT");
        }
        List<String> found = new ArrayList<>();
        for (String address : line.split("/", -1)[1].split(",", -1)) {
            String host = address.substring(0, address.lastIndexOf(':'));
            found.add(host + ":" + STUN_PORT);
            found.add(host + ":" + (STUN_PORT + 1));
        }
        return found;
    }

    private static String draw(NetworkCheck.Report report) {
        return new Table("", "")
                        .row("own addresses", String.join(", ", report.addresses()))
                        .row("asked", String.join(", ", report.servers()))
                        .row("NAT", report.mapping())
                + report.meaning();
    }
}
