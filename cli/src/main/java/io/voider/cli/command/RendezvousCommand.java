package io.voider.cli.command;

import io.netty.util.NetUtil;
import io.voider.cli.backup.BackupKind;
import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Console;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Foreground;
import io.voider.cli.node.metrics.RendezvousMetrics;
import io.voider.cli.service.ServiceNotifier;
import io.voider.cli.state.ListeningAddress;
import io.voider.cli.state.StateException;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.server.RelaySettings;
import io.voider.nat.rendezvous.server.RendezvousConfiguration;
import io.voider.nat.rendezvous.server.RendezvousServer;
import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The rendezvous: a small public server that introduces nodes. */
@Command(
        name = "rendezvous",
        description = "Run the small public server that introduces nodes, and look after its accounts.",
        footer = {
            "",
            "Examples:",
            "  voider rendezvous run --address 203.0.113.7",
            "  voider rendezvous account add alice --address 203.0.113.7",
            "  voider rendezvous sign-up 203.0.113.7:7443/PIN --key key.asc --watch"
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            RendezvousCommand.AccountCommand.class,
            SignUpCommand.class,
            OrdersCommand.class,
            VoucherCommand.class
        })
final class RendezvousCommand {
    @ParentCommand
    private Root root;

    Console console() {
        return root.console();
    }

    /** Where a rendezvous' state is. */
    static final class StateOption {
        @Option(
                names = "--state",
                paramLabel = "DIR",
                defaultValue = "/var/lib/voider-rendezvous",
                description = "Where keys and accounts are kept (default: ${DEFAULT-VALUE}).")
        private Path given;

        /**
         * The directory.
         *
         * @throws CommandException if whoever runs this may not look into it
         */
        Path directory() {
            Path directory = given.toAbsolutePath();
            Privilege.requireEntry(directory);
            return directory;
        }
    }

    /** What the server and its accounts must agree on. */
    static final class Place {
        @Mixin
        private StateOption state = new StateOption();

        @Option(
                names = "--address",
                required = true,
                paramLabel = "ADDRESS",
                description =
                        "The server's own public address (the service's: in /etc/default/voider-rendezvous); a second"
                                + " one tells nodes more about their NATs.")
        private List<String> addresses;

        @Option(
                names = "--relay-to",
                paramLabel = "NETWORK",
                description = "A private network that the relay may send to, such as 10.0.0.0/8: for labs.")
        private @Nullable List<String> relayTo;

        RendezvousConfiguration configuration() {
            List<RendezvousConfiguration.Interface> interfaces = addresses.stream()
                    .map(address -> RendezvousConfiguration.Interface.on(parse(address)))
                    .toList();
            RendezvousConfiguration configuration = RendezvousConfiguration.of(state.directory(), interfaces);
            RelaySettings.Embedded open = RelaySettings.Embedded.PUBLIC;
            return relayTo == null
                    ? configuration
                    : configuration.withRelay(new RelaySettings.Embedded(open.minPort(), open.maxPort(), relayTo));
        }

        private static InetAddress parse(String address) {
            InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
            if (parsed == null) {
                throw new CommandException(Exit.USAGE, "'" + address + "' is not an IP address", "");
            }
            return parsed;
        }
    }

    @Command(
            name = "run",
            description = "Run the rendezvous, in the foreground.",
            footer = {
                "",
                "Examples:",
                "  voider rendezvous run --address 203.0.113.7",
                "  voider rendezvous run --address 203.0.113.7 --metrics 127.0.0.1:9742"
            },
            mixinStandardHelpOptions = true)
    Integer run(
            @Mixin Place place,
            @Mixin RelayElsewhere relay,
            @Mixin LogOptions log,
            @Option(
                            names = "--metrics",
                            paramLabel = "ADDRESS:PORT",
                            description =
                                    "Where Prometheus can fetch how many and how much, never who; whoever reaches it"
                                            + " can read it.")
                    @Nullable
                    String metrics)
            throws IOException {
        ListeningAddress listener = metrics == null ? ListeningAddress.OFF : listener(metrics);
        log.adopt();
        RendezvousConfiguration configuration = relay.in(place.configuration());
        try (Foreground foreground = new Foreground();
                ServiceNotifier service = ServiceNotifier.ofEnvironment();
                RendezvousServer server = RendezvousServer.start(configuration, RendezvousServer.Sockets.EPOLL);
                RendezvousMetrics told = new RendezvousMetrics(server, Version.number())) {
            told.follow(listener);
            String places = server.addresses().stream().map(Endpoint::text).collect(Collectors.joining(" and "));
            if (!log.isJson()) {
                root.console().say("the rendezvous runs on " + places);
            }
            service.watch(server.threads());
            service.status("listens on " + places);
            service.ready();
            foreground.awaitSignal();
            service.stopping();
        }
        return Exit.OK.code();
    }

    private static ListeningAddress listener(String text) {
        try {
            return new ListeningAddress(text);
        } catch (StateException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "voider rendezvous run --help");
        }
    }

    @Command(
            name = "backup",
            description = "Save the server's key and its accounts into one file, sealed by a passphrase.",
            footer = {"", "Example:", "  sudo voider rendezvous backup rendezvous.backup"},
            mixinStandardHelpOptions = true)
    Integer backup(
            @Mixin StateOption state, @Parameters(paramLabel = "FILE", description = "The file to write.") Path file)
            throws IOException {
        BackupCommands.save(BackupKind.RENDEZVOUS, state.directory(), file, root.console());
        return Exit.OK.code();
    }

    @Command(
            name = "restore",
            description = "Bring a rendezvous back from a backup, where there is none.",
            footer = {"", "Example:", "  sudo voider rendezvous restore rendezvous.backup"},
            mixinStandardHelpOptions = true)
    Integer restore(
            @Mixin StateOption state,
            @Parameters(paramLabel = "FILE", description = "What voider rendezvous backup wrote.") Path file)
            throws IOException {
        Path directory = state.directory();
        Privilege.requireWriting(directory);
        BackupCommands.restore(
                BackupKind.RENDEZVOUS,
                BackupCommands.open(BackupKind.RENDEZVOUS, file),
                directory,
                file,
                root.console());
        return Exit.OK.code();
    }

    /** The operator's book of nodes. */
    @Command(
            name = "account",
            description = "Add, remove and list the nodes that may use this rendezvous.",
            mixinStandardHelpOptions = true)
    static final class AccountCommand {
        private record Added(String name, String line) {}

        private record Names(List<String> accounts) {}

        @ParentCommand
        private RendezvousCommand parent;

        @Command(
                name = "add",
                description = "Add a node; prints the one line that its owner needs.",
                footer = {"", "Example:", "  voider rendezvous account add alice --address 203.0.113.7"},
                mixinStandardHelpOptions = true)
        Integer add(@Mixin Place place, @Parameters(paramLabel = "NAME", description = "The node.") String name) {
            try (Accounts accounts = place.configuration().accounts()) {
                Added added = new Added(name, accounts.add(name).text());
                parent.root.console().print(added, Added::line);
            } catch (IllegalArgumentException e) {
                throw new CommandException(Exit.FAILED, String.valueOf(e.getMessage()), "");
            }
            return Exit.OK.code();
        }

        @Command(
                name = "remove",
                description = "Remove a node, and every friend's right to reach it.",
                footer = {"", "Example:", "  voider rendezvous account remove alice --address 203.0.113.7"},
                mixinStandardHelpOptions = true)
        Integer remove(@Mixin Place place, @Parameters(paramLabel = "NAME", description = "The node.") String name) {
            try (Accounts accounts = place.configuration().accounts()) {
                accounts.remove(name);
                parent.root.console().print(new Names(accounts.names()), left -> name + " is removed.");
            } catch (IllegalArgumentException e) {
                throw new CommandException(Exit.FAILED, String.valueOf(e.getMessage()), "");
            }
            return Exit.OK.code();
        }

        @Command(
                name = "list",
                description = "List the nodes, oldest first.",
                footer = {"", "Example:", "  voider rendezvous account list --address 203.0.113.7 --json"},
                mixinStandardHelpOptions = true)
        Integer list(@Mixin Place place) {
            try (Accounts accounts = place.configuration().accounts()) {
                parent.root
                        .console()
                        .print(
                                new Names(accounts.names()),
                                names -> names.accounts.isEmpty()
                                        ? "There are no accounts."
                                        : String.join("\n", names.accounts));
            }
            return Exit.OK.code();
        }
    }
}
