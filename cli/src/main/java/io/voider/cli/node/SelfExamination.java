package io.voider.cli.node;

import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.RefusedException;
import io.voider.cli.doctor.Doctor;
import io.voider.cli.doctor.Finding;
import io.voider.cli.netcheck.NetworkCheck;
import io.voider.cli.netcheck.RendezvousStun;
import io.voider.cli.node.ground.Elsewhere;
import io.voider.cli.state.State;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the commands {@code doctor} and {@code netcheck} look at, looked at by the node itself for whoever cannot run them. Each takes
 * seconds and has a thread for that long; who asks meanwhile gets the same answer.
 */
final class SelfExamination {
    private static final int SCHEMA = 1;

    /**
     * What the doctor found.
     *
     * @param schema the version of this record
     * @param ok whether all is as it must be
     */
    record HealthReport(int schema, boolean ok, List<Finding> findings) {}

    private final Path home;
    private final Supplier<State> state;
    private @Nullable CompletableFuture<HealthReport> health;
    private @Nullable CompletableFuture<NetworkCheck.Report> network;

    /** @param home the node's directory */
    SelfExamination(Path home, Supplier<State> state) {
        this.home = home;
        this.state = state;
    }

    /** Has the doctor look the machine over. */
    synchronized CompletableFuture<HealthReport> health() {
        if (health == null || health.isDone()) {
            health = apart("voider-doctor", () -> {
                List<Finding> findings = new Doctor(home).examine();
                return new HealthReport(SCHEMA, findings.stream().allMatch(Finding::ok), findings);
            });
        }
        return health;
    }

    /** Asks STUN servers what this home is behind. */
    synchronized CompletableFuture<NetworkCheck.Report> network() {
        if (network == null || network.isDone()) {
            network = apart("voider-netcheck", () -> {
                List<String> servers = RendezvousStun.of(state.get(), home);
                if (servers.isEmpty()) {
                    throw new RefusedException(
                            ControlRefusal.Code.CONFLICT,
                            "there is no rendezvous to ask",
                            "get a line from its operator: voider config rendezvous LINE");
                }
                return NetworkCheck.run(servers);
            });
        }
        return network;
    }

    private static <T> CompletableFuture<T> apart(String name, Callable<T> task) {
        return Elsewhere.on(
                run -> {
                    Thread thread = new Thread(run, name);
                    thread.setDaemon(true);
                    thread.start();
                },
                task);
    }
}
