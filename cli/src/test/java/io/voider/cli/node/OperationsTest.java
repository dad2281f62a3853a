package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.control.ControlRoutes;
import io.voider.cli.control.RefusedException;
import io.voider.cli.node.ground.NodeLoops;
import io.voider.cli.node.ground.SideOutlet;
import io.voider.cli.node.signalling.Exchange;
import io.voider.cli.orders.Order;
import io.voider.cli.report.AskerReport;
import io.voider.cli.report.CallsReport;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.report.Events;
import io.voider.cli.report.LinesReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhoneLineReport;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.PhonesReport;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.report.RouterPortsReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.cli.state.StateException;
import io.voider.cli.state.StrictJson;
import io.voider.nat.portmap.RouterPortStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a running node, without its network. */
class OperationsTest {
    private static final PhoneReport PHONE = new PhoneReport(
            1,
            "172.16.0.1",
            "172.16.0.2/30",
            true,
            true,
            "the phone's interface eth1 is connected",
            "00:0b:82:00:00:01",
            "Grandstream",
            "dhcp",
            Instant.EPOCH,
            null,
            "sip:1@172.16.0.1");
    private static final AskerReport ASKER = new AskerReport("02:00:00:00:00:07", null, "phone 1 is another");
    private static final RendezvousReport RENDEZVOUS =
            new RendezvousReport("203.0.113.7:7443", "own", false, Instant.EPOCH, "being connected");

    @TempDir
    private Path directory;

    private final NodeLoops loops = new NodeLoops(reason -> {});
    private final Told told = new Told();
    private Home home;
    private Registrar registrar;
    private ControlRoutes routes;

    private static final class Told implements Operations.Running {
        private boolean stopped;
        private int forgotten = -1;

        @Override
        public String version() {
            return "1.2.3";
        }

        @Override
        public Instant startedAt() {
            return Instant.EPOCH;
        }

        @Override
        public CompletableFuture<PhonesReport> phones() {
            return CompletableFuture.completedFuture(
                    new PhonesReport(PhonesReport.SCHEMA, List.of(PHONE), List.of(ASKER)));
        }

        @Override
        public List<RendezvousReport> rendezvousReports() {
            return List.of(RENDEZVOUS);
        }

        @Override
        public CompletableFuture<Map<String, RouterPortStatus>> routerPorts() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of("phones.received.packets", 7L);
        }

        @Override
        public CompletableFuture<Void> forgetPhones(int phone) {
            forgotten = phone;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        home = Home.open(directory);
        registrar = Registrar.create(
                home,
                "alice",
                "eth1",
                List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                null,
                Settings.DEFAULT.with("strong-crypto", "false"),
                Clock.systemUTC(),
                new SecureRandom());
        registrar.confine(loops.booksThread());
        Events events = new Events(Clock.systemUTC());
        Exchange exchange = new Exchange(
                registrar.state(),
                loops.signalling(),
                new SideOutlet(),
                events,
                List.of(),
                ended -> {},
                Clock.systemUTC());
        routes = new Operations(directory, told, exchange, registrar, loops.signalling(), loops.books()).routes(events);
    }

    @AfterEach
    void stop() throws IOException {
        loops.close();
        home.close();
    }

    private Object ask(String method, String path, Object body) {
        return routes.answer(method, path, StrictJson.MAPPER.valueToTree(body))
                .toCompletableFuture()
                .join();
    }

    @Test
    void statusHasEverythingAtAGlance() {
        NodeReport status = (NodeReport) ask("GET", "/v1/status", Map.of());
        assertThat(status.name()).isEqualTo("alice");
        assertThat(status.version()).isEqualTo("1.2.3");
        assertThat(status.phones()).containsExactly(PHONE);
        assertThat(status.askers()).containsExactly(ASKER);
        assertThat(status.rendezvous()).containsExactly(RENDEZVOUS);
        assertThat(status.counters()).containsEntry("phones.received.packets", 7L);
    }

    @Test
    void anOrderIsCarriedOutWhereTheBooksAreKept() {
        Order<ConfigReport> order = new Order.Configure("name", "alicia");
        ConfigReport report = (ConfigReport) ask("POST", "/v1/orders/" + order.name(), order);
        assertThat(report.name()).isEqualTo("alicia");
        assertThat(registrar.state().name()).isEqualTo("alicia");
    }

    @Test
    void anOrderThatTheStateDoesNotAllowSaysWhy() {
        Order<?> order = new Order.Revoke("nobody");
        assertThatThrownBy(() -> ask("POST", "/v1/orders/" + order.name(), order))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StateException.class)
                .hasMessageContaining("no friend is called nobody");
    }

    @Test
    void anOrderThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> ask("POST", "/v1/orders/destroy", Map.of())).isInstanceOf(RefusedException.class);
    }

    @Test
    void withoutLinesAndCallsThereAreNone() {
        assertThat(((LinesReport) ask("GET", "/v1/lines", Map.of())).lines()).isEmpty();
        assertThat(((RouterPortsReport) ask("GET", "/v1/router-ports", Map.of())).ports())
                .isEmpty();
        assertThat(((CallsReport) ask("GET", "/v1/calls", Map.of())).calls()).isEmpty();
        assertThatThrownBy(() -> ask("GET", "/v1/calls/1", Map.of())).hasMessageContaining("there is no call 1");
    }

    @Test
    void stopEndsTheNode() {
        ask("POST", "/v1/stop", Map.of());
        assertThat(told.stopped).isTrue();
    }

    @Test
    void forgetsThePhonesWhenTold() {
        ask("POST", "/v1/phones/forget", Map.of());
        assertThat(told.forgotten).isZero();
        ask("POST", "/v1/phones/forget", Map.of("phone", 1));
        assertThat(told.forgotten).isOne();
        assertThatThrownBy(() -> ask("POST", "/v1/phones/forget", Map.of("phone", 2)))
                .hasMessageContaining("there is no phone 2");
    }

    @Test
    void addsAPhoneBehindTheOthersAndTakesOneAway() {
        PhoneLineReport second = (PhoneLineReport) ask("POST", "/v1/orders/add-phone", Map.of());
        assertThat(second).isEqualTo(new PhoneLineReport(2, "172.16.0.5", "172.16.0.6"));
        ask("POST", "/v1/orders/add-phone", Map.of());
        ask("POST", "/v1/orders/remove-phone", Map.of("number", 2));
        assertThat(ask("POST", "/v1/orders/add-phone", Map.of()))
                .isEqualTo(new PhoneLineReport(2, "172.16.0.13", "172.16.0.14"));
        assertThat(registrar.state().phones().stream().map(PhoneLine::number)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> ask("POST", "/v1/orders/remove-phone", Map.of("number", 4)))
                .hasMessageContaining("there is no phone 4");
    }

    @Test
    void tellsOfThePhonesAlone() {
        assertThat(((PhonesReport) ask("GET", "/v1/phones", Map.of())).phones()).containsExactly(PHONE);
    }
}
