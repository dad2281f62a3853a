package io.voider.cli.command;

import io.voider.cli.node.Node;
import io.voider.cli.node.ServiceNotifier;
import io.voider.cli.state.Home;
import io.voider.cli.state.Registrar;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Runs the node in the foreground. */
@Command(
        name = "run",
        description = "Run the node, in the foreground, until it is told to stop (Ctrl-C, or systemd).",
        footer = {"", "Example:", "  sudo voider run"},
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        try (Home home = open()) {
            Registrar registrar = Registrar.open(home, Clock.systemUTC(), new SecureRandom());
            Node node = Node.start(Version.number(), home, registrar);
            // A signal ends the process by way of the JVM's shutdown, which waits here until everything is given back.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                node.stop();
                Latches.awaitQuietly(closed);
            }));
            try (ServiceNotifier service = ServiceNotifier.ofEnvironment()) {
                service.ready();
                node.awaitStop();
                service.stopping();
            } finally {
                node.close();
                closed.countDown();
            }
        }
        return Exit.OK.code();
    }

    private Home open() throws IOException {
        try {
            return Home.open(root.home());
        } catch (Home.HeldException e) {
            throw new CommandException(
                    Exit.FAILED, String.valueOf(e.getMessage()), "see voider status, or give this one another --home");
        }
    }
}
