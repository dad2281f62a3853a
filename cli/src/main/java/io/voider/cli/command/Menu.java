package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.state.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What a bare {@code voider} offers on a terminal: the commands as choices in plain words. */
final class Menu {
    private record Choice(String words, String question, String command) {}

    private static final List<Choice> FIRST = List.of(
            new Choice("see it work: a little Internet with two homes, and a call between them", "", "lab"),
            new Choice("make this machine a node", "", "init"),
            new Choice("look this machine over", "", "doctor"));

    private static final List<Choice> LATER = List.of(
            new Choice("how is everything", "", "status"),
            new Choice("whom can I call", "", "lines"),
            new Choice("invite a friend", "What do you call the friend? ", "invite"),
            new Choice("join a friend's exchange", "Which file did the friend give you? ", "join"),
            new Choice("cut a friend off", "Which friend? ", "revoke"),
            new Choice("leave an exchange", "Which one? ", "leave"),
            new Choice("the calls", "", "calls"),
            new Choice("look this machine over", "", "doctor"),
            new Choice("start the node", "", "run"));

    private final CommandLine commands;
    private final Path home;

    Menu(CommandLine commands, Path home) {
        this.commands = commands;
        this.home = home;
    }

    /** Asks once, does what was chosen, and gives its exit code. */
    int show(Terminal terminal) throws IOException {
        List<Choice> choices = Home.exists(home) ? LATER : FIRST;
        commands.getOut().println("voider: be your own phone exchange.\n");
        for (int i = 0; i < choices.size(); i++) {
            commands.getOut().printf("  %d  %s%n", i + 1, choices.get(i).words);
        }
        commands.getOut().flush();
        String answer = terminal.ask("\nWhich one? (Enter to leave) ");
        if (answer.isEmpty()) {
            return Exit.OK.code();
        }
        int number = answer.matches("[1-9]") ? Integer.parseInt(answer) : 0;
        if (number < 1 || number > choices.size()) {
            throw new CommandException(Exit.USAGE, "'" + answer + "' is none of the choices", "");
        }
        Choice choice = choices.get(number - 1);
        List<String> command = new ArrayList<>(List.of("--home", home.toString(), choice.command));
        if (!choice.question.isEmpty()) {
            command.add(terminal.ask(choice.question));
        }
        return CommandLines.run(command.toArray(String[]::new));
    }
}
