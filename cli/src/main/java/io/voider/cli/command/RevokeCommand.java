package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.orders.Order;
import io.voider.cli.report.FriendReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Cuts a friend off. */
@Command(
        name = "revoke",
        description = "Cut a friend off, at once and for good; a running call ends.",
        footer = {"", "Example:", "  voider revoke bob"},
        mixinStandardHelpOptions = true)
final class RevokeCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = CompletionScript.PhoneBook.class,
            description = "The friend.")
    private String name;

    @Override
    public Integer call() throws IOException {
        try (Desk desk = Desk.open(root.home())) {
            FriendReport friend = desk.order(new Order.Revoke(name));
            root.console().print(friend, cut -> cut.name() + " is cut off; nothing is " + cut.dial() + " any more.");
        }
        return Exit.OK.code();
    }
}
