package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Which voider this is, on what. */
@Command(
        name = "version",
        description = "Show the versions of voider, Java and the kernel.",
        footer = {"", "Example:", "  voider version --json"},
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    record Versions(String voider, String java, String kernel, String machine) {}

    @ParentCommand
    private Root root;

    @Override
    public Integer call() {
        Versions versions = new Versions(
                Version.number(),
                Runtime.version().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"));
        root.console()
                .print(versions, v -> "voider " + v.voider + ", Java " + v.java + ", " + v.kernel + ", " + v.machine);
        return Exit.OK.code();
    }
}
