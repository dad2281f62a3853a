package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.node.phone.PhoneTelling;
import io.voider.cli.phone.provisioning.PhoneFacts;
import io.voider.cli.state.AccountPassword;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The phones on this home's interface. */
@Command(
        name = "phone",
        description = "Look after the phones on this home's interface.",
        footer = {"", "Example:", "  voider phone forget 1"},
        mixinStandardHelpOptions = true)
final class PhoneCommand {
    @ParentCommand
    private Root root;

    /** What the node answers. */
    private record Forgotten(boolean forgotten) {}

    @Command(
            name = "forget",
            description = {
                "Forget which device is a phone: the next one that asks for an address, or sends from the phone's, is"
                        + " it.",
                "For a phone that was replaced. With one phone the node forgets by itself when the old one has been"
                        + " silent for five minutes, or for one minute if its address was set by hand."
            },
            footer = {"", "Examples:", "  voider phone forget 2", "  voider phone forget --all"},
            mixinStandardHelpOptions = true)
    Integer forget(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "NUMBER",
                            defaultValue = "0",
                            showDefaultValue = CommandLine.Help.Visibility.NEVER,
                            description = "Which phone; may be left out where there is one.")
                    int number,
            @Option(names = "--all", description = "All phones of this home.") boolean all)
            throws IOException {
        int phones = state().phones().size();
        if (number == 0 && !all && phones > 1) {
            throw new CommandException(
                    Exit.USAGE, "this home has " + phones + " phones", "say which: voider phone forget 1; or --all");
        }
        if (number != 0 && all) {
            throw new CommandException(Exit.USAGE, "--all is every phone, and " + number + " is one", "");
        }
        try (ControlClient node = root.client()) {
            Forgotten answer = node.request("POST", "/v1/phones/forget", Map.of("phone", number), Forgotten.class);
            root.console()
                    .print(
                            answer,
                            any -> "The next device that asks for " + (number == 0 ? "a" : "that")
                                    + " phone's address, or sends from it, is that phone.");
        }
        return Exit.OK.code();
    }

    private record Password(int phone, String password) {}

    @Command(
            name = "password",
            description = {
                "Print the password of a phone's own menu and web page, as the node gives it to phones that fetch their"
                        + " configuration. The user is admin.",
                "It is the same after a restart and a restore, and another one for each phone."
            },
            footer = {"", "Example:", "  sudo voider phone password 1"},
            mixinStandardHelpOptions = true)
    Integer password(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "NUMBER",
                            defaultValue = "1",
                            description = "Which phone (default: ${DEFAULT-VALUE}).")
                    int number)
            throws IOException {
        State state = state();
        PhoneLine phone = phone(state, number);
        root.console().print(new Password(number, PhoneTelling.password(state, phone.number())), Password::password);
        return Exit.OK.code();
    }

    /** What a phone needs for its account. */
    private record Account(
            int phone, String server, String user, @Nullable String password) {}

    @Command(
            name = "account",
            description = {
                "Print what to set in a phone that is to have an account at its gateway: SIP server, user name and"
                        + " password.",
                "The password is asked for after: voider config account-passwords on. It follows from the node's"
                        + " secret."
            },
            footer = {"", "Example:", "  voider phone account 1"},
            mixinStandardHelpOptions = true)
    Integer account(@Parameters(paramLabel = "NUMBER", description = "Which phone.") int number) throws IOException {
        State state = state();
        PhoneLine phone = phone(state, number);
        Account account = new Account(
                number, phone.address().gatewayText(), PhoneFacts.user(number), AccountPassword.of(state, number));
        root.console()
                .print(
                        account,
                        all -> "SIP server  " + all.server + "\nuser name   " + all.user + "\npassword    "
                                + (all.password == null ? "none is asked for" : all.password));
        return Exit.OK.code();
    }

    private State state() throws IOException {
        Path directory = root.home();
        State state = Home.read(directory);
        if (state == null) {
            throw new CommandException(Exit.FAILED, "there is no node in " + directory, "make one with: voider init");
        }
        return state;
    }

    private static PhoneLine phone(State state, int number) {
        return state.phones().stream()
                .filter(phone -> phone.number() == number)
                .findFirst()
                .orElseThrow(() ->
                        new CommandException(Exit.FAILED, "there is no phone " + number, "voider phones lists them"));
    }
}
