package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipHeader;
import io.voider.sip.SipLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What the exchange does to SIP, for everybody to see. */
@Command(name = "sip", description = "Look at what the exchange does to SIP messages.", mixinStandardHelpOptions = true)
final class SipCommand {
    @ParentCommand
    private Root root;

    /** What shells complete. */
    static final class Directions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("out", "in").iterator();
        }
    }

    /** From whose side messages come that go that way. */
    private static Side from(String direction) {
        return switch (direction.toLowerCase(Locale.ROOT)) {
            case "out" -> Side.PHONE;
            case "in" -> Side.TUNNEL;
            default ->
                throw new CommandException(
                        Exit.USAGE, "--direction is out or in, not '" + direction + "'", "voider sip rewrite --help");
        };
    }

    private record Rewritten(int rewritten, List<String> refused) {}

    @Command(
            name = "rewrite",
            description = "Rewrite messages from files, or one from standard input, as the exchange does.",
            footer = {
                "",
                "Example:",
                "  voider sip rewrite --phone 172.16.0.1 --me 172.29.1.1 --dialled 10.1.2.1 --peer 172.29.2.1 \\",
                "      --direction out invite.sip"
            },
            mixinStandardHelpOptions = true)
    Integer rewrite(
            @Option(names = "--phone", required = true, paramLabel = "A", description = "The phone's own address.")
                    String phone,
            @Option(names = "--me", required = true, paramLabel = "B", description = "What it is called in the tunnel.")
                    String me,
            @Option(names = "--dialled", required = true, paramLabel = "C", description = "What the phone dials.")
                    String dialled,
            @Option(
                            names = "--peer",
                            required = true,
                            paramLabel = "D",
                            description = "What that is called in the tunnel.")
                    String peer,
            @Option(
                            names = "--direction",
                            required = true,
                            paramLabel = "out|in",
                            completionCandidates = Directions.class,
                            description = "out: to the tunnel; in: to the phone.")
                    String direction,
            @Option(names = "--out", paramLabel = "DIR", description = "Where to write what came from a directory.")
                    @Nullable
                    Path out,
            @Parameters(
                            arity = "0..*",
                            paramLabel = "FILE|DIR",
                            description = "Messages, one a file; without any, one from standard input.")
                    @Nullable
                    List<Path> sources)
            throws IOException {
        RewriteFiles files = new RewriteFiles(parties(phone, me, dialled, peer), from(direction), SipLimits.DEFAULT);
        RewriteFiles.Report report = sources == null || sources.isEmpty()
                ? rewriteStandardInput(files)
                : files.run(sources, out == null ? SipCommand::print : RewriteFiles.into(out));
        report.refused().forEach(refused -> root.console().say(refused.toString()));
        if (out != null) {
            Rewritten summary = new Rewritten(
                    report.rewritten(),
                    report.refused().stream().map(Object::toString).toList());
            root.console().print(summary, all -> all.rewritten + " rewritten, " + all.refused.size() + " refused");
        }
        return report.exitCode();
    }

    private static RewriteFiles.Report rewriteStandardInput(RewriteFiles files) throws IOException {
        Path input = Files.createTempFile("voider", ".sip");
        try {
            Files.write(input, System.in.readAllBytes());
            return files.run(List.of(input), SipCommand::print);
        } finally {
            Files.delete(input);
        }
    }

    private record HeaderRule(String name, String compact, String source, boolean mapped, String why) {}

    private record HeaderRules(List<HeaderRule> headers) {}

    @Command(
            name = "headers",
            description = "List every header field that is known, whether addresses in it are mapped or kept, and why.",
            footer = {"", "Example:", "  voider sip headers"},
            mixinStandardHelpOptions = true)
    Integer headers() {
        List<HeaderRule> rules = Arrays.stream(SipHeader.values())
                .map(header -> new HeaderRule(
                        header.fieldName(),
                        header.compact() == 0 ? "" : String.valueOf(header.compact()),
                        header.source(),
                        header.treatment().mapped(),
                        header.why()))
                .toList();
        root.console().print(new HeaderRules(rules), this::draw);
        return Exit.OK.code();
    }

    private String draw(HeaderRules rules) {
        Table table = new Table(root.columns(), "header field", "compact", "source", "addresses", "why");
        rules.headers.forEach(
                rule -> table.row(rule.name, rule.compact, rule.source, rule.mapped ? "mapped" : "kept", rule.why));
        return table.toString();
    }

    private static void print(Path name, byte[] message) {
        System.out.writeBytes(message);
        System.out.flush();
    }

    private static Parties parties(String phone, String me, String dialled, String peer) {
        try {
            return Parties.parse(phone, me, dialled, peer);
        } catch (IllegalArgumentException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "");
        }
    }
}
