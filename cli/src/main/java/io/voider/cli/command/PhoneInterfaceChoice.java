package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.node.ground.PhoneInterfaces;
import java.util.List;

/** Keeps people from giving the interface away by which they reach this machine. */
final class PhoneInterfaceChoice {
    private PhoneInterfaceChoice() {}

    /**
     * Makes sure that an interface may be a phone's. One that is not there may be plugged in later.
     *
     * @return what is to be said of it, or empty
     * @throws CommandException if it is in use, and {@code force} does not demand it all the same; lists those there are
     */
    static String check(String wanted, boolean force) {
        List<PhoneInterfaces.Candidate> candidates = PhoneInterfaces.candidates();
        boolean loopback = wanted.equals("lo");
        String objection = candidates.stream()
                .filter(candidate -> candidate.isCalled(wanted))
                .findFirst()
                .map(PhoneInterfaces.Candidate::objection)
                .orElse(loopback ? "is the machine's own loopback" : "");
        if (loopback || (!objection.isEmpty() && !force)) {
            throw new CommandException(
                    Exit.FAILED,
                    wanted + " " + objection + ": give the phone an interface of its own\n" + draw(candidates),
                    loopback
                            ? ""
                            : "to take it all the same: voider init --force, or voider config take-any-interface on");
        }
        boolean there = candidates.stream().anyMatch(candidate -> candidate.isCalled(wanted));
        return there
                ? ""
                : "This machine has no interface " + wanted
                        + " now; the node takes it as soon as there is one. There are:\n" + draw(candidates)
                        + "Another is chosen with: voider config phone-interface NAME";
    }

    private static String draw(List<PhoneInterfaces.Candidate> candidates) {
        Table table = new Table(Terminal.columns(), "interface", "link", "MAC address", "driver", "addresses", "");
        candidates.forEach(candidate -> table.row(
                candidate.name(),
                candidate.plugged() ? "yes" : "no",
                candidate.mac(),
                candidate.driver(),
                String.join(", ", candidate.addresses()),
                candidate.objection()));
        return table.toString();
    }
}
