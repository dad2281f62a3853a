package io.voider.cli.command;

import io.voider.cli.state.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;

/** What a bare {@code voider} offers on a terminal: the commands as choices in plain words. */
final class Menu {
    /** Somebody who is asked, and answers; with nothing, if there is no answer. */
    @FunctionalInterface
    interface Person {
        String ask(String question) throws IOException;
    }

    /**
     * One choice.
     *
     * @param words what it does
     * @param command the command and what belongs to it in any case
     * @param warning what it does to others, to be agreed to first; empty if nothing
     * @param questions what is asked for, one argument each
     */
    private record Choice(String words, String command, String warning, List<String> questions) {
        static Choice of(String words, String command, String... questions) {
            return new Choice(words, command, "", List.of(questions));
        }

        Choice warning(String said) {
            return new Choice(words, command, said, questions);
        }
    }

    private static final Set<String> LEAVING = Set.of("", "q", "quit", "exit");

    private static final String CUTS = "A call that is on ends, and the friend cannot come back without a new file.";

    private static final List<Choice> FIRST = List.of(
            Choice.of("see it work: a little Internet with two homes, and a call between them", "lab"),
            Choice.of("look this machine over", "doctor"),
            Choice.of("make this machine a node", "init"),
            Choice.of("bring a node back from a backup", "restore", "From which file? "));

    private static final List<Choice> NODE = List.of(
            Choice.of("how is everything", "status"),
            Choice.of("whom can I call", "lines"),
            Choice.of("give a line another short number", "number", "Whose (a name or a number)? ", "Which number? "),
            Choice.of("when calls are not to ring", "quiet", "When (22:00-07:00, on, off)? "),
            Choice.of("let another phone ring", "forward", "Which phone, and which instead (1 to 2)? "),
            Choice.of("the calls", "calls"),
            Choice.of("what happens, as it happens", "events"),
            Choice.of("invite a friend", "invite", "What do you call the friend? "),
            Choice.of("join a friend's exchange", "join", "Which file did the friend give you? "),
            Choice.of("cut a friend off", "revoke", "Which friend? ").warning(CUTS),
            Choice.of("leave an exchange", "leave", "Which one? ")
                    .warning("A call that is on ends, and there is no way back without a new file."),
            Choice.of("is a line up", "ping", "Whose? "),
            Choice.of("what kind of NAT is this", "netcheck"),
            Choice.of("record packets", "capture", "Of what (phones, a name, call:ID)? "),
            Choice.of("the phones of this home", "phones"),
            Choice.of("make room for one more phone", "phones --add"),
            Choice.of("a phone was replaced by another", "phone forget", "Which phone's place does it take (1, 2 …)? "),
            Choice.of("the password of a phone's menu", "phone password", "Of which phone (1, 2 …)? "),
            Choice.of("how is it configured", "config"),
            Choice.of("a page for the browser", "web on"),
            Choice.of("a link that opens it", "web"),
            Choice.of("save everything into one file", "backup", "Into which file? "),
            Choice.of("forget that this machine was a node", "reset"),
            Choice.of("start the node here", "run"),
            Choice.of("see it work: a little Internet with two homes, and a call between them", "lab"),
            Choice.of("look this machine over", "doctor"),
            Choice.of("a file for whoever helps you, without names and addresses", "report"));

    private static final List<Choice> BOTH = List.of(
            Choice.of("run a rendezvous", "rendezvous --help"),
            Choice.of("let others see whether this node runs", "access --help"),
            Choice.of("what happens to SIP messages", "sip --help"),
            Choice.of("have the shell complete commands", "completion --help"),
            Choice.of("which voider is this", "version"));

    private final CommandLine commands;
    private final Path home;
    private final Person person;

    Menu(CommandLine commands, Path home, Person person) {
        this.commands = commands;
        this.home = home;
        this.person = person;
    }

    /** The commands that it offers, on a machine that is no node and on one that is. */
    static List<String> commands(boolean isNode) {
        return choices(isNode).stream()
                .map(choice -> choice.command.split(" ", 2)[0])
                .toList();
    }

    private static List<Choice> choices(boolean isNode) {
        List<Choice> all = new ArrayList<>(isNode ? NODE : FIRST);
        all.addAll(BOTH);
        return all;
    }

    /** Asks until it knows, and gives the command line that was chosen; empty for nothing at all. */
    List<String> choose() throws IOException {
        List<Choice> choices = choices(Home.exists(home));
        commands.getOut().println("voider: be your own phone exchange.\n");
        for (int i = 0; i < choices.size(); i++) {
            commands.getOut().printf("  %2d  %s%n", i + 1, choices.get(i).words);
        }
        commands.getOut().flush();
        String question = "\nWhich one? (Enter or q to leave) ";
        while (true) {
            String answer = person.ask(question);
            if (LEAVING.contains(answer.toLowerCase(Locale.ROOT))) {
                return List.of();
            }
            int number = numberOf(answer, choices);
            if (number >= 1 && number <= choices.size()) {
                List<String> line = line(choices.get(number - 1));
                if (!line.isEmpty()) {
                    return line;
                }
                question = "\nNothing was done. Which one? (Enter or q to leave) ";
            } else {
                question = "'" + answer + "' is none of 1 to " + choices.size() + ". Which one? (Enter or q to leave) ";
            }
        }
    }

    /** By its number, or by the command that it stands for; 0 for none. */
    private static int numberOf(String answer, List<Choice> choices) {
        if (answer.matches("[0-9]{1,2}")) {
            return Integer.parseInt(answer);
        }
        return choices.stream().map(choice -> choice.command).toList().indexOf(answer) + 1;
    }

    /** Empty if the person thought better of it. */
    private List<String> line(Choice choice) throws IOException {
        List<String> line = new ArrayList<>(List.of("--home", home.toString()));
        line.addAll(List.of(choice.command.split(" ", -1)));
        for (String question : choice.questions) {
            String answer = person.ask(question);
            if (answer.isEmpty()) {
                return List.of();
            }
            line.add(answer);
        }
        boolean agreed = choice.warning.isEmpty()
                || person.ask(choice.warning + " Go on? (yes/no) ").equals("yes");
        return agreed ? line : List.of();
    }
}
