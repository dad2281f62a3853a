package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MenuTest {
    @TempDir
    private Path home;

    private final StringWriter shown = new StringWriter();
    private final List<String> asked = new ArrayList<>();

    private List<String> choose(String... answers) throws IOException {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        CommandLine commands = CommandLines.commandLine().setOut(new PrintWriter(shown, true));
        List<String> line = new Menu(commands, home, question -> {
                    asked.add(question);
                    return left.isEmpty() ? "" : left.remove();
                })
                .choose();
        assertThat(left).isEmpty();
        return line.isEmpty() ? line : line.subList(2, line.size());
    }

    private String numberOf(boolean isNode, String command) {
        return String.valueOf(Menu.commands(isNode).indexOf(command) + 1);
    }

    @Test
    void everyCommandIsInIt() {
        Set<String> offered = new HashSet<>(Menu.commands(false));
        offered.addAll(Menu.commands(true));
        CommandLines.commandLine().getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(offered).contains(name);
            }
        });
    }

    @Test
    void aWrongAnswerAsksAgain() throws IOException {
        assertThat(choose("0", "99", "two", "1")).containsExactly("lab");
        assertThat(asked).hasSize(4);
        assertThat(asked.get(3)).contains("'two' is none of 1 to");
    }

    @Test
    void noAnswerLeaves() throws IOException {
        assertThat(choose()).isEmpty();
    }

    @Test
    void aQLeavesAndACommandsNameChoosesIt() throws IOException {
        assertThat(choose("q")).isEmpty();
        assertThat(choose("Quit")).isEmpty();
        assertThat(choose("doctor")).containsExactly("doctor");
        CommandRun.initAlice(home);
        assertThat(choose("quiet", "22:00-07:00")).containsExactly("quiet", "22:00-07:00");
    }

    @Test
    void nobodyIsCutOffWithoutAYes() throws IOException {
        CommandRun.initAlice(home);
        String revoke = numberOf(true, "revoke");
        assertThat(choose(revoke, "bob", "y", revoke, "", revoke, "bob", "yes")).containsExactly("revoke", "bob");
        assertThat(asked)
                .filteredOn(question -> question.contains("A call that is on ends"))
                .hasSize(2);
        assertThat(choose(numberOf(true, "leave"), "alice")).isEmpty();
    }

    @Test
    void whatACommandNeedsIsAskedFor() throws IOException {
        CommandRun.initAlice(home);
        assertThat(choose(numberOf(true, "invite"), "Anna Maria")).containsExactly("invite", "Anna Maria");
        assertThat(choose(numberOf(true, "phone"), "2")).containsExactly("phone", "forget", "2");
        assertThat(shown.toString()).contains("cut a friend off");
    }
}
