package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.nat.rendezvous.signup.SignUpBooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Vouchers, with which strangers sign up without paying. */
@Command(name = "voucher", description = "Make vouchers, each good for one account.", mixinStandardHelpOptions = true)
final class VoucherCommand {
    private static final int MOST = 10_000;

    @ParentCommand
    private RendezvousCommand parent;

    private record Vouchers(List<String> codes) {}

    @Command(
            name = "make",
            description = "Make vouchers and print their codes, which cannot be shown again.",
            footer = {"", "Example:", "  voider rendezvous voucher make 20"},
            mixinStandardHelpOptions = true)
    Integer make(
            @Mixin RendezvousCommand.StateOption state,
            @Parameters(paramLabel = "N", description = "How many, up to 10000.") int count)
            throws IOException {
        if (count < 1 || count > MOST) {
            throw new CommandException(Exit.USAGE, "1 to " + MOST + " vouchers can be made at a time", "");
        }
        Path directory = state.directory();
        Privilege.requireWriting(directory);
        try (SignUpBooks books = SignUpBooks.in(directory)) {
            Vouchers made = new Vouchers(books.makeVouchers(count));
            parent.console().print(made, vouchers -> String.join("\n", vouchers.codes));
        }
        return Exit.OK.code();
    }
}
