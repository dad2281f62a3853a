package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.orders.Order;
import io.voider.cli.report.NumberReport;
import io.voider.cli.state.ShortNumber;
import io.voider.cli.state.StateException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Gives a line another short number. */
@Command(
        name = "number",
        description = "Give a line another short number: 20 to 89, or 200 to 899.",
        footer = {
            "",
            "A number that was somebody's is given to nobody else, even when they are gone. Your own phones are 101,"
                    + " 102 and so on; 9xx are services. Of a friend and an exchange of one name the friend is meant; the"
                    + " other is named by what one dials, such as 10.2.1.1.",
            "",
            "Example:",
            "  voider number bob 34"
        },
        mixinStandardHelpOptions = true)
final class NumberCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(
            index = "0",
            paramLabel = "LINE",
            completionCandidates = CompletionScript.PhoneBook.class,
            description = "A name of the phone book, or what one dials.")
    private String line;

    @Parameters(index = "1", paramLabel = "NUMBER", description = "Its new short number.")
    private int number;

    @Override
    public Integer call() throws IOException {
        try {
            ShortNumber.require(number);
        } catch (StateException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "");
        }
        try (Desk desk = Desk.open(root.home())) {
            NumberReport changed = desk.order(new Order.Renumber(line, number));
            root.console()
                    .print(changed, now -> now.name() + " (" + now.dial() + ") has short number " + now.number() + ".");
        }
        return Exit.OK.code();
    }
}
