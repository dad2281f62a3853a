package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoEventLoop;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.Calls;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.DialPlan;
import io.voider.cli.exchange.DialledNumber;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.LineBoard;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.LineState;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.exchange.SignallingBudget;
import io.voider.cli.exchange.Switchboard;
import io.voider.cli.exchange.TickGuard;
import io.voider.cli.exchange.presence.WatchedLine;
import io.voider.cli.exchange.proxy.Directory;
import io.voider.cli.exchange.proxy.PhoneProxy;
import io.voider.cli.exchange.proxy.ProxiedSwitchboard;
import io.voider.cli.node.ground.CounterGroup;
import io.voider.cli.node.ground.CounterReading;
import io.voider.cli.node.ground.SideOutlet;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.Events;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.relay.MediaRelay;
import io.voider.rtp.relay.RelayOptions;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.Flow;
import io.voider.sip.call.ResponseWriter;
import io.voider.sip.call.UserAgentOutputs;
import io.voider.sip.rewrite.EdgePolicy;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.PacketChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The exchange as it runs: switchboard, calls, gate and relay, and the phone book, on the signalling loop.
 *
 * <p>But for {@link #pipeline} and {@link #counters}, everything is called on that loop.
 */
public final class Exchange {
    private static final int TAG_BYTES = 8;
    private static final int SECRET_BYTES = 32;
    private static final String READY = "Ready";
    private static final long TICK_MILLIS = 100;
    private static final long LOOK_SECONDS = 10;
    private static final Answer NOT_REACHED = Answer.of(503, "The phone takes no connection");

    /** Silence counts in seconds, and each look for it goes through every pinhole. */
    private static final int TICKS_A_LOOK = 10;

    private final IoEventLoop loop;
    private final SideOutlet outlet;
    private final Events events;
    private final Counters<ExchangeCounter> counters = Counters.ofSeveralThreads(ExchangeCounter.class);
    private final TickGuard guard = new TickGuard(counters);
    private final MediaGate gate;
    private final MediaRelay relay;
    private final Calls calls;
    private final LineBoard board;
    private final PhoneAvailability availability;
    private final Switchboard switchboard;
    private final PhoneProxy proxy;
    private final ProxiedSwitchboard proxied;
    private final Supplier<String> tags = tags();
    private final SipDecoder decoder = new SipDecoder();
    /** Of what phones send in datagrams, which is looked at where packets are carried. */
    private final SignallingShares datagramShares = new SignallingShares();
    /** Of what they send over connections. */
    private final SignallingShares streamShares = new SignallingShares();

    private Set<LineId> busy = Set.of();
    private Consumer<Set<LineId>> busyLines = lines -> {};
    private @Nullable ScheduledFuture<?> ticking;
    private @Nullable ScheduledFuture<?> looking;
    private int ticks;

    /**
     * @param past the calls of before this start, latest first
     * @param keeper is given each call that ended, on any thread
     */
    public Exchange(
            State state,
            IoEventLoop loop,
            SideOutlet outlet,
            Events events,
            List<CallReport> past,
            Consumer<CallReport> keeper,
            Clock clock) {
        this.loop = loop;
        this.outlet = outlet;
        Settings settings = state.settings();
        this.events = events;
        gate = new MediaGate(GateLimits.DEFAULT.withSilence(Duration.ofSeconds(settings.mediaSilenceSeconds())));
        RelayOptions.Marking marking =
                settings.expeditedForwarding() ? RelayOptions.Marking.EXPEDITE : RelayOptions.Marking.KEEP;
        relay = new MediaRelay(gate, new RelayOptions(marking, RelayOptions.Oversize.FRAGMENT), System::nanoTime);
        board = new LineBoard(clock, this::callsOn, change -> {
            events.line(change);
            loop.execute(this::tellWatchers);
        });
        board.numbers(state.shortNumbers());
        calls = new Calls(gate, relay, this::nameOf, this::told, past, keeper, clock, System::nanoTime);
        board.onRepair(calls::repaired);
        proxy = new PhoneProxy(
                new Directory(state),
                this::isUp,
                this::watched,
                counters,
                secret(),
                tags(),
                PooledByteBufAllocator.DEFAULT);
        availability = new PhoneAvailability(board, this::hasLeft, clock.withZone(ZoneId.systemDefault()), settings);
        switchboard = new Switchboard(
                new DialPlan(state),
                EdgePolicy.DEFAULT,
                SignallingBudget.DEFAULT,
                calls,
                availability,
                counters,
                tags(),
                PooledByteBufAllocator.DEFAULT);
        proxied = new ProxiedSwitchboard(proxy, switchboard);
        share(state);
    }

    private void share(State state) {
        Set<Integer> phones =
                state.phones().stream().map(phone -> phone.address().value()).collect(Collectors.toSet());
        datagramShares.phones(phones);
        streamShares.phones(phones);
    }

    private static byte[] secret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    private void told(CallReport report) {
        events.call(report);
        loop.execute(this::tellWatchers);
    }

    private void tellWatchers() {
        proxied.linesChanged(System.nanoTime(), outlet);
        keepTicking();
    }

    private Optional<WatchedLine> watched(DialledNumber number) {
        if (number.isAtHome()) {
            return plan().phone(number.phone()).map(this::watchedPhone);
        }
        LineId line = Directory.line(number);
        if (board.state(line) == null) {
            return Optional.empty();
        }
        boolean busy = callsOn(line) > 0;
        String why = board.whyUnavailable(line);
        return Optional.of(new WatchedLine(why.isEmpty(), busy, busy ? "On a call" : why.isEmpty() ? READY : why));
    }

    private WatchedLine watchedPhone(PhoneLine phone) {
        boolean busy = calls.isTalking(phone.address().value());
        String unplugged = board.whyNoPhone();
        boolean left = hasLeft(phone.address().value());
        String why = !unplugged.isEmpty() ? unplugged : left ? "Not registered" : "";
        return new WatchedLine(why.isEmpty(), busy, busy ? "On a call" : why.isEmpty() ? READY : why);
    }

    private boolean hasLeft(int phone) {
        return proxy.gateway().hasLeft(phone, System.nanoTime());
    }

    private boolean isUp(LineId line) {
        return board.state(line) == LineState.UP;
    }

    private static Supplier<String> tags() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] tag = new byte[TAG_BYTES];
            random.nextBytes(tag);
            return HexFormat.of().formatHex(tag);
        };
    }

    /**
     * The handlers of a network's packet channel: media first, then signalling.
     *
     * @param between those that see what is no media before signalling does
     */
    public List<ChannelHandler> pipeline(Network network, ChannelHandler... between) {
        List<ChannelHandler> handlers = new ArrayList<>();
        handlers.add(relay.handler(network.number()));
        handlers.addAll(List.of(between));
        handlers.add(new SipEntry(
                network,
                loop,
                this::receive,
                network.equals(Network.PHONES) ? datagramShares::allows : DatagramIntake.Share.WHATEVER_COMES,
                counters,
                channel -> ((PacketChannel) channel).counters()));
        return handlers;
    }

    private void receive(Network network, Datagram datagram) {
        proxied.datagram(network, datagram, System.nanoTime(), outlet);
        keepTicking();
    }

    /** A whole SIP message that came over a connection; see {@link Switchboard#message}. */
    Outcome message(Flow flow, ByteBuf message, ArrivalOutputs outputs) {
        long now = System.nanoTime();
        if (new Network(flow.network()).equals(Network.PHONES) && !streamShares.allows(flow.address(), now)) {
            counters.increment(ExchangeCounter.DROPPED_OVER_SHARE);
            return Outcome.ENDED;
        }
        Outcome outcome = proxied.message(flow, message, now, outputs, outlet);
        keepTicking();
        return outcome;
    }

    /**
     * What becomes of a message over TCP whose receiver takes no connection: of a request, what becomes of the answer 503, as if the
     * receiver had given it.
     *
     * @param flow by which way it would have answered
     * @param message as the receiver would have got it; stays the caller's
     */
    Outcome unreachable(Flow flow, ByteBuf message) {
        try {
            SipMessage request = decoder.decode(message);
            if (!request.isRequest() || request.method() == SipMethod.ACK) {
                return Outcome.ENDED;
            }
            byte[] refusal = ResponseWriter.write(request, flow, NOT_REACHED, tags.get());
            return message(flow, Unpooled.wrappedBuffer(refusal), ArrivalOutputs.NOWHERE);
        } catch (SipRefusal unreadable) {
            return Outcome.ENDED;
        }
    }

    /** A phone's connection to its gateway is no more: what it was told over it, it is told no more. */
    void connectionClosed(Flow flow) {
        proxy.gateway().connectionClosed(flow);
    }

    /** From now on what is said over connections of phones to their gateways goes there. */
    void onStreams(UserAgentOutputs streams) {
        proxied.onStreams(streams);
    }

    /** What runs out, a registration or what somebody watches, is told within {@value #LOOK_SECONDS} s. */
    private void lookWhileWatched() {
        if (looking == null && proxy.gateway().isWatching()) {
            looking = loop.schedule(
                    () -> {
                        looking = null;
                        tellWatchers();
                    },
                    LOOK_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    /** Time counts only for calls and for answers that may have to be repeated; a node without either sleeps. */
    private void keepTicking() {
        lookWhileWatched();
        if (ticking == null && !proxied.isIdle()) {
            ticking = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        } else if (ticking != null && proxied.isIdle()) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    private void tick() {
        long now = System.nanoTime();
        // Whatever is thrown here would be the last tick.
        guard.run("signalling's time", now, () -> proxied.tick(now, outlet));
        if (++ticks % TICKS_A_LOOK == 0) {
            guard.run("the look for silent calls", now, () -> endSilent(now));
        }
        guard.run("the look for busy lines", now, this::tellBusyLines);
        keepTicking();
    }

    private void endSilent(long now) {
        for (long silent : gate.silent(now)) {
            switchboard.endSilent(silent, now);
        }
    }

    private void tellBusyLines() {
        Set<LineId> talking = calls.busyLines();
        if (!talking.equals(busy)) {
            busy = talking;
            busyLines.accept(talking);
        }
    }

    /** Tells {@code watcher} which lines carry calls, whenever that changes; on the exchange's loop. */
    public void onBusyLines(Consumer<Set<LineId>> watcher) {
        busyLines = watcher;
    }

    /** From now on calls go by the dial plan of that state. */
    public void plan(State state) {
        share(state);
        switchboard.plan(new DialPlan(state));
        proxy.directory(new Directory(state));
        loop.execute(this::tellWatchers);
        availability.settings(state.settings());
        board.numbers(state.shortNumbers());
    }

    /** The dial plan in force. */
    DialPlan plan() {
        return switchboard.plan();
    }

    /** A line is cut off: its calls end, its media stops. */
    public void cutOff(LineId line) {
        switchboard.endLine(line, System.nanoTime());
        board.remove(line);
    }

    /** Ends all calls, before the node does. */
    public void endCalls() {
        calls.busyLines().forEach(line -> switchboard.endLine(line, System.nanoTime()));
        calls.close();
    }

    /** Where phones are registered at their gateways, by their addresses. */
    public Map<Integer, String> contacts() {
        return proxy.gateway().contacts(System.nanoTime());
    }

    public LineBoard board() {
        return board;
    }

    public Calls calls() {
        return calls;
    }

    /** Adds what is counted of signalling and media; from any thread. */
    public void count(CounterReading reading) {
        reading.add(CounterGroup.EXCHANGE, counters);
        reading.add(CounterGroup.GATE, gate.counters());
        relay.counters().forEach(leg -> reading.add(CounterGroup.RELAY, leg));
    }

    private int callsOn(LineId line) {
        return calls.running(line);
    }

    private String nameOf(LineId line) {
        return line.equals(LineId.HOME) ? "at home" : board.name(line);
    }
}
