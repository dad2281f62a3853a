package io.voider.benchmarks;

import io.voider.cli.lab.world.Await;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Homes with a node each, started as a user would, and calls between their phones. */
final class NodeHomes {
    private static final String LAUNCHER = System.getProperty("voider.launcher", "./voider");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
    /** When the nodes have warmed themselves up. */
    private static final long WARM_UP_MILLIS = 6_000;

    private final Homes homes;
    private final Path state;

    private NodeHomes(Homes homes) {
        this.homes = homes;
        state = homes.directory().resolve("rendezvous");
    }

    /** Starts the nodes, waits for their line, and places calls of so many streams in all. */
    static void call(Homes homes, int streams) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(LAUNCHER))) {
            throw new IOException("there is no " + LAUNCHER + " to start nodes by: run this in a checkout, or name the"
                    + " launcher with -jvmArgsAppend -Dvoider.launcher=FILE");
        }
        new NodeHomes(homes).start();
        try (PhoneCalls calls = new PhoneCalls(homes)) {
            calls.place(streams);
        }
    }

    private void start() throws IOException, InterruptedException {
        String account = voider(
                homes.network(),
                "rendezvous",
                "account",
                "add",
                "here",
                "--address",
                Homes.NETWORK,
                "--state",
                state.toString());
        homes.programs()
                .start(
                        homes.network(),
                        "rendezvous",
                        command("rendezvous", "run", "--address", Homes.NETWORK, "--state", state.toString()));
        Path invitation = homes.directory().resolve("invitation.ovpn");
        init(homes.here(), "here", Homes.CALLING, "--rendezvous", account.substring(account.lastIndexOf('\n') + 1));
        init(homes.there(), "there", Homes.CALLED);
        voider(homes.here(), "--home", home("here"), "invite", "there", "--out", invitation.toString());
        voider(homes.there(), "--home", home("there"), "join", invitation.toString());
        homes.programs().start(homes.here(), "here", command("--home", home("here"), "run"));
        homes.programs().start(homes.there(), "there", command("--home", home("there"), "run"));
        await("here");
        await("there");
        Thread.sleep(WARM_UP_MILLIS);
    }

    private void init(Namespace machine, String name, String phone, String... more)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--home",
                home(name),
                "init",
                "--name",
                name,
                "--phone-interface",
                Homes.PHONE_INTERFACE,
                "--phone-address",
                phone,
                "--namespace-prefix",
                "vb" + name));
        arguments.addAll(List.of(more));
        voider(machine, arguments.toArray(String[]::new));
    }

    private String home(String name) {
        return homes.directory().resolve(name).toString();
    }

    private void await(String name) throws IOException, InterruptedException {
        Path log = homes.programs().log(name);
        if (!Await.until(
                PATIENCE_NANOS, () -> Files.readString(log).lines().anyMatch(line -> line.contains(" is up")))) {
            throw new IOException("the line of " + name + " does not come up; its node said: " + Files.readString(log));
        }
    }

    private String voider(Namespace machine, String... arguments) throws IOException, InterruptedException {
        return homes.programs().run(machine, command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Path.of(LAUNCHER).toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
