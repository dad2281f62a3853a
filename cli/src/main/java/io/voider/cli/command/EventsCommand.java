package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Drawing;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.EventKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

/** What happens, as it happens. */
@Command(
        name = "events",
        description = "Print what happens, as it happens: one line an event, until Ctrl-C or the node's end.",
        footer = {
            "",
            "With --json, each line is an object: at, what (line, call, phone, node, invitation, rendezvous), kind,"
                    + " text, before (the state until now) and detail (the line or the call). Whoever reads too slowly is"
                    + " told by an event of kind events-left-out how many were left out.",
            "To have something done when something happens, see: voider run --hooks, and hooks.md",
            "",
            "Examples:",
            "  voider events",
            "  voider events --only line,call-missed",
            "  voider events --json --only rendezvous",
            "  voider events --kinds"
        },
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
    private static final String LEFT_OUT = EventKind.EVENTS_LEFT_OUT.label();

    /** What shells complete. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    @ParentCommand
    private Root root;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            completionCandidates = Kinds.class,
            description = "Only events of these kinds, or about these things: a line, a call …")
    private List<String> only = new ArrayList<>();

    @Option(names = "--kinds", description = "Print which kinds of events there are, and nothing else.")
    private boolean kinds;

    private record Kind(String kind, String meaning) {}

    @Override
    public Integer call() throws IOException {
        if (kinds) {
            List<Kind> all = Arrays.stream(EventKind.values())
                    .map(kind -> new Kind(kind.label(), kind.meaning()))
                    .toList();
            root.console().print(all, this::draw);
            return Exit.OK.code();
        }
        only.stream().filter(name -> !names().contains(name)).findFirst().ifPresent(unknown -> {
            throw new CommandException(
                    Exit.USAGE, "there are no events of kind '" + unknown + "'", "see: voider events --kinds");
        });
        try (ControlClient node = root.client()) {
            node.watch(event -> {
                if (isWanted(event)) {
                    root.console().printLine(event, Drawing::event);
                }
            });
        }
        root.console().say("The node has ended.");
        return Exit.OK.code();
    }

    private String draw(List<Kind> all) {
        Table table = new Table(root.columns(), "kind", "meaning");
        all.forEach(kind -> table.row(kind.kind(), kind.meaning()));
        return table.toString();
    }

    private boolean isWanted(JsonNode event) {
        String kind = event.path("kind").asString();
        return only.isEmpty()
                || only.contains(kind)
                || only.contains(event.path("what").asString())
                || kind.equals(LEFT_OUT);
    }

    private static List<String> names() {
        return Stream.concat(
                        Arrays.stream(EventKind.values())
                                .map(EventKind::subject)
                                .distinct(),
                        Arrays.stream(EventKind.values()).map(EventKind::label))
                .collect(Collectors.toList());
    }
}
