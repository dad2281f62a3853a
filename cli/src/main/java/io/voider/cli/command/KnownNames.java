package io.voider.cli.command;

import io.voider.cli.state.Friend;
import io.voider.cli.state.Home;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.State;
import io.voider.cli.state.StateException;
import io.voider.nat.rendezvous.OwnerAccount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** What people, exchanges and machines are called here, in the phone book and on this machine. */
final class KnownNames {
    private static final int FIRST_PERSON = 1_000;
    private static final int NOBODY = 65_534;
    /** Of a name of several words each word is one, if it is no initial. */
    private static final int SHORTEST_PART = 3;

    private KnownNames() {}

    /** All of them; as many as can be read. */
    static Set<String> here(Path home) {
        Set<String> names = new HashSet<>();
        ofThePhoneBook(home, names);
        ofTheMachine(names);
        Set<String> all = new HashSet<>(names);
        for (String name : names) {
            // What has a dot in it is a machine's name or address, and known for one by how it looks.
            if (name.indexOf('.') >= 0) {
                continue;
            }
            Arrays.stream(name.split("[^\\p{L}\\p{M}\\p{N}]+", -1))
                    .filter(part -> part.length() >= SHORTEST_PART)
                    .forEach(all::add);
        }
        return all;
    }

    private static void ofThePhoneBook(Path home, Set<String> names) {
        try {
            State state = Home.read(home);
            if (state == null) {
                return;
            }
            names.add(state.name());
            state.friends().stream().map(Friend::name).forEach(names::add);
            state.exchanges().stream().map(JoinedExchange::name).forEach(names::add);
            if (state.rendezvous() != null) {
                OwnerAccount.parse(state.rendezvous()).addresses().forEach(server -> names.add(server.host()));
            }
        } catch (IOException | StateException | IllegalArgumentException unreadable) {
            // Then the report says so, and there is no name in it that comes from there.
        }
    }

    private static void ofTheMachine(Set<String> names) {
        try {
            names.add(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
            for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.UTF_8)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 4 && isPerson(fields[2])) {
                    names.add(fields[0]);
                    names.add(fields[4].split(",", -1)[0]);
                }
            }
        } catch (IOException unreadable) {
            // What is in no list is still found by how it looks.
        }
    }

    private static boolean isPerson(String uid) {
        return uid.matches("[0-9]{1,9}") && Integer.parseInt(uid) >= FIRST_PERSON && Integer.parseInt(uid) != NOBODY;
    }
}
