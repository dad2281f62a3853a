package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.orders.Order;
import io.voider.cli.report.ExchangeReport;
import io.voider.transport.identity.SealedHandover;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        footer = {"", "Example:", "  voider join bob.ovpn"},
        mixinStandardHelpOptions = true)
final class JoinCommand implements Callable<Integer> {
    private static final int LARGEST = 64 << 10;

    @ParentCommand
    private Root root;

    @Parameters(paramLabel = "FILE", description = "The invitation.")
    private Path file;

    @Option(names = "--as", paramLabel = "NAME", description = "What to call the exchange here.")
    private @Nullable String name;

    @Option(
            names = "--passphrase",
            paramLabel = "WORDS",
            description = "What was said with a sealed invitation (asked for on a terminal).")
    private @Nullable String passphrase;

    @Override
    public Integer call() throws IOException {
        Path home = root.home();
        String invitation = text();
        try (Desk desk = Desk.open(home)) {
            ExchangeReport exchange = desk.order(new Order.Join(invitation, name));
            root.console()
                    .print(
                            exchange,
                            joined -> joined.name() + " is joined: dial "
                                    + (joined.shortNumber() == null ? "" : joined.shortNumber() + ", or ")
                                    + joined.dial() + "; you are number "
                                    + joined.me() + " there."
                                    + (joined.warning().isEmpty() ? "" : "\nBut " + joined.warning() + "."));
        }
        return Exit.OK.code();
    }

    private String text() throws IOException {
        HandoverPath.requireFile(file);
        if (Files.size(file) > LARGEST) {
            throw new CommandException(Exit.IDENTITY_REFUSED, file + " is larger than any invitation", "");
        }
        String read = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (read.matches("(?s)voider[0-9]+/.*")) {
            throw new CommandException(
                    Exit.IDENTITY_REFUSED,
                    file + " holds the line of a rendezvous' operator, and no invitation",
                    "give it to: voider config rendezvous LINE");
        }
        if (!SealedHandover.looksSealed(read)) {
            return read;
        }
        if (passphrase != null) {
            return SealedHandover.open(read, passphrase);
        }
        Terminal terminal = Terminal.open(root.console().out())
                .orElseThrow(() -> new CommandException(
                        Exit.USAGE, file + " is sealed", "give the passphrase with --passphrase WORDS"));
        return SealedHandover.open(read, terminal.ask("The passphrase that was said with it: "));
    }
}
