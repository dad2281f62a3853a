package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.node.ground.PhoneInterfaces;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.state.Birth;
import io.voider.cli.state.Failure;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.cli.state.StateException;
import io.voider.nat.rendezvous.OwnerAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Makes a node. */
@Command(
        name = "init",
        description = "Make this machine a node: an exchange of your own, with its keys.",
        footer = {
            "",
            "On a terminal it asks for what is not given. The phone's interface is the one that the phone is plugged"
                    + " into; while the node runs it belongs to the phone alone, so it must not be the one by which you"
                    + " reach this machine.",
            "",
            "Example:",
            "  voider init --name alice --phone-interface eth1 --rendezvous voider1/203.0.113.7:7443/…/…"
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Option(names = "--name", paramLabel = "NAME", description = "What your exchange is called.")
    private @Nullable String name;

    @Option(
            names = "--phone-interface",
            paramLabel = "INTERFACE",
            description = "The network interface that the phone is plugged into.")
    private @Nullable String networkInterface;

    @Option(
            names = "--phone-address",
            paramLabel = "ADDRESS",
            description = "The phone's address, the first usable one of a /30 in 172.16.0.0 … 172.28.255.255"
                    + " (default: one at random). Give it again for each further phone.")
    private @Nullable List<PhoneAddress> addresses;

    @Option(
            names = "--rendezvous",
            paramLabel = "LINE",
            description = "The line that the rendezvous's operator gave you; may come later, by config.")
    private @Nullable String rendezvous;

    @Option(
            names = "--namespace-prefix",
            paramLabel = "PREFIX",
            description = "What this node's network namespaces begin with, when several nodes share a machine.")
    private @Nullable String namespacePrefix;

    @Option(
            names = "--force",
            description = "Take the interface even if it carries this machine's default route or has addresses in use.")
    private boolean force;

    @Option(
            names = "--recover",
            description = "Make the state anew from the keys in the directory, where state.json is lost or damaged.")
    private boolean recover;

    @Option(names = "--fast-crypto", description = "Ed25519 instead of secp521r1, for the smallest machines.")
    private boolean fastCrypto;

    private @Nullable Terminal terminal;

    @Override
    public Integer call() throws IOException, Home.HeldException {
        Path directory = root.home();
        Privilege.requireWriting(directory);
        requirePlace(directory);
        boolean asking = (name == null && !recover) || networkInterface == null;
        String chosenName = recover ? "recovered" : ask(name, "--name", "What is your exchange called?");
        String chosenInterface = networkInterface == null ? askForInterface() : networkInterface;
        String remark = PhoneInterfaceChoice.check(chosenInterface, force);
        String chosenRendezvous = asking ? askForRendezvous() : rendezvous;
        Settings settings = Settings.DEFAULT
                .with(
                        "namespace-prefix",
                        namespacePrefix == null ? Settings.DEFAULT.namespacePrefix() : namespacePrefix)
                .with("strong-crypto", Boolean.toString(!fastCrypto))
                .with("take-any-interface", Boolean.toString(force));
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        State unborn = Birth.unborn(chosenName, chosenInterface, phones(random), chosenRendezvous, settings, random);
        try (Home home = Home.open(directory)) {
            Registrar registrar = recover
                    ? Registrar.recover(home, unborn, clock, random)
                    : Registrar.create(home, unborn, clock, random);
            root.console().print(ConfigReport.of(registrar.state()), config -> draw(registrar));
            if (!remark.isEmpty()) {
                root.console().say(remark);
            }
        }
        return Exit.OK.code();
    }

    /** Before the directory is touched. */
    private void requirePlace(Path directory) {
        if (!recover && Home.exists(directory)) {
            throw new CommandException(
                    Exit.FAILED,
                    directory + " already holds a node",
                    "change it by: voider config, as in voider config phone-interface eth1; or give another --home");
        }
        if (recover && Home.isVacant(directory)) {
            throw new CommandException(
                    Exit.FAILED, "there are no keys in " + directory + " that a node could be made anew from", "");
        }
    }

    private List<PhoneLine> phones(SecureRandom random) {
        List<PhoneAddress> known = addresses == null ? List.of(PhoneAddress.random(random)) : addresses;
        List<PhoneLine> phones = new ArrayList<>();
        for (PhoneAddress address : known) {
            phones.add(new PhoneLine(phones.size() + 1, address));
        }
        return phones;
    }

    private String ask(@Nullable String given, String option, String question) throws IOException {
        if (given != null) {
            return given;
        }
        return askUntil(option, question + " ", answer -> {
            if (answer.isEmpty()) {
                throw new IllegalArgumentException("It needs a name, such as alice.");
            }
            StateException.requireName(answer);
            StateException.requireNoNumber(answer);
        });
    }

    /** Asks until what is said is taken, a few times: a slip of the pen costs none of the answers before it. */
    private String askUntil(String option, String question, Consumer<String> check) throws IOException {
        for (int attempt = 0; attempt < PhoneInterfaceChoice.MOST_QUESTIONS; attempt++) {
            String answer = terminal(option).ask(question);
            try {
                check.accept(answer);
                return answer;
            } catch (IllegalArgumentException | StateException e) {
                root.console().out().println(Failure.words(e));
            }
        }
        throw new CommandException(Exit.USAGE, "init needs " + option, "voider init --help shows an example");
    }

    private String askForInterface() throws IOException {
        return PhoneInterfaceChoice.ask(
                terminal("--phone-interface")::ask, root.console().out()::println, PhoneInterfaces.candidates(), force);
    }

    /** One for all questions: it may have read the next answers already. */
    private Terminal terminal(String option) {
        Terminal open = terminal;
        if (open == null) {
            open = Terminal.open(root.console().out())
                    .orElseThrow(() -> new CommandException(
                            Exit.USAGE, "init needs " + option, "voider init --help shows an example"));
            terminal = open;
        }
        return open;
    }

    /** Who only joins needs none, and who invites may give it later. */
    private @Nullable String askForRendezvous() throws IOException {
        if (rendezvous != null) {
            return rendezvous;
        }
        String answer = askUntil(
                "--rendezvous",
                "To invite friends: which line did the rendezvous' operator give you? (Enter for none) ",
                line -> {
                    if (!line.isEmpty()) {
                        OwnerAccount.parse(line);
                    }
                });
        return answer.isEmpty() ? null : answer;
    }

    private static String draw(Registrar registrar) {
        State state = registrar.state();
        StringBuilder text = new StringBuilder(state.name()
                + " is an exchange now. Plug the phone in: it gets its address by itself." + " To set it by hand:\n");
        for (PhoneLine phone : state.phones()) {
            text.append("  address ")
                    .append(phone.address())
                    .append(", netmask 255.255.255.252, gateway ")
                    .append(phone.address().gatewayText())
                    .append('\n');
        }
        if (!state.friends().isEmpty()) {
            text.append("Friends are called friend and their number; revoke each and invite again.\n");
        }
        return text.append("and start the node with: voider run, or: systemctl enable --now voider")
                .toString();
    }
}
