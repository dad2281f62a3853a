package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.orders.Order;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.Registrar;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/** Where an owner's orders are taken: by the running node, or, when none runs, in its books. */
interface Desk extends AutoCloseable {
    /**
     * Has an order carried out.
     *
     * @return its report, once the change is on the disk
     */
    <R> R order(Order<R> order) throws IOException;

    /** How the node is configured. */
    ConfigReport config() throws IOException;

    @Override
    void close() throws IOException;

    /**
     * The desk of the node in {@code directory}.
     *
     * @throws IOException if the books cannot be opened
     */
    static Desk open(Path directory) throws IOException {
        if (!Home.exists(directory)) {
            throw new CommandException(Exit.FAILED, "there is no node in " + directory, "make one with: voider init");
        }
        try {
            return new OfTheBooks(Home.open(directory));
        } catch (Home.HeldException e) {
            return new OfTheNode(new ControlClient(Home.controlSocket(directory)));
        }
    }

    /** The books themselves, while nobody else has them. */
    final class OfTheBooks implements Desk {
        private final Home home;
        private final Registrar registrar;

        private OfTheBooks(Home home) throws IOException {
            this.home = home;
            try {
                registrar = Registrar.open(home, Clock.systemUTC(), new SecureRandom());
            } catch (IOException | RuntimeException e) {
                home.close();
                throw e;
            }
        }

        @Override
        public <R> R order(Order<R> order) throws IOException {
            return order.carryOut(registrar);
        }

        @Override
        public ConfigReport config() {
            return ConfigReport.of(registrar.state());
        }

        @Override
        public void close() throws IOException {
            home.close();
        }
    }

    /** The node, asked over its control socket. */
    final class OfTheNode implements Desk {
        private final ControlClient node;

        private OfTheNode(ControlClient node) {
            this.node = node;
        }

        @Override
        public <R> R order(Order<R> order) throws IOException {
            return node.request("POST", "/v1/orders/" + order.name(), order, order.report());
        }

        @Override
        public ConfigReport config() throws IOException {
            return node.request("GET", "/v1/settings", Map.of(), ConfigReport.class);
        }

        @Override
        public void close() {
            node.close();
        }
    }
}
