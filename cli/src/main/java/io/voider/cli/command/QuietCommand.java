package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.orders.Order;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.state.QuietHours;
import io.voider.cli.state.StateException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Says when calls are not to ring. */
@Command(
        name = "quiet",
        description = "Say when no friend's call rings here, or show it.",
        footer = {
            "",
            "Who calls then is told so, and until when; the call stands among the calls. Calls between your own phones "
                    + "ring at all times, and a call that is on goes on.",
            "",
            "Examples:",
            "  voider quiet 22:00-07:00",
            "  voider quiet --ring bob",
            "  voider quiet off"
        },
        mixinStandardHelpOptions = true)
final class QuietCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(arity = "0..1", paramLabel = "WHEN", description = "Hours such as 22:00-07:00, on, or off.")
    private @Nullable String when;

    @Option(
            names = "--ring",
            paramLabel = "NAME",
            completionCandidates = CompletionScript.PhoneBook.class,
            description = "A friend or exchange whose calls ring even then.")
    private @Nullable String ring;

    @Option(
            names = "--silence",
            paramLabel = "NAME",
            completionCandidates = CompletionScript.PhoneBook.class,
            description = "One whose calls do so no longer.")
    private @Nullable String silence;

    @Override
    public Integer call() throws IOException {
        requireHours();
        try (Desk desk = Desk.open(root.home())) {
            order(desk, "ring-when-quiet", ring);
            order(desk, "silence-when-quiet", silence);
            order(desk, "quiet", when);
            root.console().print(desk.config(), QuietCommand::draw);
        }
        return Exit.OK.code();
    }

    /** Before anything else of the same line is done. */
    private void requireHours() {
        if (when != null) {
            try {
                QuietHours unused = new QuietHours(when);
            } catch (StateException e) {
                throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "");
            }
        }
    }

    private static void order(Desk desk, String key, @Nullable String value) throws IOException {
        if (value != null) {
            desk.order(new Order.Configure(key, value));
        }
    }

    private static String draw(ConfigReport config) {
        String hours = config.settings().quiet().text();
        String when = hours.equals("off")
                ? "Calls ring at all times."
                : hours.equals("on") ? "No friend's call rings." : "No friend's call rings at " + hours + ".";
        String exceptions = String.join(", ", config.settings().quietExceptions());
        return exceptions.isEmpty() ? when : when + " Always rings: " + exceptions + ".";
    }
}
