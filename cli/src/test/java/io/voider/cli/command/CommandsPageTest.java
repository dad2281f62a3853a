package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code docs/commands.md} is what the program says of itself; {@code -Dvoider.write.docs=true} writes it anew. */
class CommandsPageTest {
    private static final Path PAGE = Path.of("../docs/commands.md");
    private static final int WIDTH = 100;

    @Test
    void theCommandsPageIsWhatTheProgramSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("voider.write.docs")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as(
                        "docs/commands.md is out of date: mvn -pl cli test -Dtest=CommandsPageTest -Dvoider.write.docs=true")
                .isEqualTo(page);
    }

    @Test
    void everyCommandExplainsItselfWithAnExample() {
        CommandLine root = CommandLines.commandLine();
        root.getSubcommands()
                .forEach((name, command) -> assertThat(command.getUsageMessage(Ansi.OFF))
                        .as(name)
                        .containsIgnoringCase(name.equals("sip") || name.equals("rendezvous") ? "voider" : "Example"));
    }

    /** A terminal breaks lines where it must; a second break within a sentence would leave half-empty lines. */
    @Test
    void noCommandBreaksItsSentencesItself() {
        List<String> broken = new ArrayList<>();
        sentences("voider", CommandLines.commandLine(), broken);
        assertThat(broken).isEmpty();
    }

    private static void sentences(String name, CommandLine command, List<String> broken) {
        String before = "";
        for (String paragraph : command.getCommandSpec().usageMessage().footer()) {
            if (isProse(before) && isProse(paragraph) && !before.matches(".*[.:]")) {
                broken.add(name + ": " + before);
            }
            before = paragraph;
        }
        command.getSubcommands().forEach((child, below) -> sentences(name + " " + child, below, broken));
    }

    private static boolean isProse(String paragraph) {
        return !paragraph.isBlank() && !paragraph.startsWith(" ");
    }

    private static String page() {
        StringBuilder text = new StringBuilder("""
                # Commands

                Generated from the program; `voider COMMAND --help` says the same.

                Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no node is running, 4 the other side does not answer,
                5 a privilege is missing, 6 a certificate, key or invitation was refused.
                """);
        describe("voider", CommandLines.commandLine(), text);
        return text.toString();
    }

    private static void describe(String name, CommandLine command, StringBuilder text) {
        command.setUsageHelpAutoWidth(false);
        command.setUsageHelpWidth(WIDTH);
        text.append("\n## ").append(name).append("\n\n```\n");
        command.getUsageMessage(Ansi.OFF)
                .lines()
                .forEach(line -> text.append(line.stripTrailing()).append('\n'));
        text.append("```\n");
        command.getSubcommands().forEach((child, below) -> {
            if (!below.getCommandSpec().usageMessage().hidden()) {
                describe(name + " " + child, below, text);
            }
        });
    }
}
