package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.orders.Order;
import io.voider.cli.report.WebReport;
import io.voider.cli.state.WebToken;
import java.io.IOException;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What scripts show to the page. */
@Command(
        name = "token",
        description = "Let a script ask and order what the page can, by a token.",
        footer = {
            "",
            "Examples:",
            "  voider web token add backup",
            "  voider web token remove backup",
            "  curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8480/v1/lines"
        },
        mixinStandardHelpOptions = true)
final class WebTokenCommand {
    @ParentCommand
    private WebCommand parent;

    private record Made(String name, String token) {}

    @Command(
            name = "add",
            description = "Make a token and print it. Only its hash is kept: it cannot be shown again.",
            footer = {"", "Example:", "  voider web token add backup"},
            mixinStandardHelpOptions = true)
    Integer add(@Parameters(paramLabel = "NAME", description = "What you call the script.") String name)
            throws IOException {
        String token = WebToken.random(new SecureRandom());
        try (Desk desk = Desk.open(parent.root().home())) {
            WebReport unused = desk.order(new Order.AddWebToken(name, WebToken.digest(token)));
            parent.root().console().print(new Made(name, token), Made::token);
        }
        return Exit.OK.code();
    }

    @Command(
            name = "remove",
            description = "Let that script in no longer.",
            footer = {"", "Example:", "  voider web token remove backup"},
            mixinStandardHelpOptions = true)
    Integer remove(@Parameters(paramLabel = "NAME", description = "What you call the script.") String name)
            throws IOException {
        try (Desk desk = Desk.open(parent.root().home())) {
            parent.root().console().print(desk.order(new Order.RemoveWebToken(name)), WebCommand::draw);
        }
        return Exit.OK.code();
    }
}
