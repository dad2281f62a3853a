package io.voider.cli.web;

import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.ControlRoutes;
import io.voider.cli.control.RefusedException;
import io.voider.cli.orders.Orders;
import io.voider.cli.report.AskerReport;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.CallsReport;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.report.Events;
import io.voider.cli.report.FriendsReport;
import io.voider.cli.report.LineChange;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.LinesReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.RecentEvents;
import io.voider.cli.report.RecordingReport;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.report.RouterPortReport;
import io.voider.cli.report.RouterPortsReport;
import io.voider.cli.report.StreamReport;
import io.voider.cli.state.Friend;
import io.voider.cli.state.Home;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.transport.identity.PartyName;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a node with books of its own would answer, with lines and calls in every state. */
final class SampleNode implements AutoCloseable {
    /** Names that friends may have, and that a page must only ever show. */
    static final List<String> NAMES = List.of(
            "bob",
            "<script>alert(1)</script>",
            "\u05d3\u05d5\u05d3",
            "Zo\u00eb & \"carol\"",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67".repeat(5));

    private static final Instant BEGUN = Instant.parse("2026-11-30T08:00:00Z");
    private static final List<String> STATES = List.of("up", "failing", "out-of-order", "no-peer", "finding");

    final Events events = new Events(Clock.systemUTC());
    private final RecentEvents recent = new RecentEvents();
    private final Home home;
    private final Registrar registrar;
    private final List<LineReport> changed = new CopyOnWriteArrayList<>();
    private final List<CallReport> calls = new CopyOnWriteArrayList<>();

    SampleNode(Path directory) throws Exception {
        this(directory, "alice");
    }

    SampleNode(Path directory, String exchange) throws Exception {
        home = Home.open(directory);
        registrar = Registrar.create(
                home,
                exchange,
                "eth1",
                List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                "voider1/203.0.113.7:7443/" + "A".repeat(43) + "/" + "A".repeat(43),
                Settings.DEFAULT.with("strong-crypto", "off"),
                Clock.systemUTC(),
                new SecureRandom());
        for (String name : NAMES.stream().filter(PartyName::isName).toList()) {
            registrar.invite(name);
        }
        calls.add(call(3, "out", "bob", "answered", BEGUN.plusSeconds(9), null, null, 4.3));
        calls.add(call(
                2, "in", "Zo\u00eb & \"carol\"", "ended", BEGUN, BEGUN.plusSeconds(3725), "the caller hung up", 3.1));
        calls.add(call(
                1, "in", "<script>alert(1)</script>", "ended", null, BEGUN.plusSeconds(30), "nobody answered", null));
        Runnable unused = events.subscribe(recent::add);
        events.ready(exchange);
        events.phone("a sentence with <b>marks</b> in it");
    }

    private static StreamReport stream(String towards, long lost, double jitter) {
        return new StreamReport(
                towards,
                "0a0b0c0d",
                60,
                "PCMA",
                3_000,
                lost,
                2,
                0,
                jitter,
                80,
                88.0,
                4.3,
                new StreamReport.Course(
                        2,
                        IntStream.range(0, 30)
                                .mapToObj(i -> i == 20 ? -1 : (int) lost * i * i / 900)
                                .toList(),
                        IntStream.range(0, 30)
                                .mapToObj(i -> (int) (jitter * (1 + i % 3) / 2))
                                .toList()));
    }

    private static CallReport call(
            long id,
            String direction,
            String name,
            String state,
            @Nullable Instant answered,
            @Nullable Instant ended,
            @Nullable String reason,
            @Nullable Double mos) {
        boolean out = direction.equals("out");
        return new CallReport(
                id,
                direction,
                "10.1.2.1",
                name,
                state,
                BEGUN,
                answered,
                answered == null ? null : 1,
                ended,
                reason,
                mos,
                mos == null ? List.of() : List.of(stream("phone", 12, 3.4), stream("line", 95, 21.9)),
                List.of(
                        new CallReport.LadderStep(0, out, "INVITE", """
                            INVITE sip:10.2.1.1 SIP/2.0
                            Via: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bK776asdhds
                            From: <b>nobody</b> <sip:bob@10.1.2.1>;tag=1
                            Authorization: (left out)
                            """),
                        CallReport.LadderStep.of(41, !out, "100 Trying"),
                        CallReport.LadderStep.of(310, !out, "180 Ringing"),
                        CallReport.LadderStep.of(9_020, !out, "200 OK (INVITE)"),
                        CallReport.LadderStep.of(9_044, out, "ACK")));
    }

    ControlRoutes routes() {
        ControlRoutes routes = new ControlRoutes()
                .on("GET", "/v1/status", request -> soon(this::status))
                .on("GET", "/v1/lines", request -> soon(() -> new LinesReport(LinesReport.SCHEMA, lines())))
                .on(
                        "GET",
                        "/v1/calls",
                        request -> soon(() -> new CallsReport(
                                1, calls.stream().map(CallReport::brief).toList())))
                .on(
                        "GET",
                        "/v1/calls/*",
                        request -> soon(() -> calls.stream()
                                .filter(call -> request.name().equals(Long.toString(call.id())))
                                .findFirst()
                                .orElseThrow(
                                        () -> new RefusedException(ControlRefusal.Code.NOT_FOUND, "no such call", ""))))
                .on(
                        "GET",
                        "/v1/recordings/*",
                        request -> soon(() -> new RecordingReport(
                                Long.parseLong(request.name()),
                                request.name().equals("2") ? 1_250_000L : null,
                                "sudo voider capture call:" + request.name() + " --keep")))
                .on("GET", "/v1/friends", request -> soon(() -> FriendsReport.of(registrar.state())))
                .on("GET", "/v1/settings", request -> soon(() -> ConfigReport.of(registrar.state())))
                .on("GET", "/v1/log", request -> soon(recent::report))
                .on(
                        "GET",
                        "/v1/health",
                        request -> soon(() -> Map.of(
                                "ok",
                                false,
                                "findings",
                                List.of(
                                        Map.of("what", "Java", "ok", true, "found", "17.0.2", "remedy", ""),
                                        Map.of(
                                                "what",
                                                "the line to bob",
                                                "ok",
                                                false,
                                                "found",
                                                "out-of-order since 08:00: OpenVPN does not start",
                                                "remedy",
                                                "see: voider lines")))))
                .on(
                        "GET",
                        "/v1/network",
                        request -> soon(() -> Map.of(
                                "mapping",
                                "endpoint-independent",
                                "meaning",
                                "A NAT that can be passed: lines are direct with nearly every other home.",
                                "addresses",
                                List.of("192.168.1.20"),
                                "servers",
                                List.of("203.0.113.7:3478", "203.0.113.7:3479"),
                                "reachable",
                                true)))
                .on("GET", "/v1/router-ports", request -> soon(SampleNode::routerPorts))
                .on("POST", "/v1/phones/forget", request -> soon(() -> Map.of("forgotten", true)))
                .on("POST", "/v1/orders/*", request -> {
                    var order = Orders.read(request.name(), request.body());
                    return soon(() -> order.carryOut(registrar));
                });
        return routes.events(WebWorld.feed(events::subscribe));
    }

    private static RouterPortsReport routerPorts() {
        return new RouterPortsReport(
                RouterPortsReport.SCHEMA,
                List.of(
                        new RouterPortReport(
                                "10.1.2.1",
                                "bob",
                                List.of(new RouterPortReport.PortMappingReport("NAT-PMP", "198.51.100.4:40102", BEGUN)),
                                null),
                        new RouterPortReport(
                                "10.2.1.1",
                                "dave",
                                List.of(),
                                "the router 192.168.1.1 has answered neither PCP, NAT-PMP nor UPnP")));
    }

    private static CompletionStage<?> soon(Callable<?> answer) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return answer.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private synchronized List<LineReport> lines() {
        List<LineReport> lines = new ArrayList<>();
        for (Friend friend : registrar.state().friends()) {
            if (friend.invited()) {
                String state = STATES.get((friend.number() - 2) % STATES.size());
                String dial = "10.1." + friend.number() + ".1";
                LineReport usual = line(dial, friend.name(), "friend", state, friend.number());
                lines.add(changed.stream()
                        .filter(line -> line.dial().equals(dial))
                        .findFirst()
                        .orElse(usual));
            }
        }
        lines.add(line("10.2.1.1", "dave", "exchange", "up", 3));
        return lines;
    }

    private static LineReport line(String dial, String name, String role, String state, int number) {
        boolean up = state.equals("up");
        boolean relayed = number % 2 == 1;
        return new LineReport(
                dial,
                19 + number,
                name,
                role,
                state,
                BEGUN,
                up ? "" : "the path went silent 12 s ago",
                up ? (relayed ? "relayed" : "direct") : null,
                up ? 8.4 * number : null,
                up && relayed ? "both homes are behind symmetric NATs" : null,
                up && !relayed ? 1 : 0);
    }

    private NodeReport status() {
        return new NodeReport(
                NodeReport.SCHEMA,
                registrar.state().name(),
                "0.1.0",
                77,
                BEGUN,
                List.of(new PhoneReport(
                        1,
                        "172.16.0.1",
                        "172.16.0.2/30",
                        true,
                        true,
                        "eth1 is connected",
                        "00:04:13:2a:00:01",
                        "Snom",
                        "dhcp",
                        BEGUN,
                        null,
                        "sip:1@172.16.0.1")),
                List.of(new AskerReport("02:00:00:00:00:07", null, "all places for phones are taken")),
                List.of(new RendezvousReport("203.0.113.7:7443", "own", true, BEGUN, "seen from 198.51.100.4")),
                lines(),
                calls.stream()
                        .filter(call -> !call.state().equals("ended"))
                        .map(CallReport::brief)
                        .toList(),
                Map.of("phones.received.packets", 123_456L));
    }

    /** The line to bob is in another state. */
    void bobIs(String state) {
        LineReport line = line("10.1.2.1", "bob", "friend", state, 2);
        changed.clear();
        changed.add(line);
        events.line(new LineChange(line, "up", BEGUN));
    }

    /** The call that runs ends. */
    void hangUp() {
        CallReport over =
                call(3, "out", "bob", "ended", BEGUN.plusSeconds(9), BEGUN.plusSeconds(99), "bob hung up", 4.3);
        calls.set(0, over);
        events.call(over);
    }

    /** Another call begins, and is in that state. */
    void rings(String state, @Nullable Double mos) {
        boolean begun = !state.equals("ringing");
        CallReport now = call(
                4,
                "in",
                "dave",
                state,
                begun ? BEGUN.plusSeconds(5) : null,
                state.equals("ended") ? BEGUN.plusSeconds(65) : null,
                state.equals("ended") ? "dave hung up" : null,
                mos);
        calls.removeIf(call -> call.id() == 4);
        calls.add(0, now);
        events.call(now);
    }

    /** The exchanges that were joined. */
    List<String> joined() {
        return Stream.of(registrar.state())
                .flatMap(state -> state.exchanges().stream())
                .map(JoinedExchange::name)
                .toList();
    }

    List<String> invited() {
        return Stream.of(registrar.state())
                .flatMap(state -> state.friends().stream())
                .filter(Friend::invited)
                .map(Friend::name)
                .toList();
    }

    @Override
    public void close() throws IOException {
        home.close();
    }
}
