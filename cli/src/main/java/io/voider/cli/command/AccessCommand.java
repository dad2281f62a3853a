package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.orders.Order;
import io.voider.cli.report.AccessReport;
import io.voider.cli.report.FriendReport;
import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Lets the inviting side see whether the joined side runs, by the latter's own rendezvous. */
@Command(
        name = "access",
        description =
                "Let the owner of an exchange that you joined see, at your own rendezvous, whether your node runs.",
        footer = {
            "",
            "Examples:",
            "  voider access export alice          # on bob's node, which joined alice",
            "  voider access import bob.access     # on alice's"
        },
        mixinStandardHelpOptions = true)
final class AccessCommand {
    private static final int LARGEST = 8 << 10;

    @ParentCommand
    private Root root;

    private record Written(String exchange, String file) {}

    @Command(
            name = "export",
            description = "Write an access credential for the owner of an exchange that you joined.",
            footer = {"", "Example:", "  voider access export alice"},
            mixinStandardHelpOptions = true)
    Integer export(
            @Parameters(
                            paramLabel = "EXCHANGE",
                            completionCandidates = CompletionScript.PhoneBook.class,
                            description = "The exchange.")
                    String exchange,
            @Option(
                            names = {"-o", "--out"},
                            paramLabel = "FILE",
                            description = "Where to write (default: EXCHANGE.access).")
                    @Nullable
                    Path out)
            throws IOException {
        Path home = root.home();
        Path file = out == null ? HandoverPath.of(exchange, ".access") : out;
        HandoverPath.requireRoom(file, "choose another name with --out FILE, or move it away");
        try (Desk desk = Desk.open(home)) {
            AccessReport access = desk.order(new Order.ExportAccess(exchange));
            DurableFile.write(file, access.file().getBytes(StandardCharsets.UTF_8));
            root.console()
                    .print(
                            new Written(exchange, file.toString()),
                            written -> "Give " + written.exchange + "'s owner the file " + written.file
                                    + ", a secret, which runs: voider access import " + file.getFileName());
        }
        return Exit.OK.code();
    }

    @Command(
            name = "import",
            description = "Take the access credential that a friend gave back.",
            footer = {"", "Example:", "  voider access import bob.access"},
            mixinStandardHelpOptions = true)
    Integer importFile(@Parameters(paramLabel = "FILE", description = "The access credential.") Path file)
            throws IOException {
        Path home = root.home();
        HandoverPath.requireFile(file);
        if (Files.size(file) > LARGEST) {
            throw new CommandException(Exit.IDENTITY_REFUSED, file + " is larger than any access credential", "");
        }
        String credential = Files.readString(file, StandardCharsets.ISO_8859_1);
        try (Desk desk = Desk.open(home)) {
            FriendReport friend = desk.order(new Order.ImportAccess(credential));
            root.console()
                    .print(
                            friend,
                            seen -> "Whether " + seen.name() + "'s node runs can be seen now: voider lines"
                                    + (seen.warning().isEmpty() ? "" : "\nBut " + seen.warning() + "."));
        }
        return Exit.OK.code();
    }
}
