package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.node.ground.PhoneInterfaces;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Keeps people from giving the interface away by which they reach this machine. */
final class PhoneInterfaceChoice {
    private static final String LOOPBACK = "lo";

    /** Whoever gives no answer so often is not there: the end of the input reads as none too. */
    static final int MOST_QUESTIONS = 5;

    private PhoneInterfaceChoice() {}

    /**
     * Makes sure that an interface may be a phone's. One that is not there may be plugged in later.
     *
     * @return what is to be said of it, or empty
     * @throws CommandException if it is in use, and {@code force} does not demand it all the same; lists those there are
     */
    static String check(String wanted, boolean force) {
        List<PhoneInterfaces.Candidate> candidates = PhoneInterfaces.candidates();
        boolean loopback = wanted.equals(LOOPBACK);
        String objection = objection(wanted, candidates);
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

    /**
     * Asks for one until it is one that may be a phone's, or there is no answer any more.
     *
     * @param say prints what is told besides
     * @throws CommandException if there is no answer
     */
    static String ask(
            Menu.Person person, Consumer<String> say, List<PhoneInterfaces.Candidate> candidates, boolean force)
            throws IOException {
        List<String> free = candidates.stream()
                .filter(candidate -> candidate.objection().isEmpty())
                .map(PhoneInterfaces.Candidate::name)
                .toList();
        String only = free.size() == 1 ? free.get(0) : "";
        say.accept(
                candidates.isEmpty()
                        ? "This machine has no network interface yet; one that comes later can be named now."
                        : draw(candidates).stripTrailing());
        String question = "Which network interface is the phone plugged into? "
                + (only.isEmpty() ? "" : "(Enter for " + only + ") ");
        for (int attempt = 0; attempt < MOST_QUESTIONS; attempt++) {
            String answer = person.ask(question);
            String chosen = answer.isEmpty() ? only : answer;
            String objection = chosen.isEmpty() ? "" : objection(chosen, candidates);
            if (!chosen.isEmpty() && (objection.isEmpty() || (force && !chosen.equals(LOOPBACK)))) {
                return chosen;
            }
            say.accept(
                    chosen.isEmpty()
                            ? "It needs one: a name of the first column, or a MAC address."
                            : chosen + " " + objection + ": give the phone an interface of its own");
        }
        throw new CommandException(Exit.USAGE, "init needs --phone-interface", "voider init --help shows an example");
    }

    private static String objection(String wanted, List<PhoneInterfaces.Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.isCalled(wanted))
                .findFirst()
                .map(PhoneInterfaces.Candidate::objection)
                .orElse(wanted.equals(LOOPBACK) ? "is the machine's own loopback" : "");
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
