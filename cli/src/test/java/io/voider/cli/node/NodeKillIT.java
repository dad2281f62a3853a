package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.orders.Order;
import io.voider.cli.state.Friend;
import io.voider.cli.state.State;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running node killed at random moments, while it starts and while it takes orders: what it acknowledged is found, what it
 * did not is found done or not done, the next start is clean, and an orderly stop gives everything back.
 */
class NodeKillIT {
    private static final int LONGEST_START_MILLIS = 3_000;
    private static final int LONGEST_LIFE_MILLIS = 300;
    private static final int LEAST_SILENCE_SECONDS = 10;

    @TempDir
    private Path directory;

    private final Random random = new Random(11);

    @Test
    void aKilledNodeLeavesItsBooksWholeAndStartsAgain() throws Exception {
        kill(4);
    }

    @Test
    @Tag("soak")
    void aNodeKilledTwoHundredTimesLeavesItsBooksWholeAndStartsAgain() throws Exception {
        kill(Integer.getInteger("voider.kills", 200));
    }

    private void kill(int times) throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            Orders orders = new Orders();
            int alive = 0;
            for (int i = 0; i < times; i++) {
                if (life(homes, orders, i)) {
                    alive++;
                }
                awaitNoOpenVpn();
                homes.books(ALICE, alice -> {
                    orders.check(alice.state());
                    Set<Integer> invited = alice.state().friends().stream()
                            .filter(Friend::invited)
                            .map(Friend::number)
                            .collect(Collectors.toSet());
                    assertThat(alice.current().roll().friends().keySet()).isEqualTo(invited);
                });
            }
            System.out.printf("%d kills, %d of them of a node that took orders%n", times, alive);
            startAndStop(homes);
        }
    }

    /** Starts the node and kills it: while it starts or, every other time, while it takes orders. Says which it was. */
    private boolean life(TwoHomes homes, Orders orders, int i) throws Exception {
        Process node = homes.run(ALICE);
        Thread killer = null;
        if (i % 2 == 0) {
            node.waitFor(random.nextInt(LONGEST_START_MILLIS), TimeUnit.MILLISECONDS);
            node.destroyForcibly();
        } else {
            homes.awaitReady(ALICE);
            long lifeMillis = random.nextInt(LONGEST_LIFE_MILLIS);
            killer = new Thread(() -> killAfter(node, lifeMillis));
            killer.start();
            try (ControlClient control = homes.control(ALICE)) {
                orders.give(control, i);
            }
            killer.join();
        }
        assertThat(node.waitFor()).isNotZero();
        return killer != null;
    }

    private static void killAfter(Process node, long millis) {
        try {
            node.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        node.destroyForcibly();
    }

    /** OpenVPN dies with the node, though a moment later. */
    private static void awaitNoOpenVpn() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (ProcessHandle.allProcesses().anyMatch(NodeKillIT::isOpenVpn)) {
            assertThat(System.nanoTime()).as("an OpenVPN outlived its node").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static boolean isOpenVpn(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"))
                    .contains("VOIDER_NAMESPACE=" + TwoHomes.prefix(ALICE) + ".");
        } catch (IOException e) {
            return false; // it has just ended
        }
    }

    private static void startAndStop(TwoHomes homes) throws IOException, InterruptedException {
        String phoneInterface = TwoHomes.phoneInterface(ALICE);
        Process node = homes.run(ALICE);
        homes.awaitReady(ALICE);
        assertThat(homes.machine().links().find(phoneInterface)).isEmpty();
        node.destroy();
        node.waitFor();
        assertThat(homes.machine().links().find(phoneInterface)).isPresent();
        assertThat(Namespace.list()).noneMatch(name -> name.startsWith(TwoHomes.prefix(ALICE)));
        awaitNoOpenVpn();
    }

    /** What the node was told, and what it said to that. */
    private static final class Orders {
        private final Set<String> invited = new HashSet<>(Set.of(TwoHomes.BOB));
        private int silenceSeconds = -1;
        private String unanswered = "";

        /** Gives orders until the node is gone. */
        void give(ControlClient node, int life) {
            try {
                String name = "friend" + life;
                unanswered = name;
                order(node, new Order.Invite(name));
                invited.add(name);
                if (life % 4 == 1) {
                    order(node, new Order.Revoke(name));
                    invited.remove(name);
                }
                unanswered = "silence";
                for (int seconds = LEAST_SILENCE_SECONDS; ; seconds++) {
                    silenceSeconds = seconds - 1;
                    order(node, new Order.Configure("media-silence-seconds", Integer.toString(seconds)));
                }
            } catch (IOException e) {
                // Killed; what it was about is the unanswered order.
            }
        }

        private static <R> void order(ControlClient node, Order<R> order) throws IOException {
            Object unused = node.request("POST", "/v1/orders/" + order.name(), order, order.report());
        }

        void check(State state) {
            List<String> friends = state.friends().stream()
                    .filter(Friend::invited)
                    .map(Friend::name)
                    .filter(name -> !name.equals(unanswered))
                    .toList();
            Set<String> expected = new HashSet<>(invited);
            expected.remove(unanswered);
            assertThat(friends).containsExactlyInAnyOrderElementsOf(expected);
            if (state.friend(unanswered).isPresent()) {
                invited.add(unanswered);
            } else {
                invited.remove(unanswered);
            }
            if (silenceSeconds >= LEAST_SILENCE_SECONDS) {
                assertThat(state.settings().mediaSilenceSeconds()).isIn(silenceSeconds, silenceSeconds + 1);
            }
            silenceSeconds = -1;
            unanswered = "";
        }
    }
}
