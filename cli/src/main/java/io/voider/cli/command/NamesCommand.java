package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.state.Friend;
import io.voider.cli.state.Home;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.State;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What shells complete names with. */
@Command(
        name = "names",
        hidden = true,
        description = "Print the names of the phone book, one a line.",
        footer = {"", "Example:", "  voider names"},
        mixinStandardHelpOptions = true)
final class NamesCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Override
    public Integer call() throws IOException {
        State state = Home.read(root.home());
        if (state != null) {
            Stream.concat(
                            state.friends().stream().filter(Friend::invited).map(Friend::name),
                            state.exchanges().stream().map(JoinedExchange::name))
                    .distinct()
                    .forEach(root.console().out()::println);
            root.console().out().flush();
        }
        return Exit.OK.code();
    }
}
