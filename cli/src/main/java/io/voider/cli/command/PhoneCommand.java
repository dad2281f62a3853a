package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The phones on this home's interface. */
@Command(
        name = "phone",
        description = "Look after the phones on this home's interface.",
        footer = {"", "Example:", "  voider phone forget"},
        mixinStandardHelpOptions = true)
final class PhoneCommand {
    @ParentCommand
    private Root root;

    /** What the node answers. */
    private record Forgotten(boolean forgotten) {}

    @Command(
            name = "forget",
            description = {
                "Forget which device is the phone. The next one that sends from a phone's address is that phone.",
                "Needed only if another device took the address over while the old one was still heard: after a minute"
                        + " of its silence, or when the cable is unplugged, the node forgets by itself."
            },
            mixinStandardHelpOptions = true)
    Integer forget() throws IOException {
        try (ControlClient node = root.client()) {
            Forgotten answer = node.request("POST", "/v1/phones/forget", Map.of(), Forgotten.class);
            root.console().print(answer, any -> "The next device that sends from a phone's address is that phone.");
        }
        return Exit.OK.code();
    }
}
