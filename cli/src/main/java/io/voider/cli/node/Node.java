package io.voider.cli.node;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoop;
import io.voider.cli.control.ControlServer;
import io.voider.cli.exchange.Calls;
import io.voider.cli.exchange.Network;
import io.voider.cli.node.ground.NodeLoops;
import io.voider.cli.node.ground.PhoneSide;
import io.voider.cli.node.ground.SideOutlet;
import io.voider.cli.node.line.Lines;
import io.voider.cli.node.signalling.CallHistory;
import io.voider.cli.node.signalling.Exchange;
import io.voider.cli.node.signalling.TcpSip;
import io.voider.cli.report.Events;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.State;
import io.voider.ns.Claim;
import io.voider.rtp.relay.RelayWarmUp;
import io.voider.transport.count.Counter;
import io.voider.transport.openvpn.OpenVpn;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running node: everything between the phones and the Internet.
 *
 * <p>{@link #start} and {@link #close} block and are called by one thread; in between, the node lives on its own threads.
 */
public final class Node implements AutoCloseable {
    /** Long enough for the lines to come up first, which must not wait for it on a small machine. */
    private static final long WARM_UP_SECONDS = 2;

    private final String version;
    private final Registrar registrar;
    private final Claim claim;
    private final NodeLoops loops;
    private final Events events;
    private final Exchange exchange;
    private final PhoneSide phones;
    private final TcpSip tcp;
    private final Lines lines;
    private final ControlServer control;
    private final Instant startedAt;
    private final CompletableFuture<Void> stopRequest = new CompletableFuture<>();

    private Node(String version, Home home, Registrar registrar, Claim claim, NodeLoops loops)
            throws IOException, InterruptedException {
        this.version = version;
        this.registrar = registrar;
        this.claim = claim;
        this.loops = loops;
        Clock clock = Clock.systemUTC();
        events = new Events(clock);
        State state = registrar.state();
        IoEventLoop signalling = loops.signalling();
        SideOutlet outlet = new SideOutlet();
        CallHistory history = CallHistory.open(home.callHistory(), Calls.REMEMBERED);
        exchange = new Exchange(
                state,
                signalling,
                outlet,
                events,
                history.calls(),
                ended -> loops.books().execute(() -> history.append(ended)),
                clock);
        OpenVpn openVpn = OpenVpn.find();
        phones = PhoneSide.open(claim, state, signalling, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                exchange.pipeline(Network.PHONES).forEach(channel.pipeline()::addLast);
            }
        });
        outlet.attach(Network.PHONES, phones.channel());
        tcp = new TcpSip(exchange, loops.signalling());
        tcp.listen(Network.PHONES, phones.namespace());
        lines = new Lines(claim, registrar, openVpn, loops, exchange, outlet, tcp);
        registrar.observe(lines::follow);
        lines.follow(state);
        Operations operations = new Operations(this, exchange, registrar, signalling, loops.books());
        control = ControlServer.start(Home.controlSocket(home.directory()), loops.control(), operations.routes(events));
        startedAt = clock.instant();
        events.node(state.name() + " is ready");
        // A cold JVM would delay the first call's first packets.
        signalling.schedule(() -> loops.books().execute(RelayWarmUp::run), WARM_UP_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Starts a node in its home. When this returns, phones can call whatever line is up.
     *
     * @param version the program's, for reports
     * @throws io.voider.ns.KernelException if a namespace, the phone's interface or a socket cannot be had
     * @throws IOException if OpenVPN is missing or the control socket cannot be made
     */
    public static Node start(String version, Home home, Registrar registrar) throws IOException, InterruptedException {
        NodeLoops loops = new NodeLoops();
        Claim claim = Claim.take(registrar.state().settings().namespacePrefix());
        try {
            PhoneSide.giveBackLeftover(claim, registrar.state());
            claim.removeLeftovers();
            return new Node(version, home, registrar, claim, loops);
        } catch (IOException | InterruptedException | RuntimeException e) {
            claim.close();
            loops.close();
            throw e;
        }
    }

    /** Waits until somebody asks the node to stop over its control socket. */
    public void awaitStop() {
        stopRequest.join();
    }

    /** Asks the node to stop; {@link #awaitStop} then returns. */
    public void stop() {
        stopRequest.complete(null);
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
        registrar.observe(state -> loops.signalling().execute(tell));
        loops.signalling().execute(tell);
    }

    String version() {
        return version;
    }

    Instant startedAt() {
        return startedAt;
    }

    List<PhoneReport> phoneReports() {
        return registrar.state().phones().stream()
                .map(phone -> new PhoneReport(
                        phone.number(),
                        phone.address().toString(),
                        phone.address().gatewayText() + "/" + PhoneAddress.PREFIX_LENGTH,
                        phones.channel().counters().count(Counter.RECEIVED_PACKETS) > 0))
                .toList();
    }

    List<RendezvousReport> rendezvousReports() {
        return lines.rendezvousReports();
    }

    Map<String, Long> channelCounters() {
        Map<String, Long> all = new TreeMap<>();
        phones.channel().counters().snapshot().forEach((counter, value) -> all.put("phones." + counter.label(), value));
        tcp.counters().snapshot().forEach((counter, value) -> all.put("sip-tcp." + counter.label(), value));
        return all;
    }

    @Override
    public void close() throws IOException {
        control.close();
        loops.signalling().submit(exchange::endCalls).syncUninterruptibly();
        lines.close();
        tcp.close();
        phones.close();
        claim.close();
        loops.close();
    }
}
