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
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of two SIP connections that belong together, one on each side of the exchange: what comes in on one leaves by the
 * other, and when one ends, so does the other. Neither is read from faster than both peers take what comes of it.
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

    private final Network network;
    private final Ends ends;
    private final Operator operator;
    private final LongSupplier nanos;
    private final Consumer<StreamCounter> counts;
    private final BackPressure pressure;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private final TokenBucket keepAlives;
    private @Nullable SipConnection other;
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
        } else if (received == SipFrameDecoder.KeepAlive.PING && keepAlives.take(1, nanos.getAsLong())) {
            ctx.write(Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}));
        }
    }

    private void cross(ChannelHandlerContext ctx, ByteBuf message) {
        Flow flow = new Flow(network.number(), ends.remote, ends.remotePort, ends.local, ends.localPort, true);
        Outcome outcome = operator.message(flow, message, (to, response) -> ctx.write(response));
        if (outcome instanceof Outcome.Passed passed) {
            twinFor(passed).write(passed.message());
        }
    }

    private SipConnection twinFor(Outcome.Passed passed) {
        SipConnection known = other;
        if (known == null) {
            Ends opposite = new Ends(passed.destination(), ends.localPort, passed.source(), ends.remotePort);
            known = new SipConnection(passed.network(), opposite, operator, nanos, counts);
            known.other = this;
            other = known;
            pressure.into(known.pressure);
            known.pressure.into(pressure);
            operator.connect(known, passed, ends.remotePort, ends.localPort);
        }
        return known;
    }

    private void write(ByteBuf message) {
        if (channel != null && !closed) {
            channel.writeAndFlush(message);
        } else if (closed || waiting.size() == MOST_WAITING) {
            message.release();
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

    /** Closes both connections; what was written may still leave. */
    void end() {
        if (closed) {
            return;
        }
        closed = true;
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        if (channel != null) {
            BackPressure.closeWhenTaken(channel);
        }
        if (other != null) {
            other.end();
        }
    }
}
