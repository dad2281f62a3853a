package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.VoiderProgram;
import io.voider.transport.identity.Invitation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands killed at random moments: the books are found before the command or after it, never between. */
class BooksKillIT {
    private static final int LONGEST_LIFE_MILLIS = 1_500;
    private static final String RENDEZVOUS = "voider1/127.0.0.1:7443/" + "A".repeat(43) + "/" + "A".repeat(43);

    @TempDir
    private Path directory;

    private final Random random = new Random(7);
    private int names;

    @Test
    void killedCommandsLeaveTheBooksWhole() throws Exception {
        kill(12);
    }

    @Test
    @Tag("soak")
    void twoHundredKilledCommandsLeaveTheBooksWhole() throws Exception {
        kill(200);
    }

    private void kill(int times) throws Exception {
        Path alice = directory.resolve("alice");
        Path bob = directory.resolve("bob");
        run(
                alice,
                List.of(
                        "init",
                        "--name",
                        "alice",
                        "--phone-interface",
                        "eth1",
                        "--fast-crypto",
                        "--rendezvous",
                        RENDEZVOUS));
        for (int i = 0; i < times; i++) {
            List<String> command = command(alice, bob);
            Path home = command.get(0).equals("join") || command.get(0).equals("init") ? bob : alice;
            boolean acknowledged = killed(home, command);
            check(home, command, acknowledged);
        }
    }

    /** The next thing to do, as far as the books allow it. */
    private List<String> command(Path alice, Path bob) throws Exception {
        State state = read(alice);
        List<Friend> invited = state.friends().stream().filter(Friend::invited).toList();
        if (!Home.exists(bob)) {
            return List.of("init", "--name", "bob", "--phone-interface", "eth1", "--fast-crypto");
        }
        Path invitation = directory.resolve("friend" + names + ".ovpn");
        if (Files.exists(invitation) && random.nextBoolean()) {
            return List.of("join", invitation.toString(), "--as", "exchange" + names);
        }
        if (!invited.isEmpty() && random.nextInt(3) == 0) {
            return List.of("revoke", invited.get(random.nextInt(invited.size())).name());
        }
        names++;
        return List.of(
                "invite",
                "friend" + names,
                "--out",
                directory.resolve("friend" + names + ".ovpn").toString());
    }

    /** Starts a command, and kills it after a random while; says whether it had ended well by then. */
    private boolean killed(Path home, List<String> command) throws IOException, InterruptedException {
        Process process = start(home, command);
        boolean ended = process.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return ended && process.exitValue() == 0;
    }

    private void run(Path home, List<String> command) throws IOException, InterruptedException {
        assertThat(start(home, command).waitFor()).isZero();
    }

    private static Process start(Path home, List<String> command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--home", home.toString()));
        arguments.addAll(command);
        return new ProcessBuilder(VoiderProgram.command(List.of(), arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static State read(Path directory) throws Exception {
        try (Home home = Home.open(directory)) {
            State state = home.load();
            if (state == null) {
                throw new IllegalStateException("there is no state in " + directory);
            }
            return state;
        }
    }

    /** Whatever state is there is whole, and what was acknowledged is in it. */
    private static void check(Path directory, List<String> command, boolean acknowledged) throws Exception {
        if (!Home.exists(directory)) {
            assertThat(acknowledged).isFalse();
            return;
        }
        try (Home home = Home.open(directory)) {
            Registrar registrar = Registrar.open(home, Clock.systemUTC(), new SecureRandom());
            State state = registrar.state();
            TreeSet<Integer> invited = new TreeSet<>();
            state.friends().stream().filter(Friend::invited).forEach(friend -> invited.add(friend.number()));
            assertThat(registrar.current().roll().friends().keySet()).isEqualTo(invited);
            for (JoinedExchange exchange : state.exchanges()) {
                assertThat(registrar.invitation(exchange)).isInstanceOf(Invitation.class);
            }
            if (acknowledged) {
                switch (command.get(0)) {
                    case "invite" -> assertThat(state.friend(command.get(1))).isPresent();
                    case "revoke" -> assertThat(state.friend(command.get(1))).isEmpty();
                    case "join" -> assertThat(state.exchange(command.get(3))).isPresent();
                    default -> assertThat(state.name()).isEqualTo("bob");
                }
            }
        }
    }
}
