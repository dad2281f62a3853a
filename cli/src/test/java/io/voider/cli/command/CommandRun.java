package io.voider.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One command as a user would run it, in this process.
 *
 * @param exit its exit code
 * @param out what stood on standard output
 * @param err what stood on standard error
 */
record CommandRun(int exit, String out, String err) {
    static CommandRun of(Path home, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = CommandLines.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new CommandRun(exit, out.toString(), err.toString());
    }

    /** A node called alice, who can invite. */
    static void initAlice(Path home) {
        String line = "voider1/203.0.113.7:7443/" + "A".repeat(43) + "/" + "A".repeat(43);
        CommandRun made =
                of(home, "init", "--name", "alice", "--phone-interface", "eth9", "--fast-crypto", "--rendezvous", line);
        if (made.exit != 0) {
            throw new AssertionError(made.toString());
        }
    }
}
