package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.orders.Order;
import io.voider.cli.report.InvitationReport;
import io.voider.cli.state.Failure;
import io.voider.transport.disk.DurableFile;
import io.voider.transport.identity.SealedHandover;
import io.voider.transport.identity.SpokenPassphrase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Invites a friend. */
@Command(
        name = "invite",
        description = "Invite a friend: writes one file, which is all that the friend needs.",
        footer = {
            "",
            "The file is a secret: whoever has it is that friend. Hand it over in person, or by something that you"
                    + " trust.",
            "",
            "Example:",
            "  voider invite bob"
        },
        mixinStandardHelpOptions = true)
final class InviteCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(paramLabel = "NAME", description = "What you call the friend.")
    private String name;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where to write the invitation (default: NAME.ovpn, without accents).")
    private @Nullable Path out;

    @Option(
            names = "--sealed",
            description =
                    "Encrypt the file under a passphrase for one use, which is printed, to be said over a telephone.")
    private boolean sealed;

    @Override
    public Integer call() throws IOException {
        Path home = root.home();
        Path file = out == null ? HandoverPath.of(name, ".ovpn") : out;
        HandoverPath.requireRoom(
                file,
                "it may be an earlier invitation of " + name
                        + "'s: choose another name with --out FILE, or move it away");
        try (Desk desk = Desk.open(home)) {
            InvitationReport invitation = desk.order(new Order.Invite(name));
            SecureRandom random = new SecureRandom();
            String passphrase = sealed ? SpokenPassphrase.random(random) : null;
            String text =
                    passphrase == null ? invitation.file() : SealedHandover.seal(invitation.file(), passphrase, random);
            write(file, text);
            root.console()
                    .print(
                            new Written(
                                    invitation.name(),
                                    invitation.number(),
                                    invitation.shortNumber(),
                                    invitation.dial(),
                                    file.toString(),
                                    passphrase),
                            InviteCommand::draw);
        }
        return Exit.OK.code();
    }

    private void write(Path file, String text) throws IOException {
        try {
            DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandException(
                    Exit.FAILED,
                    "the invitation could not be written into " + file + ": " + Failure.words(e),
                    "voider revoke " + name + ", then invite again with another --out FILE");
        }
    }

    private record Written(
            String name,
            int number,
            @Nullable Integer shortNumber,
            String dial,
            String file,
            @Nullable String passphrase) {}

    private static String draw(Written written) {
        Path name = Path.of(written.file).getFileName();
        String spoken = written.passphrase == null
                ? ""
                : "\nSay this passphrase, by another way than the file goes: " + written.passphrase;
        String dial = written.shortNumber == null ? written.dial : written.shortNumber + ", or " + written.dial + ",";
        return written.name + " is invited: dial " + dial + " once " + written.name + " has joined.\n" + "Give "
                + written.name + " the file " + written.file + ", for " + written.name + " to join with: voider join "
                + name + spoken;
    }
}
