package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.node.Node;
import io.voider.cli.state.Home;
import io.voider.cli.state.Registrar;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What the service starts after a node was killed. */
@Command(
        name = "release",
        hidden = true,
        description = "Give the phones' interface back that a killed node still has, and remove its namespaces.",
        footer = {"", "Example:", "  sudo voider release"},
        mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Override
    public Integer call() throws IOException, Home.HeldException {
        try (Home home = Home.open(root.home())) {
            Node.release(Registrar.open(home, Clock.systemUTC(), new SecureRandom()));
        }
        return Exit.OK.code();
    }
}
