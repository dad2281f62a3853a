package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.orders.Order;
import io.voider.cli.report.PhoneLineReport;
import io.voider.cli.report.PhonesReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The phones of this home, and how many there may be. */
@Command(
        name = "phones",
        description = "Show the phones of this home; make room for one more, or for one less.",
        footer = {
            "",
            "Phones get their addresses by DHCP, each new device the next number, and keep them. Several hang on one "
                    + "switch. Calls are interrupted for a moment while a phone is added or removed.",
            "",
            "Examples:",
            "  voider phones",
            "  voider phones --add",
            "  voider phones --remove 2"
        },
        mixinStandardHelpOptions = true)
final class PhonesCommand implements Callable<Integer> {
    /** One or the other. */
    private static final class Change {
        @Option(names = "--add", required = true, description = "One more phone, with the next number and address.")
        private boolean add;

        @Option(
                names = "--remove",
                required = true,
                paramLabel = "NUMBER",
                description = "One phone less: that one. Its number is the next one's that is added.")
        private int remove;
    }

    @ParentCommand
    private Root root;

    @ArgGroup
    private @Nullable Change change;

    @Override
    public Integer call() throws IOException {
        if (change == null) {
            root.console().print(phones(), root.drawing()::phones);
            return Exit.OK.code();
        }
        try (Desk desk = Desk.open(root.home())) {
            if (change.add) {
                root.console().print(desk.order(new Order.AddPhone()), PhonesCommand::added);
            } else {
                root.console()
                        .print(
                                desk.order(new Order.RemovePhone(change.remove)),
                                gone -> "There is no phone " + gone.number() + " any more.");
            }
        }
        return Exit.OK.code();
    }

    private static String added(PhoneLineReport phone) {
        return "There is room for phone " + phone.number() + " now: plug it in, and it gets its address by itself.\n"
                + "To set it by hand: address " + phone.address() + ", netmask 255.255.255.252, gateway "
                + phone.gateway();
    }

    private PhonesReport phones() throws IOException {
        try (ControlClient node = root.client()) {
            return node.request("GET", "/v1/phones", Map.of(), PhonesReport.class);
        } catch (ControlClient.NotRunningException e) {
            return ofTheBooks(root.home());
        }
    }

    private static PhonesReport ofTheBooks(Path directory) throws IOException {
        State state = Home.read(directory);
        if (state == null) {
            throw new CommandException(Exit.FAILED, "there is no node in " + directory, "make one with: voider init");
        }
        return PhonesReport.ofTheBooks(state);
    }
}
