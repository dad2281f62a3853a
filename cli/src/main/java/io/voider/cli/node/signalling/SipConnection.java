package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.nat.limit.Rate;
import io.voider.nat.limit.TokenBucket;
import io.voider.sip.SipFrameDecoder;
import io.voider.sip.SipLimits;
import io.voider.sip.call.Flow;
import io.voider.transport.stream.BackPressure;
import io.voider.transport.stream.FirstMessage;
import io.voider.transport.stream.StreamCounter;
import io.voider.transport.stream.StreamLimits;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of two SIP connections that belong together, one on each side of the exchange: what comes in on one leaves by the
 * other, and when one ends, so does the other. A phone's connection to its gateway has such a one for each whom it calls by it, and
 * those who call the phone while it is registered over it <em>borrow</em> it: what they send leaves by it, and what the phone answers
 * goes back by theirs; when either ends, the other stays. Neither is read from faster than both peers take what comes of it.
 *
 * <p>A connection may have lost its other end, as when that was restarted, and shows it by what is written next. So requests are kept
 * until something comes, or their answer by another; if the connection ends before, they are sent anew over another, once, and then
 * answered for with 503.
 */
final class SipConnection extends SimpleChannelInboundHandler<Object> {
    private static final Logger LOG = LoggerFactory.getLogger(SipConnection.class);
    private static final int IDLE_SECONDS = 3_600;
    /** What a single read may hold while the other connection is being made. */
    private static final int MOST_WAITING = 32;
    /** Phones ask twice a minute at the most (RFC 5626 section 4.4.1). */
    private static final Rate KEEP_ALIVES = new Rate(1, 4);

    /**
     * A connection's two ends, as called on its network.
     *
     * @param remote the peer
     * @param local the address of this exchange's that the peer takes it for
     */
    record Ends(int remote, int remotePort, int local, int localPort) {}

    /** As many people as a phone talks to over one connection. */
    private static final int MOST_TWINS = 16;

    /** With what every number that can be dialled begins. */
    private static final int DIALLED = 10;

    private final Network network;
    private final Ends ends;
    private final ConnectionOperator operator;
    private final LongSupplier nanos;
    private final Consumer<StreamCounter> counts;
    private final BackPressure pressure;
    private final Queue<Unheard.Request> waiting = new ArrayDeque<>();
    private final Unheard unheard;
    private final TokenBucket keepAlives;
    /** The one whose messages brought this one about; null for a connection that was accepted. */
    private @Nullable SipConnection first;

    /** Those that this one brought about, by whom they reach: one, or several of a phone's at its gateway or of who calls several phones. */
    private final Map<ReachedParty, SipConnection> twins = new HashMap<>();

    /** Who could not be reached: the ACK of what was refused for that makes no other connection. */
    private final Set<ReachedParty> unreached = new HashSet<>();

    private final Loans loans = new Loans(this);
    private final StreamedMessage messages = new StreamedMessage();
    private @Nullable Channel channel;
    private boolean closed;

    /** @param nanos a clock that never goes back, in nanoseconds */
    SipConnection(
            Network network,
            Ends ends,
            ConnectionOperator operator,
            LongSupplier nanos,
            Consumer<StreamCounter> counts) {
        this.network = network;
        this.ends = ends;
        this.operator = operator;
        this.nanos = nanos;
        this.counts = counts;
        this.unheard = new Unheard(operator.answers());
        this.pressure = new BackPressure(StreamLimits.DEFAULT, counts);
        this.keepAlives = new TokenBucket(KEEP_ALIVES, nanos.getAsLong());
    }

    /** Fills the pipeline of a channel that was accepted. */
    void accept(ChannelPipeline pipeline) {
        prepare(pipeline);
        pipeline.addLast(new FirstMessage(StreamLimits.DEFAULT, ByteBuf.class::isInstance, counts), this);
    }

    /** Fills the pipeline of a channel that this node opens. */
    void open(ChannelPipeline pipeline) {
        prepare(pipeline);
        pipeline.addLast(this);
    }

    private void prepare(ChannelPipeline pipeline) {
        pipeline.addLast(pressure, new IdleStateHandler(0, 0, IDLE_SECONDS), new SipFrameDecoder(SipLimits.DEFAULT));
    }

    Network network() {
        return network;
    }

    Ends ends() {
        return ends;
    }

    BackPressure pressure() {
        return pressure;
    }

    Loans loans() {
        return loans;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        for (Unheard.Request each = waiting.poll(); each != null; each = waiting.poll()) {
            keep(each);
            ctx.write(each.request().message());
        }
        ctx.flush();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object received) {
        if (closed) {
            return;
        }
        unheard.heard();
        if (received instanceof ByteBuf message) {
            if (StreamedMessage.isAnswer(message)) {
                operator.answers().answered(question(network, ends.remote, message));
            }
            cross(message);
        } else if (received instanceof SipFrameDecoder.Unframed unframed) {
            unframed(ctx, unframed.head());
        } else if (received == SipFrameDecoder.KeepAlive.PING && keepAlives.take(1, nanos.getAsLong())) {
            ctx.write(Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}));
        }
    }

    private void cross(ByteBuf message) {
        Outcome outcome = operator.message(flow(), message, new ArrivalOutputs() {
            @Override
            public void send(Flow to, ByteBuf response) {
                write(response);
            }

            @Override
            public void pass(Outcome.Passed passed) {
                SipConnection.this.pass(passed);
            }
        });
        if (outcome instanceof Outcome.Passed passed) {
            pass(passed);
        }
    }

    private void pass(Outcome.Passed passed) {
        pass(passed, false);
    }

    private void pass(Outcome.Passed passed, boolean again) {
        SipConnection twin = closed ? registered(passed) : twinFor(passed);
        if (twin == null) {
            refuse(passed);
        } else {
            twin.write(new Unheard.Request(this, passed, again, nanos.getAsLong()));
        }
    }

    private AwaitedAnswers.Question question(Network of, int party, ByteBuf message) {
        return new AwaitedAnswers.Question(of, party, messages.transaction(message));
    }

    /** What was written to a connection that ended without a word goes by another, but not twice. */
    private void anew(Unheard.Request request) {
        if (closed) {
            request.release();
        } else if (request.again()) {
            refuse(request.request());
        } else {
            pass(request.request(), true);
        }
    }

    /** There is no way on: its sender is told so. */
    private void refuse(Outcome.Passed passed) {
        boolean acknowledges = StreamedMessage.isAck(passed.message());
        counts.accept(acknowledges ? StreamCounter.DROPPED_UNSENT : StreamCounter.REFUSED_STREAM);
        int port = passed.port() > 0 ? passed.port() : ends.localPort;
        Flow back =
                new Flow(passed.network().number(), passed.destination(), port, passed.source(), ends.remotePort, true);
        try {
            if (!acknowledges && operator.unreachable(back, passed.message()) instanceof Outcome.Passed refusal) {
                write(refusal.message());
            }
        } finally {
            passed.message().release();
        }
    }

    /** Sends what the exchange says itself. */
    void say(ByteBuf message) {
        write(message);
    }

    /** By which way what comes in comes. */
    Flow flow() {
        return new Flow(network.number(), ends.remote, ends.remotePort, ends.local, ends.localPort, true);
    }

    /** The last that comes: its sender is told, then the connection ends. */
    private void unframed(ChannelHandlerContext ctx, ByteBuf head) {
        try {
            cross(head);
            ctx.flush();
        } finally {
            head.release();
        }
    }

    private @Nullable SipConnection twinFor(Outcome.Passed passed) {
        SipConnection by = first;
        if (by != null && by.network.equals(passed.network()) && by.ends.remote == passed.destination()) {
            return by;
        }
        ReachedParty reach = ReachedParty.of(passed);
        SipConnection other = borrowedFor(reach, passed);
        if (other != null) {
            return other;
        }
        if (unreached.contains(reach) && StreamedMessage.isAck(passed.message())) {
            return null;
        }
        unreached.remove(reach);
        SipConnection known = twins.get(reach);
        if (known == null && twins.size() < MOST_TWINS) {
            int port = passed.port() > 0 ? passed.port() : ends.localPort;
            Ends opposite = new Ends(passed.destination(), port, passed.source(), ends.remotePort);
            known = new SipConnection(passed.network(), opposite, operator, nanos, counts);
            known.first = this;
            twins.put(reach, known);
            if (!isAtGateway()) {
                pressure.into(known.pressure);
            }
            known.pressure.into(pressure);
            operator.connect(known, passed, ends.remotePort, port);
        }
        return known;
    }

    /** The connection of somebody else's by which a message leaves, or null. */
    private @Nullable SipConnection borrowedFor(ReachedParty reach, Outcome.Passed passed) {
        SipConnection registered = passed.connection() > 0 ? registered(passed) : loans.lender(reach);
        if (registered != null && !registered.closed && registered != this) {
            loans.borrow(reach, registered);
            return registered;
        }
        return borrower(passed);
    }

    /** The connection by which the receiver registered, be this one closed or not: a call outlives that by which it came. */
    private @Nullable SipConnection registered(Outcome.Passed passed) {
        SipConnection registered = passed.connection() > 0 ? operator.registered(passed) : null;
        return registered == null || registered.closed ? null : registered;
    }

    /**
     * Who borrowed this connection last and is whom a message is for that answers them, or belongs to a dialog; or null. An answer is for the one
     * that asked, by whichever of its connections a phone gives it: some have two, and use the latest.
     */
    private @Nullable SipConnection borrower(Outcome.Passed passed) {
        int port = isAtGateway() ? messages.askedFrom(passed.message()) : 0;
        SipConnection asked = port > 0 ? operator.asked(this, passed, port) : null;
        if (asked != null) {
            return asked;
        }
        SipConnection last = loans.borrower(passed);
        return last == null || messages.begins(passed.message()) ? null : last;
    }

    /** Who borrowed this one, is whom an answer is for, and sent from that port; or null. */
    @Nullable
    SipConnection borrowerFrom(Outcome.Passed answer, int port) {
        return loans.borrowerFrom(answer, port);
    }

    /** Whether a message that came in leaves by a connection of whoever called, and not by one that is made for it. */
    boolean isForBorrower(Outcome.Passed passed) {
        return borrower(passed) != null;
    }

    /** A phone's connection to its gateway is for whomever it calls, and outlives what it brought about. */
    boolean isAtGateway() {
        return network.equals(Network.PHONES) && ends.local >>> 24 != DIALLED;
    }

    /** Whether it came about by a phone's connection to its gateway, and so ends by itself. */
    boolean isOfGateway() {
        return first != null && first.isAtGateway();
    }

    private void write(ByteBuf message) {
        if (channel != null && !closed) {
            channel.writeAndFlush(message);
        } else {
            message.release();
            counts.accept(StreamCounter.DROPPED_UNSENT);
        }
    }

    private void write(Unheard.Request request) {
        if (channel == null && !closed && waiting.size() < MOST_WAITING) {
            waiting.add(request);
            return;
        }
        if (!closed && channel != null) {
            keep(request);
        }
        write(request.request().message());
    }

    /** An ACK waits for nothing, and a response is for that connection alone. */
    private void keep(Unheard.Request written) {
        if (StreamedMessage.wantsAnswer(written.request().message())) {
            Outcome.Passed request = written.request();
            unheard.add(written.retained(), question(request.network(), request.destination(), request.message()));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            end();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("a SIP connection on {} broke", network, cause);
        end();
    }

    /** Closes this connection and those that it brought about, or that brought it about; what was written may still leave. */
    void end() {
        if (closed) {
            return;
        }
        closed = true;
        for (Unheard.Request each = waiting.poll(); each != null; each = waiting.poll()) {
            each.release();
            counts.accept(StreamCounter.DROPPED_UNSENT);
        }
        if (channel != null) {
            BackPressure.closeWhenTaken(channel);
        }
        List.copyOf(twins.values()).forEach(SipConnection::end);
        twins.clear();
        loans.end();
        pressure.leave();
        List<Unheard.Request> again = unheard.take(nanos.getAsLong());
        SipConnection by = first;
        boolean waits = again.stream().anyMatch(each -> each.sender() == by);
        if (by != null && (waits || by.isAtGateway() || by.twins.size() > 1)) {
            // Of several phones that are called by one connection, one that is not there ends nothing for the others.
            by.twins.values().removeIf(this::equals);
        } else if (by != null) {
            by.end();
        }
        again.forEach(each -> each.sender().anew(each));
    }

    /** The peer takes no connection: whoever waits for an answer has it at once. The one that brought this one about goes on. */
    void unreachable() {
        SipConnection by = first;
        if (closed || by == null) {
            end();
            return;
        }
        closed = true;
        pressure.part();
        by.pressure.part(pressure);
        by.twins.values().removeIf(this::equals);
        if (by.unreached.size() >= MOST_TWINS) {
            by.unreached.clear();
        }
        by.unreached.add(new ReachedParty(network, ends.local, ends.remote));
        for (Unheard.Request each = waiting.poll(); each != null; each = waiting.poll()) {
            try {
                if (operator.unreachable(flow(), each.request().message()) instanceof Outcome.Passed refusal) {
                    by.write(refusal.message());
                } else {
                    counts.accept(StreamCounter.DROPPED_UNSENT);
                }
            } finally {
                each.release();
            }
        }
    }
}
