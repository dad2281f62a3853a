package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.manual.ManualPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What makes the package's manual. */
@Command(
        name = "manual",
        hidden = true,
        description = "Write the manual's pages, one a command, into a directory.",
        footer = {"", "Example:", "  voider manual man1"},
        mixinStandardHelpOptions = true)
final class ManualCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The directory; it is made if need be.")
    private Path directory;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, String> page :
                ManualPages.of(CommandLines.commandLine(), Version.number()).entrySet()) {
            Files.writeString(directory.resolve(page.getKey()), page.getValue());
        }
        return Exit.OK.code();
    }
}
