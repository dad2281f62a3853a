package io.voider.cli.command;

import io.voider.cli.report.ExchangeReport;
import io.voider.transport.identity.Invitation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Joins a friend's exchange. */
@Command(
        name = "join",
        description = "Join a friend's exchange by the file that the friend gave you.",
        footer = {"", "Example:", "  voider join alice.ovpn"},
        mixinStandardHelpOptions = true)
final class JoinCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(paramLabel = "FILE", description = "The invitation.")
    private Path file;

    @Option(names = "--as", paramLabel = "NAME", description = "What to call the exchange here.")
    private @Nullable String name;

    @Override
    public Integer call() throws IOException {
        String invitation = Invitation.load(file).text();
        try (Desk desk = Desk.open(root.home())) {
            ExchangeReport exchange = desk.join(invitation, name);
            root.console()
                    .print(
                            exchange,
                            joined -> joined.name() + " is joined: dial " + joined.dial() + "; you are number "
                                    + joined.me() + " there.");
        }
        return Exit.OK.code();
    }
}
