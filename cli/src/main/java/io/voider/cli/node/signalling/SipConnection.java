package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.exchange.Switchboard;
import io.voider.nat.limit.Rate;
import io.voider.nat.limit.TokenBucket;
import io.voider.sip.SipFrameDecoder;
import io.voider.sip.SipLimits;
import io.voider.sip.call.Flow;
import io.voider.sip.call.UserAgentOutputs;
import io.voider.transport.stream.BackPressure;
import io.voider.transport.stream.FirstMessage;
import io.voider.transport.stream.StreamCounter;
import io.voider.transport.stream.StreamLimits;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of two SIP connections that belong together, one on each side of the exchange: what comes in on one leaves by the
 * other, and when one ends, so does the other. A phone's connection to its gateway has such a one for each whom it calls by it. Neither is read from faster than both peers take what comes of it.
 */
final class SipConnection extends SimpleChannelInboundHandler<Object> {
    private static final Logger LOG = LoggerFactory.getLogger(SipConnection.class);
    private static final int IDLE_SECONDS = 3_600;
    /** What a single read may hold while the other connection is being made. */
    private static final int MOST_WAITING = 32;
    /** Phones ask twice a minute at the most (RFC 5626 section 4.4.1). */
    private static final Rate KEEP_ALIVES = new Rate(1, 4);

    /** What a connection needs of the node around it. */
    interface Operator {
        /** What becomes of a message; see {@link Switchboard#message}. */
        Outcome message(Flow flow, ByteBuf message, UserAgentOutputs answers);

        /** Makes {@code twin}'s connection, to be prepared by it, or ends it. */
        void connect(SipConnection twin, Outcome.Passed passed, int sourcePort, int destinationPort);
    }

    /**
     * A connection's two ends, as called on its network.
     *
     * @param remote the peer
     * @param local the address of this exchange's that the peer takes it for
     */
    record Ends(int remote, int remotePort, int local, int localPort) {}

    private record Reach(Network network, int source, int destination) {}

    /** As many people as a phone talks to over one connection. */
    private static final int MOST_TWINS = 16;

    /** With what every number that can be dialled begins. */
    private static final int DIALLED = 10;

    private final Network network;
    private final Ends ends;
    private final Operator operator;
    private final LongSupplier nanos;
    private final Consumer<StreamCounter> counts;
    private final BackPressure pressure;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private final TokenBucket keepAlives;
    /** The one whose messages brought this one about; null for a connection that was accepted. */
    private @Nullable SipConnection first;

    /** Those that this one brought about, by whom they reach; but for a phone's connection to its gateway there is one. */
    private final Map<Reach, SipConnection> twins = new HashMap<>();

    private @Nullable Channel channel;
    private boolean closed;

    /** @param nanos a clock that never goes back, in nanoseconds */
    SipConnection(Network network, Ends ends, Operator operator, LongSupplier nanos, Consumer<StreamCounter> counts) {
        this.network = network;
        this.ends = ends;
        this.operator = operator;
        this.nanos = nanos;
        this.counts = counts;
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

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        for (ByteBuf message = waiting.poll(); message != null; message = waiting.poll()) {
            ctx.write(message);
        }
        ctx.flush();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object received) {
        if (closed) {
            return;
        }
        if (received instanceof ByteBuf message) {
            cross(ctx, message);
        } else if (received instanceof SipFrameDecoder.Unframed unframed) {
            unframed(ctx, unframed.head());
        } else if (received == SipFrameDecoder.KeepAlive.PING && keepAlives.take(1, nanos.getAsLong())) {
            ctx.write(Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}));
        }
    }

    private void cross(ChannelHandlerContext ctx, ByteBuf message) {
        Flow flow = new Flow(network.number(), ends.remote, ends.remotePort, ends.local, ends.localPort, true);
        Outcome outcome = operator.message(flow, message, (to, response) -> ctx.write(response));
        if (outcome instanceof Outcome.Passed passed) {
            SipConnection twin = twinFor(passed);
            if (twin == null) {
                counts.accept(StreamCounter.REFUSED_STREAM);
                passed.message().release();
            } else {
                twin.write(passed.message());
            }
        }
    }

    /** The last that comes: its sender is told, then the connection ends. */
    private void unframed(ChannelHandlerContext ctx, ByteBuf head) {
        try {
            cross(ctx, head);
            ctx.flush();
        } finally {
            head.release();
        }
    }

    private @Nullable SipConnection twinFor(Outcome.Passed passed) {
        if (first != null) {
            return first;
        }
        Reach reach = new Reach(passed.network(), passed.source(), passed.destination());
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

    /** A phone's connection to its gateway is for whomever it calls, and outlives what it brought about. */
    private boolean isAtGateway() {
        return network.equals(Network.PHONES) && ends.local >>> 24 != DIALLED;
    }

    /** Whether it came about by a phone's connection to its gateway, and so ends by itself. */
    boolean isOfGateway() {
        return first != null && first.isAtGateway();
    }

    private void write(ByteBuf message) {
        if (channel != null && !closed) {
            channel.writeAndFlush(message);
        } else if (closed || waiting.size() == MOST_WAITING) {
            message.release();
            counts.accept(StreamCounter.DROPPED_UNSENT);
        } else {
            waiting.add(message);
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
        for (ByteBuf message = waiting.poll(); message != null; message = waiting.poll()) {
            message.release();
            counts.accept(StreamCounter.DROPPED_UNSENT);
        }
        if (channel != null) {
            BackPressure.closeWhenTaken(channel);
        }
        List.copyOf(twins.values()).forEach(SipConnection::end);
        twins.clear();
        SipConnection by = first;
        if (by == null) {
            return;
        }
        if (by.isAtGateway()) {
            pressure.part();
            by.twins.values().remove(this);
        } else {
            by.end();
        }
    }
}
