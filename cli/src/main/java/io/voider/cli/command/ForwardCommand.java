package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.orders.Order;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.state.Forward;
import io.voider.cli.state.StateException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Says which phone rings in place of another, or with it. */
@Command(
        name = "forward",
        description = "Let another phone of this home ring in place of one, or with it; or show which do.",
        footer = {
            "",
            "Who calls need not know, and sees the number that was dialled. No phone is called twice for one call.",
            "A phone that calls the one that is forwarded to it is put through.",
            "",
            "Examples:",
            "  voider forward 1 to 2",
            "  voider forward 1 to 2 --busy",
            "  voider forward 1 to 2 --no-answer 20s",
            "  voider forward 1 to 2 --together",
            "  voider forward 1 off",
            "  voider forward off"
        },
        mixinStandardHelpOptions = true)
final class ForwardCommand implements Callable<Integer> {
    /** When the other phone rings. */
    static final class Condition {
        @Option(names = "--always", description = "At once, and the first does not: so it is without any of these.")
        boolean always;

        @Option(names = "--busy", description = "When the first is busy.")
        boolean busy;

        @Option(
                names = "--no-answer",
                paramLabel = "SECONDS",
                description = "When the first has rung for so long (5s to 120s), and then it does no more.")
        @Nullable
        String noAnswer;

        @Option(names = "--together", description = "At once, with the first.")
        boolean together;

        private String text() {
            if (noAnswer != null) {
                return " after " + (noAnswer.endsWith("s") ? noAnswer : noAnswer + "s");
            }
            return busy ? " if busy" : together ? " together" : "";
        }
    }

    @ParentCommand
    private Root root;

    @Parameters(
            arity = "0..*",
            paramLabel = "WHAT",
            description =
                    "Such as 1 to 2; 1 off for none of phone 1's; off for none at all; nothing, or list, shows them.")
    private List<String> what = List.of();

    @ArgGroup
    private @Nullable Condition condition;

    @Override
    public Integer call() throws IOException {
        String said = String.join(" ", what).strip();
        boolean shows = said.isEmpty() || said.equals("list");
        String change = condition == null ? said : said + condition.text();
        if (!shows || condition != null) {
            requireForward(change);
        }
        try (Desk desk = Desk.open(root.home())) {
            if (!shows) {
                desk.order(new Order.Configure("forward", change));
            }
            root.console().print(desk.config(), ForwardCommand::draw);
        }
        return Exit.OK.code();
    }

    private static void requireForward(String change) {
        if (!change.matches("([1-9][0-9]{0,2} )?off")) {
            try {
                Forward unused = new Forward(change);
            } catch (StateException e) {
                throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "voider forward --help");
            }
        }
    }

    private static String draw(ConfigReport config) {
        List<Forward> rules = config.settings().forwards().rules();
        return rules.isEmpty()
                ? "Each phone rings by itself."
                : rules.stream().map(ForwardCommand::words).collect(Collectors.joining("\n"));
    }

    private static String words(Forward rule) {
        return switch (rule.when()) {
            case ALWAYS -> "Phone " + rule.to() + " rings in place of phone " + rule.from() + ".";
            case BUSY -> "Phone " + rule.to() + " rings when phone " + rule.from() + " is busy.";
            case UNANSWERED ->
                "Phone " + rule.to() + " rings when phone " + rule.from() + " has rung for " + rule.afterSeconds()
                        + " seconds.";
            case TOGETHER -> "Phone " + rule.to() + " rings with phone " + rule.from() + ".";
        };
    }
}
