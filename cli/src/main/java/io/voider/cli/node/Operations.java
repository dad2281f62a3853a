package io.voider.cli.node;

import io.voider.cli.capture.KeptRecordings;
import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.ControlRoutes;
import io.voider.cli.control.RefusedException;
import io.voider.cli.node.ground.Elsewhere;
import io.voider.cli.node.signalling.Exchange;
import io.voider.cli.orders.Order;
import io.voider.cli.orders.Orders;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.CallsReport;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.report.Events;
import io.voider.cli.report.FriendsReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.LinesReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhonesReport;
import io.voider.cli.report.RecentEvents;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.report.RouterPortReport;
import io.voider.cli.report.RouterPortsReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.Registrar;
import io.voider.nat.portmap.RouterPortStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** What a running node answers to on its control socket. */
final class Operations {
    private static final int SCHEMA = 1;

    /** What a running node tells of itself. */
    interface Running {
        /** The program's version. */
        String version();

        /** When the node became ready. */
        Instant startedAt();

        /** The phones, and who would be one. */
        CompletableFuture<PhonesReport> phones();

        List<RendezvousReport> rendezvousReports();

        /** What the router does for each line, by what one dials for it. */
        CompletableFuture<Map<String, RouterPortStatus>> routerPorts();

        /** Everything that is counted, by its name; what is zero is left out. */
        Map<String, Long> counters();

        /**
         * Forgets which device is which phone.
         *
         * @param phone the phone's number, or 0 for all
         * @return when that is written down
         */
        CompletableFuture<Void> forgetPhones(int phone);

        /** Has the node end. */
        void stop();
    }

    private final Running node;
    private final Exchange exchange;
    private final Registrar registrar;
    private final Executor signalling;
    private final Executor books;
    private final SelfExamination examination;
    private final KeptRecordings recordings;

    /** @param home the node's directory */
    Operations(Path home, Running node, Exchange exchange, Registrar registrar, Executor signalling, Executor books) {
        recordings = new KeptRecordings(Home.recordings(home));
        examination = new SelfExamination(home, registrar::state);
        this.node = node;
        this.exchange = exchange;
        this.registrar = registrar;
        this.signalling = signalling;
        this.books = books;
    }

    ControlRoutes routes(Events events) {
        ControlRoutes routes = new ControlRoutes();
        lookAt(routes);
        change(routes);
        RecentEvents recent = new RecentEvents();
        Runnable unused = events.subscribe(recent::add);
        routes.on("GET", "/v1/log", request -> CompletableFuture.completedFuture(recent.report()));
        return routes.events(new ControlRoutes.Feed() {
            @Override
            public Runnable subscribe(Consumer<Object> watcher) {
                return events.subscribe(watcher);
            }

            @Override
            public Object leftOut(long count) {
                return events.leftOut(count);
            }
        });
    }

    private void lookAt(ControlRoutes routes) {
        routes.on("GET", "/v1/status", request -> status())
                .on(
                        "GET",
                        "/v1/lines",
                        request -> Elsewhere.on(signalling, () -> new LinesReport(LinesReport.SCHEMA, lines())))
                .on("GET", "/v1/calls", request -> briefCalls())
                .on("GET", "/v1/calls/*", request -> call(request.name()))
                .on(
                        "GET",
                        "/v1/recordings/*",
                        request -> call(request.name())
                                .thenCompose(call -> Elsewhere.on(books, () -> recordings.of(call))))
                .on("GET", "/v1/phones", request -> node.phones())
                .on("GET", "/v1/friends", request -> Elsewhere.on(books, () -> FriendsReport.of(registrar.state())))
                .on("GET", "/v1/health", request -> examination.health())
                .on("GET", "/v1/router-ports", request -> routerPorts())
                .on("GET", "/v1/network", request -> examination.network())
                .on("GET", "/v1/settings", request -> Elsewhere.on(books, () -> ConfigReport.of(registrar.state())));
    }

    private void change(ControlRoutes routes) {
        routes.on("POST", "/v1/orders/*", request -> {
                    Order<?> order = Orders.read(request.name(), request.body());
                    return Elsewhere.on(books, () -> order.carryOut(registrar));
                })
                .on("POST", "/v1/phones/forget", request -> forgetPhones(request.body()))
                .on("POST", "/v1/stop", request -> stop());
    }

    private CompletableFuture<?> forgetPhones(JsonNode body) {
        int phone = body.path("phone").asInt(0);
        if (phone != 0 && registrar.state().phones().stream().noneMatch(each -> each.number() == phone)) {
            throw new RefusedException(
                    ControlRefusal.Code.NOT_FOUND, "there is no phone " + phone, "voider phones lists them");
        }
        return node.forgetPhones(phone).thenApply(done -> Map.of("forgotten", true));
    }

    private CompletableFuture<?> stop() {
        node.stop();
        return CompletableFuture.completedFuture(Map.of("stopping", true));
    }

    private CompletableFuture<RouterPortsReport> routerPorts() {
        return Elsewhere.on(signalling, this::lines)
                .thenCombine(
                        node.routerPorts(),
                        (lines, ports) -> new RouterPortsReport(
                                RouterPortsReport.SCHEMA,
                                lines.stream()
                                        .map(line -> RouterPortReport.of(
                                                line.dial(), line.name(), ports.get(line.dial()), Instant.now()))
                                        .toList()));
    }

    /** The recordings that are kept here. */
    KeptRecordings recordings() {
        return recordings;
    }

    /** Everything at a glance. */
    CompletableFuture<NodeReport> status() {
        return Elsewhere.on(signalling, this::lines)
                .thenCombine(
                        Elsewhere.on(signalling, exchange.calls()::running).thenCompose(running -> running), Map::entry)
                .thenCombine(node.phones(), (both, phones) -> report(both.getKey(), both.getValue(), phones));
    }

    private NodeReport report(List<LineReport> lines, List<CallReport> running, PhonesReport phones) {
        return new NodeReport(
                NodeReport.SCHEMA,
                registrar.state().name(),
                node.version(),
                ProcessHandle.current().pid(),
                node.startedAt(),
                phones.phones(),
                phones.askers(),
                node.rendezvousReports(),
                lines,
                running.stream().map(CallReport::brief).toList(),
                node.counters());
    }

    private List<LineReport> lines() {
        return exchange.board().reports();
    }

    private CompletableFuture<List<CallReport>> calls() {
        return Elsewhere.on(signalling, exchange.calls()::running)
                .thenCompose(running -> running)
                .thenApply(running -> {
                    List<CallReport> all = new ArrayList<>(running);
                    all.addAll(exchange.calls().ended());
                    return all;
                });
    }

    private CompletableFuture<CallsReport> briefCalls() {
        return calls().thenApply(all ->
                new CallsReport(SCHEMA, all.stream().map(CallReport::brief).toList()));
    }

    private CompletableFuture<CallReport> call(String id) {
        return calls().thenApply(all -> all.stream()
                .filter(call -> Long.toString(call.id()).equals(id))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        ControlRefusal.Code.NOT_FOUND, "there is no call " + id, "voider calls lists them")));
    }
}
