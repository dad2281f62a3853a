package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.orders.Order;
import io.voider.cli.report.ExchangeReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Leaves a friend's exchange. */
@Command(
        name = "leave",
        description = "Leave an exchange that you joined, and forget its invitation.",
        footer = {"", "Example:", "  voider leave alice"},
        mixinStandardHelpOptions = true)
final class LeaveCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = CompletionScript.PhoneBook.class,
            description = "The exchange.")
    private String name;

    @Override
    public Integer call() throws IOException {
        try (Desk desk = Desk.open(root.home())) {
            ExchangeReport exchange = desk.order(new Order.Leave(name));
            root.console().print(exchange, left -> left.name() + " is left; nothing is " + left.dial() + " any more.");
        }
        return Exit.OK.code();
    }
}
