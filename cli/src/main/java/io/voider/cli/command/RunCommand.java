package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Foreground;
import io.voider.cli.hook.Hooks;
import io.voider.cli.node.Node;
import io.voider.cli.service.ServiceNotifier;
import io.voider.cli.state.Home;
import io.voider.cli.state.Registrar;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs the node in the foreground. */
@Command(
        name = "run",
        description = "Run the node, in the foreground, until it is told to stop (Ctrl-C, or systemd).",
        footer = {
            "",
            "A hook is a program in --hooks that is named after a kind of event (voider events --kinds), such as"
                    + " call-missed, also call-missed.mail, or all. It runs as nobody, without a shell, for at most 30 s,"
                    + " and gets the event in its environment and as JSON on its standard input. The directory and what is"
                    + " in it must be root's alone to write to.",
            "",
            "Examples:",
            "  sudo voider run",
            "  sudo voider run --hooks /etc/voider/hooks",
            "  sudo voider run --log json"
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Mixin
    private LogOptions log = new LogOptions();

    @Option(
            names = "--hooks",
            paramLabel = "DIR",
            description = "Where the programs are that run when something happens.")
    private @Nullable Path hooks;

    @Override
    public Integer call() throws IOException, InterruptedException {
        log.adopt();
        // The service is told last of all, and the end of the process waits until everything has been given back.
        try (Foreground foreground = new Foreground();
                ServiceNotifier service = ServiceNotifier.ofEnvironment();
                Home home = open()) {
            Registrar registrar = Registrar.open(home, Clock.systemUTC(), new SecureRandom());
            // Their threads are born before there is any namespace, and outlive the node to tell of its end.
            try (Hooks running = hooks == null ? null : Hooks.in(hooks.toAbsolutePath());
                    Node node = Node.start(
                            Version.number(), home, registrar, running == null ? event -> {} : running::on)) {
                foreground.onSignal(node::stop);
                service.watch(node.threads());
                node.onLines(service::status);
                node.onChange(service::reloading, service::ready);
                service.ready();
                node.awaitStop();
                service.stopping();
            }
        }
        return Exit.OK.code();
    }

    private Home open() throws IOException {
        Path directory = root.home();
        if (Home.isVacant(directory)) {
            throw new CommandException(Exit.FAILED, "there is no node in " + directory, "make one with: voider init");
        }
        try {
            return Home.open(directory);
        } catch (Home.HeldException e) {
            throw new CommandException(
                    Exit.FAILED, String.valueOf(e.getMessage()), "see voider status, or give this one another --home");
        }
    }
}
