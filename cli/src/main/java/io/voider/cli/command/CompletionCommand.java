package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Completion for shells. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh.",
        footer = {"", "Example:", "  source <(voider completion)"},
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Override
    public Integer call() {
        root.console().out().print(CompletionScript.of(CommandLines.commandLine()));
        root.console().out().flush();
        return Exit.OK.code();
    }
}
