package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.disguise.Disguise;
import io.voider.cli.disguise.Pseudonyms;
import io.voider.cli.state.Failure;
import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Everything that a helper asks for, in one text that can be shown to strangers. */
@Command(
        name = "report",
        description = "Gather what a helper needs to know, without names, addresses, numbers and secrets.",
        footer = {
            "",
            "Versions, the doctor's findings, settings, lines, calls, counters and the last lines of the log. Names,"
                    + " addresses, numbers and whatever looks like a secret are replaced by pseudonyms: the same thing has"
                    + " the same one in the whole report, and another in the next, unless both are made with the same"
                    + " --phrase. It is shown before it is written; read it before you pass it on.",
            "",
            "Examples:",
            "  sudo voider report",
            "  sudo voider report --out report.txt",
            "  sudo voider report --netcheck --out report.txt"
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    private static final int SHORTEST_PHRASE = 12;

    @ParentCommand
    private Root root;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write it there, after it was shown.")
    private @Nullable Path file;

    @Option(names = "--yes", description = "Write it without asking.")
    private boolean yes;

    @Option(
            names = "--netcheck",
            description = "Ask the rendezvous what kind of NAT this is, too; nothing else is sent to anybody.")
    private boolean netcheck;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Where the node's log is (default: the journal of the service voider).")
    private @Nullable Path log;

    @Option(
            names = "--phrase",
            paramLabel = "WORDS",
            description = "Use the pseudonyms of the reports that were made with this phrase, 12 characters or more.")
    private @Nullable String phrase;

    /**
     * A part of the report.
     *
     * @param command what one types to see it undisguised
     * @param found what that said, disguised
     */
    private record Section(String command, JsonNode found) {}

    private record Report(List<Section> sections, List<String> log) {}

    @Override
    public Integer call() throws IOException {
        Disguise disguise = new Disguise(pseudonyms(), KnownNames.here(root.home()));
        Report report = new Report(sections(disguise), log(disguise));
        root.console().print(report, ReportCommand::draw);
        if (file != null) {
            write(file, report);
        }
        return Exit.OK.code();
    }

    private Pseudonyms pseudonyms() {
        if (phrase == null) {
            return Pseudonyms.ofThisReport(new SecureRandom());
        }
        if (phrase.length() < SHORTEST_PHRASE) {
            throw new CommandException(
                    Exit.USAGE,
                    "the phrase is too short: whoever guesses it learns who is in the report",
                    "give one of " + SHORTEST_PHRASE + " characters at the least");
        }
        return Pseudonyms.ofPhrase(phrase);
    }

    private List<Section> sections(Disguise disguise) throws IOException {
        List<Section> sections = new ArrayList<>();
        for (String command : netcheck
                ? List.of("version", "doctor", "config", "lines", "status", "calls", "netcheck")
                : List.of("version", "doctor", "config", "lines", "status", "calls")) {
            sections.add(new Section("voider " + command, disguise.of(ask(command))));
        }
        return sections;
    }

    /** What a command says, or complains of, to programs. */
    private JsonNode ask(String command) {
        StringWriter said = new StringWriter();
        CommandLines.commandLine()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(new StringWriter()))
                .execute("--home", root.home().toString(), "--json", command);
        try {
            return StrictJson.MAPPER.readTree(said.toString());
        } catch (JacksonException none) {
            return StrictJson.MAPPER.createObjectNode().put("error", "it said nothing that can be read");
        }
    }

    private List<String> log(Disguise disguise) {
        try {
            List<String> lines = log == null ? LogTail.ofTheJournal() : LogTail.ofFile(log);
            // As a whole, for a key has several lines.
            return disguise.of(String.join("\n", lines)).lines().toList();
        } catch (IOException e) {
            return List.of(disguise.of("the log cannot be read: " + Failure.words(e)));
        }
    }

    private static String draw(Report report) {
        StringBuilder text = new StringBuilder("voider report; names, addresses, numbers and secrets are pseudonyms\n");
        for (Section section : report.sections()) {
            text.append("\n== ")
                    .append(section.command())
                    .append('\n')
                    .append(StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(section.found()))
                    .append('\n');
        }
        text.append("\n== log\n");
        report.log().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private void write(Path where, Report report) throws IOException {
        if (!yes && !isAgreed(where)) {
            root.console().say("Nothing was written.");
            return;
        }
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        String text = root.console().json()
                ? StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report)
                : draw(report);
        try (var channel = Files.newByteChannel(
                where, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        root.console().say("Written to " + where + ".");
    }

    private boolean isAgreed(Path where) throws IOException {
        Optional<Terminal> terminal = Terminal.open(root.console().out());
        if (terminal.isEmpty()) {
            throw new CommandException(
                    Exit.USAGE,
                    "there is nobody to ask whether it may be written",
                    "read what was printed, and add --yes");
        }
        return terminal.get().ask("Write this to " + where + "? [y/N] ").equalsIgnoreCase("y");
    }
}
