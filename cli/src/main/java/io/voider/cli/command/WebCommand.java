package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.control.ControlClient;
import io.voider.cli.orders.Order;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.report.WebLinkReport;
import io.voider.cli.report.WebReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.ListeningAddress;
import io.voider.cli.state.PasswordHash;
import io.voider.cli.state.State;
import io.voider.cli.state.StateException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The page. */
@Command(
        name = "web",
        description =
                "Print a link that opens the node's page in a browser, once; or say where the page is, and for whom.",
        subcommands = {WebTokenCommand.class},
        footer = {
            "",
            "The page is off until you switch it on, and then for this machine alone. On another address, such as the "
                    + "machine's in your home, it speaks TLS and wants a password.",
            "",
            "Examples:",
            "  voider web on",
            "  voider web",
            "  voider web password",
            "  voider web on 192.168.1.20:8480"
        },
        mixinStandardHelpOptions = true)
final class WebCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    Root root() {
        return root;
    }

    @Override
    public Integer call() throws IOException {
        try (ControlClient node = root.client()) {
            WebLinkReport link = node.request("POST", "/v1/web/link", Map.of(), WebLinkReport.class);
            root.console()
                    .print(
                            link,
                            made -> made.url() + "\nOpen it within " + made.seconds() / 60
                                    + " minutes. It logs one browser in, and is a secret until then.");
        }
        return Exit.OK.code();
    }

    @Command(
            name = "on",
            description = "Have the page, at an address of this machine (default: 127.0.0.1:8480).",
            footer = {"", "Examples:", "  voider web on", "  voider web on 192.168.1.20:8480"},
            mixinStandardHelpOptions = true)
    Integer on(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "ADDRESS:PORT",
                            defaultValue = "127.0.0.1:8480",
                            description = "Where.")
                    String where)
            throws IOException {
        try {
            ListeningAddress unused = new ListeningAddress(where);
        } catch (StateException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "voider web on --help");
        }
        return configure(where);
    }

    @Command(
            name = "off",
            description = "Have no page any more. Everybody is logged out.",
            footer = {"", "Example:", "  voider web off"},
            mixinStandardHelpOptions = true)
    Integer off() throws IOException {
        return configure(ListeningAddress.OFF.text());
    }

    private Integer configure(String where) throws IOException {
        try (Desk desk = Desk.open(root.home())) {
            ConfigReport unused = desk.order(new Order.Configure("web", where));
        }
        return status();
    }

    @Command(
            name = "status",
            description = "Say where the page is, by which certificate it is known, and who may use it.",
            footer = {"", "Example:", "  voider web status"},
            mixinStandardHelpOptions = true)
    Integer status() throws IOException {
        root.console().print(report(), WebCommand::draw);
        return Exit.OK.code();
    }

    /** A running node's, or what stands in the books of one that does not run. */
    private WebReport report() throws IOException {
        try (ControlClient node = root.client()) {
            return node.request("GET", "/v1/web", Map.of(), WebReport.class);
        } catch (ControlClient.NotRunningException e) {
            State state = Home.exists(root.home()) ? Home.read(root.home()) : null;
            if (state == null) {
                throw e;
            }
            return WebReport.of(state.settings().web(), state.webAccess());
        }
    }

    static String draw(WebReport page) {
        StringBuilder text = new StringBuilder();
        if (page.url() != null) {
            text.append("The page is at ").append(page.url()).append(". A link that logs in: voider web");
        } else if (page.web().equals(ListeningAddress.OFF.text())) {
            text.append("The page is off.");
        } else if (page.trouble() == null) {
            text.append("The page is at ").append(page.web()).append(" when the node runs.");
        } else {
            text.append("The page cannot be had at ")
                    .append(page.web())
                    .append(": ")
                    .append(page.trouble());
        }
        if (page.fingerprint() != null) {
            text.append("\nIts certificate's SHA-256 fingerprint: ").append(page.fingerprint());
        }
        text.append(page.password() ? "\nThere is a password." : "\nThere is no password.");
        page.tokens().forEach(token -> text.append("\nToken: ").append(token.name()));
        return text.append(page.running() ? "\nLogged in: " + page.sessions() : "")
                .toString();
    }

    @Command(
            name = "password",
            description = "Set the page's password. Whoever is logged in is logged out.",
            footer = {
                "",
                "It has " + PasswordHash.FEWEST_LETTERS
                        + " characters or more; five words that have nothing to do with each"
                        + " other are a good one.",
                "",
                "Examples:",
                "  voider web password",
                "  voider web password --stdin < file",
                "  voider web password --none"
            },
            mixinStandardHelpOptions = true)
    Integer password(
            @Option(names = "--stdin", description = "Read it from standard input: the first line.") boolean piped,
            @Option(names = "--none", description = "Have none: only links and tokens are let in.") boolean none)
            throws IOException {
        PasswordHash hash = none ? null : hash(piped ? firstLine() : typed());
        try (Desk desk = Desk.open(root.home())) {
            root.console()
                    .print(
                            desk.order(new Order.SetWebPassword(hash)),
                            page -> page.password() ? "The page has a new password." : "The page has no password.");
        }
        return Exit.OK.code();
    }

    private static PasswordHash hash(String password) {
        try {
            return PasswordHash.of(password, new SecureRandom());
        } catch (StateException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "voider web password --help");
        }
    }

    private static String firstLine() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }

    private String typed() throws IOException {
        Terminal terminal = Terminal.open(root.console().out())
                .orElseThrow(() -> new CommandException(
                        Exit.USAGE, "there is nobody to ask for a password", "voider web password --stdin < FILE"));
        String password = terminal.askSecret("The page's new password: ");
        if (!password.equals(terminal.askSecret("Once more: "))) {
            throw new CommandException(Exit.USAGE, "these were two different passwords", "voider web password");
        }
        return password;
    }
}
