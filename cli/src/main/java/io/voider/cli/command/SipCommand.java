package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipHeader;
import io.voider.sip.SipLimits;
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
                        Exit.USAGE,
                        "--direction is out or in, not '" + direction + "'",
                        "see: voider sip rewrite --help");
        };
    }

    private record Rewritten(int rewritten, List<String> refused, List<String> failed) {
        static Rewritten of(RewriteFiles.Report report) {
            List<String> refused =
                    report.refused().stream().map(Object::toString).toList();
            return new Rewritten(report.rewritten(), refused, report.failed());
        }

        String sentence() {
            String some = rewritten + " rewritten, " + refused.size() + " refused";
            return failed.isEmpty() ? some : some + ", " + failed.size() + " could not be read or written";
        }
    }

    @Command(
            name = "rewrite",
            description = "Rewrite messages from files, or one from standard input, as the exchange's rewriter does.",
            footer = {
                "",
                "Addresses are mapped, and nothing else is done: what the exchange would refuse, or answer by itself,"
                        + " comes out like the rest. What cannot be rewritten is told as FILE:OFFSET: REASON, the offset"
                        + " in bytes, and the exit code is 1.",
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
            @Option(
                            names = "--out",
                            paramLabel = "DIR",
                            description =
                                    "Where to write each message, under its file's name; without it all go to standard"
                                            + " output.")
                    @Nullable
                    Path out,
            @Parameters(
                            arity = "0..*",
                            paramLabel = "FILE|DIR",
                            description = "Messages, one a file; without any, one from standard input.")
                    @Nullable
                    List<Path> sources) {
        List<Path> given = sources == null ? List.of() : sources;
        if (given.isEmpty() && out != null) {
            throw new CommandException(
                    Exit.USAGE, "--out is for what comes of files; name some", "see: voider sip rewrite --help");
        }
        if (out == null && root.console().json()) {
            throw new CommandException(
                    Exit.USAGE,
                    "--json needs --out: without it, the messages themselves are printed",
                    "see: voider sip rewrite --help");
        }
        RewriteFiles files = new RewriteFiles(parties(phone, me, dialled, peer), from(direction), SipLimits.DEFAULT);
        RewriteFiles.Report report = given.isEmpty()
                ? files.run("standard input", System.in, System.out)
                : files.run(given, out == null ? SipCommand::print : RewriteFiles.into(out));
        report.refused().forEach(refused -> root.console().say(refused.toString()));
        report.failed().forEach(root.console()::say);
        if (out != null) {
            root.console().print(Rewritten.of(report), Rewritten::sentence);
        }
        return report.exitCode();
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

    private static void print(Path source, Path name, byte[] message) {
        System.out.writeBytes(message);
        System.out.flush();
    }

    private static Parties parties(String phone, String me, String dialled, String peer) {
        try {
            return Parties.parse(phone, me, dialled, peer);
        } catch (IllegalArgumentException e) {
            throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "see: voider sip rewrite --help");
        }
    }
}
