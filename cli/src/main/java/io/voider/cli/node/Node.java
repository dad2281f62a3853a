package io.voider.cli.node;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoop;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.voider.cli.control.ControlRoutes;
import io.voider.cli.control.ControlServer;
import io.voider.cli.exchange.Calls;
import io.voider.cli.exchange.Network;
import io.voider.cli.node.ground.Closers;
import io.voider.cli.node.ground.CounterGroup;
import io.voider.cli.node.ground.CounterReading;
import io.voider.cli.node.ground.MachineName;
import io.voider.cli.node.ground.NodeLoops;
import io.voider.cli.node.ground.PhoneConnection;
import io.voider.cli.node.ground.PhoneSide;
import io.voider.cli.node.ground.SideOutlet;
import io.voider.cli.node.line.FirstSigns;
import io.voider.cli.node.line.LineNews;
import io.voider.cli.node.line.Lines;
import io.voider.cli.node.metrics.CallTotals;
import io.voider.cli.node.metrics.LineTotals;
import io.voider.cli.node.metrics.MetricsServer;
import io.voider.cli.node.metrics.NodeMetrics;
import io.voider.cli.node.phone.LeaseFile;
import io.voider.cli.node.phone.Occupant;
import io.voider.cli.node.phone.PhoneServices;
import io.voider.cli.node.phone.PhoneTelling;
import io.voider.cli.node.phone.ProvisioningServer;
import io.voider.cli.node.signalling.CallHistory;
import io.voider.cli.node.signalling.Exchange;
import io.voider.cli.node.signalling.TcpSip;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.Events;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.PhonesReport;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.Failure;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.State;
import io.voider.cli.web.WebServer;
import io.voider.nat.portmap.RouterPortStatus;
import io.voider.ns.Claim;
import io.voider.ns.Scheduling;
import io.voider.rtp.relay.RelayWarmUp;
import io.voider.transport.openvpn.OpenVpn;
import io.voider.transport.packet.ContestedNeighbour;
import io.voider.transport.packet.PacketChannel;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: everything between the phones and the Internet.
 *
 * <p>{@link #start} and {@link #close} block and are called by one thread; in between, the node lives on its own threads.
 */
public final class Node implements Operations.Running, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    /** Long enough for the lines to come up first, which must not wait for it on a small machine. */
    private static final long WARM_UP_SECONDS = 2;

    private static final long LOOK_SECONDS = 60;
    /** How long a node whose thread has died may take to give everything back. */
    private static final long CLOSING_SECONDS = 20;

    private final String version;
    private final Registrar registrar;
    private final Closers closers;
    private final NodeLoops loops;
    private final ControlServer control;
    private final SideOutlet outlet = new SideOutlet();
    private final Events events;
    private final Exchange exchange;
    private final PhoneServices services;
    private final PhoneSide phones;
    private final ProvisioningServer provisioning;
    private final TcpSip tcp;
    private final Lines lines;
    private final Instant startedAt;
    private final CallTotals totals = new CallTotals();
    private final LineTotals lineTotals = new LineTotals();
    private final Operations operations;
    private final MetricsServer metrics;
    private volatile @Nullable PacketChannel phonesChannel;
    private volatile PhoneConnection phonesConnection = PhoneConnection.UNKNOWN;
    private final CompletableFuture<Void> stopRequest = new CompletableFuture<>();

    /** Each piece is acquired, then what gives it back is added to {@code closers}, then comes the next. */
    private Node(String version, Home home, Registrar registrar, Consumer<Events.Event> watcher, Closers closers)
            throws IOException, InterruptedException {
        this.version = version;
        this.registrar = registrar;
        this.closers = closers;
        Clock clock = Clock.systemUTC();
        control = closers.keep("the control socket", ControlServer.open(Home.controlSocket(home.directory())));
        loops = closers.keep("the threads", new NodeLoops(this::fail));
        State state = registrar.state();
        Claim claim = closers.keep(
                "the claim of namespaces", Claim.take(state.settings().namespacePrefix()));
        PhoneSide.giveBackLeftover(claim);
        claim.removeLeftovers();
        events = new Events(clock);
        events.subscribe(watcher);
        events.subscribe(lineTotals::on);
        IoEventLoop signalling = loops.signalling();
        CallHistory history = CallHistory.open(home.callHistory(), Calls.REMEMBERED, loops::onBooks);
        closers.add("the history of calls", history::write);
        exchange = new Exchange(state, signalling, outlet, events, history.past(), ended(history), clock);
        services = new PhoneServices(
                state.phones(), new LeaseFile(home.leases()), loops.carrying(), loops.books(), clock, events);
        OpenVpn openVpn = OpenVpn.find();
        phones = loops.followAndWait(() -> phones(claim, state));
        closers.add("the phone's interface", () -> loops.followAndWait(Executors.callable(phones::close)));
        services.onHeld(stations -> loops.following().execute(() -> phones.hold(stations)));
        provisioning = closers.keep(
                "what phones fetch",
                new ProvisioningServer(
                        phones.namespace(),
                        loops.introductions(),
                        new PhoneTelling(registrar::state, services, phones.namespace(), loops.following(), clock)));
        provisioning.follow(state.phones());
        tcp = closers.keep("SIP over TCP", new TcpSip(exchange, signalling));
        tcp.listen(Network.PHONES, phones.namespace());
        LineNews news = new LineNews(
                events,
                FirstSigns.open(home.firstSigns(), state, clock.instant()),
                registrar::state,
                loops.books(),
                System::nanoTime);
        signalling.scheduleAtFixedRate(
                () -> news.look(exchange.board().reports()), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        lines = new Lines(claim, registrar, openVpn, loops, exchange, outlet, tcp, events);
        closers.add("the lines", () -> loops.followAndWait(Executors.callable(lines::close)));
        closers.add("the calls", () -> signalling.submit(exchange::endCalls).sync());
        follow();
        operations = new Operations(home.directory(), this, exchange, registrar, signalling, loops.books());
        ControlRoutes routes = operations.routes(events);
        WebServer web = new WebServer(
                control.loop(),
                loops.books(),
                home.webCredential(),
                MachineName.ofThis(),
                routes,
                operations.recordings());
        routes.on("GET", "/v1/web", request -> web.report()).on("POST", "/v1/web/link", request -> web.link());
        control.serve(routes);
        closers.add("the control socket", control::close);
        closers.add("the page", web::close);
        startedAt = clock.instant();
        metrics = closers.keep("the metrics", MetricsServer.ofThisMachine(loops.introductions(), this::metrics));
        metrics.follow(state.settings().metrics());
        registrar.follow(change -> metrics.follow(change.state().settings().metrics()));
        web.follow(state.settings().web(), state.webAccess());
        registrar.follow(change ->
                web.follow(change.state().settings().web(), change.state().webAccess()));
        events.ready(state.name());
        // A cold JVM would delay the first call's first packets.
        signalling.schedule(Node::warmUp, WARM_UP_SECONDS, TimeUnit.SECONDS);
    }

    /** On a thread of its own that goes behind all others: on a busy machine no line and no first call is to wait for it. */
    private static void warmUp() {
        Thread thread = new Thread(
                () -> {
                    try {
                        Scheduling.makePatient();
                        RelayWarmUp.run();
                    } catch (RuntimeException e) {
                        LOG.info(
                                "the first call's first packets may come late, for the warm-up was cut short: {}",
                                Failure.words(e));
                    }
                },
                "voider-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private Consumer<CallReport> ended(CallHistory history) {
        return call -> {
            history.add(call);
            totals.add(call);
        };
    }

    private CompletableFuture<MetricSnapshots> metrics() {
        return operations
                .status()
                .thenApplyAsync(
                        report -> NodeMetrics.of(
                                report,
                                reading().all(),
                                Stream.concat(
                                                totals.snapshots().stream(),
                                                lineTotals.snapshots(lines.tunnelStarts()).stream())
                                        .toList(),
                                registrar.state().settings().metricsNames()),
                        loops.introductions());
    }

    private PhoneSide phones(Claim claim, State state) {
        ChannelHandler pipeline = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                exchange.pipeline(Network.PHONES, services.handler()).forEach(channel.pipeline()::addLast);
            }
        };
        return new PhoneSide(claim, state, loops, loops.carrying(), pipeline, new PhoneSide.Listener() {
            @Override
            public void opened(PacketChannel channel) {
                phonesChannel = channel;
                outlet.attach(Network.PHONES, channel);
            }

            @Override
            public void connection(PhoneConnection connection) {
                phonesConnection = connection;
                loops.signalling()
                        .execute(() ->
                                exchange.board().phones(connection.connected() ? "" : PhoneConnection.NOT_CONNECTED));
                events.cable(connection.connected(), connection.text());
            }
        });
    }

    /** From here on the books belong to their thread, and what is written in them is followed on another. */
    private void follow() {
        registrar.confine(loops.booksThread());
        registrar.follow(change -> loops.following().execute(() -> {
            services.follow(change.state().phones());
            provisioning.follow(change.state().phones());
            phones.follow(change.state());
            lines.follow(change);
        }));
        loops.followAndWait(() -> {
            lines.follow(registrar.current());
            return lines;
        });
    }

    /**
     * Starts a node in its home. When this returns, phones can call whatever line is up.
     *
     * @param version the program's, for reports
     * @param watcher hears of all that happens, from any thread, and must not block
     * @throws io.voider.ns.KernelException if a namespace, the phone's interface or a socket cannot be had
     * @throws IOException if OpenVPN is missing or the control socket cannot be made
     */
    public static Node start(String version, Home home, Registrar registrar, Consumer<Events.Event> watcher)
            throws IOException, InterruptedException {
        Closers closers = new Closers();
        try {
            return new Node(version, home, registrar, watcher, closers);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            closers.close();
            throw e;
        }
    }

    /**
     * Gives back and removes what a killed node left behind, without starting another.
     *
     * @throws io.voider.ns.KernelException with {@code EBUSY} if a node lives
     */
    public static void release(Registrar registrar) {
        try (Claim claim = Claim.take(registrar.state().settings().namespacePrefix())) {
            PhoneSide.giveBackLeftover(claim);
            claim.removeLeftovers();
        }
    }

    /**
     * Waits until somebody asks the node to stop over its control socket.
     *
     * @throws NodeFailedException if it can go on no longer, and why
     */
    public void awaitStop() throws NodeFailedException {
        try {
            stopRequest.join();
        } catch (CompletionException e) {
            throw new NodeFailedException(Failure.words(e));
        }
    }

    /** Asks the node to stop; {@link #awaitStop} then returns. */
    @Override
    public void stop() {
        stopRequest.complete(null);
    }

    /** The node can go on no longer. Even if it cannot be closed in an orderly way, the process ends. */
    private void fail(String reason) {
        LOG.error("the node stops: {}", reason);
        if (stopRequest.completeExceptionally(new IllegalStateException(reason))) {
            Thread last = new Thread(Node::endAnyway, "voider-end-anyway");
            last.setDaemon(true);
            last.start();
        }
    }

    private static void endAnyway() {
        try {
            TimeUnit.SECONDS.sleep(CLOSING_SECONDS);
        } catch (InterruptedException e) {
            return;
        }
        Runtime.getRuntime().halt(1);
    }

    /** The threads that must all be alive for the node to do what it is for, by name. */
    public Map<String, Executor> threads() {
        return loops.threads();
    }

    /** Tells {@code watcher} in one line how many lines are up, now and whenever that may have changed. */
    public void onLines(Consumer<String> watcher) {
        Runnable tell = () -> watcher.accept(exchange.board().summary());
        // Behind what is being told now, so that a line which was cut off is no longer counted.
        events.subscribe(event -> loops.signalling().execute(tell));
        registrar.follow(change -> loops.signalling().execute(tell));
        loops.signalling().execute(tell);
    }

    /** Tells of each change of the books when it begins to be followed, and when it has been. */
    public void onChange(Runnable begun, Runnable followed) {
        registrar.follow(change -> {
            begun.run();
            loops.following().execute(followed);
        });
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public CompletableFuture<PhonesReport> phones() {
        return CompletableFuture.supplyAsync(exchange::contacts, loops.signalling())
                .thenApplyAsync(
                        contacts -> new PhonesReport(
                                PhonesReport.SCHEMA,
                                registrar.state().phones().stream()
                                        .map(phone -> phoneReport(phone, contacts))
                                        .toList(),
                                services.askers()),
                        loops.carrying());
    }

    private PhoneReport phoneReport(PhoneLine phone, Map<Integer, String> contacts) {
        Occupant occupant = services.occupant(phone);
        return new PhoneReport(
                phone.number(),
                phone.address().toString(),
                phone.address().gatewayText() + "/" + PhoneAddress.PREFIX_LENGTH,
                occupant.heard(),
                phonesConnection.connected(),
                phonesConnection.text(),
                occupant.mac(),
                occupant.vendor(),
                occupant.addressFrom(),
                occupant.leaseUntil(),
                secondMac(phone.address()),
                contacts.get(phone.address().value()));
    }

    private @Nullable String secondMac(PhoneAddress address) {
        PacketChannel channel = phonesChannel;
        ContestedNeighbour contested = channel == null ? null : channel.contested();
        return contested != null && contested.address() == address.value()
                ? contested.claimant().toString()
                : null;
    }

    @Override
    public CompletableFuture<Void> forgetPhones(int phone) {
        PacketChannel channel = phonesChannel;
        if (channel != null) {
            channel.forgetNeighbours();
        }
        return services.forget(phone);
    }

    @Override
    public List<RendezvousReport> rendezvousReports() {
        return lines.rendezvousReports();
    }

    @Override
    public CompletableFuture<Map<String, RouterPortStatus>> routerPorts() {
        return lines.routerPorts();
    }

    @Override
    public Map<String, Long> counters() {
        return reading().counts();
    }

    private CounterReading reading() {
        CounterReading reading = new CounterReading();
        PacketChannel channel = phonesChannel;
        if (channel != null) {
            reading.add(CounterGroup.PHONES, channel.counters());
        }
        reading.add(CounterGroup.SIP_UDP, outlet.counters());
        reading.add(CounterGroup.SIP_TCP, tcp.counters());
        reading.add(CounterGroup.CONTROL, control.counters());
        reading.add(CounterGroup.SERVICES, services.counters());
        reading.add(CounterGroup.PROVISIONING, provisioning.counters());
        exchange.count(reading);
        lines.count(reading);
        return reading;
    }

    @Override
    public void close() {
        closers.close();
        registrar.confine(Thread.currentThread());
    }
}
