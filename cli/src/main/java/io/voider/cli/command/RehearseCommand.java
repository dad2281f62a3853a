package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.node.Rehearsal;
import io.voider.cli.state.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** What the {@code voider} script starts once, to learn which classes a node needs. */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Start two nodes in an empty network namespace, and let one call the other.",
        footer = {"", "Example:", "  sudo unshare --net voider rehearse"},
        mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException, Home.HeldException {
        Path directory = Files.createTempDirectory("voider-rehearsal");
        try {
            new Rehearsal(directory).run();
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
        return Exit.OK.code();
    }
}
