package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.AccessReport;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.report.ExchangeReport;
import io.voider.cli.report.FriendReport;
import io.voider.cli.report.InvitationReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.Registrar;
import io.voider.transport.identity.AccessCredential;
import io.voider.transport.identity.Invitation;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an owner's orders are taken: by the running node, or, when none runs, in its books. */
interface Desk extends AutoCloseable {
    InvitationReport invite(String name) throws IOException;

    FriendReport revoke(String name) throws IOException;

    FriendReport allowSubscriberCalls(String name, boolean allowed) throws IOException;

    ExchangeReport join(String invitation, @Nullable String name) throws IOException;

    ExchangeReport leave(String name) throws IOException;

    AccessReport exportAccess(String exchange) throws IOException;

    FriendReport importAccess(String credential) throws IOException;

    ConfigReport config() throws IOException;

    ConfigReport configure(String key, String value) throws IOException;

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
            return new Books(Home.open(directory));
        } catch (Home.HeldException e) {
            return new Running(new ControlClient(Home.controlSocket(directory)));
        }
    }

    /** The books themselves, while nobody else has them. */
    final class Books implements Desk {
        private final Home home;
        private final Registrar registrar;

        private Books(Home home) throws IOException {
            this.home = home;
            try {
                registrar = Registrar.open(home, Clock.systemUTC(), new SecureRandom());
            } catch (IOException | RuntimeException e) {
                home.close();
                throw e;
            }
        }

        @Override
        public InvitationReport invite(String name) throws IOException {
            return InvitationReport.of(name, registrar.invite(name));
        }

        @Override
        public FriendReport revoke(String name) throws IOException {
            return FriendReport.of(registrar.revoke(name));
        }

        @Override
        public FriendReport allowSubscriberCalls(String name, boolean allowed) throws IOException {
            return FriendReport.of(registrar.allowSubscriberCalls(name, allowed));
        }

        @Override
        public ExchangeReport join(String invitation, @Nullable String name) throws IOException {
            return ExchangeReport.of(registrar.join(Invitation.parse(invitation), name));
        }

        @Override
        public ExchangeReport leave(String name) throws IOException {
            return ExchangeReport.of(registrar.leave(name));
        }

        @Override
        public AccessReport exportAccess(String exchange) throws IOException {
            return AccessReport.of(registrar.exportAccess(exchange));
        }

        @Override
        public FriendReport importAccess(String credential) throws IOException {
            return FriendReport.of(registrar.importAccess(AccessCredential.parse(credential)));
        }

        @Override
        public ConfigReport config() {
            return ConfigReport.of(registrar.state());
        }

        @Override
        public ConfigReport configure(String key, String value) throws IOException {
            return ConfigReport.of(registrar.configure(key, value));
        }

        @Override
        public void close() throws IOException {
            home.close();
        }
    }

    /** The node, asked over its control socket. */
    final class Running implements Desk {
        private final ControlClient node;

        private Running(ControlClient node) {
            this.node = node;
        }

        @Override
        public InvitationReport invite(String name) throws IOException {
            return node.request("POST", "/v1/friends", Map.of("name", name), InvitationReport.class);
        }

        @Override
        public FriendReport revoke(String name) throws IOException {
            return node.request("DELETE", "/v1/friends/" + name, Map.of(), FriendReport.class);
        }

        @Override
        public FriendReport allowSubscriberCalls(String name, boolean allowed) throws IOException {
            return node.request("POST", "/v1/friends/" + name, Map.of("subscriber-calls", allowed), FriendReport.class);
        }

        @Override
        public ExchangeReport join(String invitation, @Nullable String name) throws IOException {
            Map<String, String> body = new HashMap<>(Map.of("invitation", invitation));
            if (name != null) {
                body.put("name", name);
            }
            return node.request("POST", "/v1/exchanges", body, ExchangeReport.class);
        }

        @Override
        public ExchangeReport leave(String name) throws IOException {
            return node.request("DELETE", "/v1/exchanges/" + name, Map.of(), ExchangeReport.class);
        }

        @Override
        public AccessReport exportAccess(String exchange) throws IOException {
            return node.request("POST", "/v1/access/" + exchange, Map.of(), AccessReport.class);
        }

        @Override
        public FriendReport importAccess(String credential) throws IOException {
            return node.request("POST", "/v1/access", Map.of("credential", credential), FriendReport.class);
        }

        @Override
        public ConfigReport config() throws IOException {
            return node.request("GET", "/v1/settings", Map.of(), ConfigReport.class);
        }

        @Override
        public ConfigReport configure(String key, String value) throws IOException {
            return node.request("POST", "/v1/settings", Map.of("key", key, "value", value), ConfigReport.class);
        }

        @Override
        public void close() {
            node.close();
        }
    }
}
