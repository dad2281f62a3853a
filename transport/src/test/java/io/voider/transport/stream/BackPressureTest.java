package io.voider.transport.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.voider.transport.count.Counters;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private static final int ENTRY_BYTES = 96;
    private static final StreamLimits LIMITS =
            new StreamLimits(1_000, 4_000, 10_000, Duration.ofSeconds(30), Duration.ofSeconds(10));

    private final Counters<StreamCounter> counts = new Counters<>(StreamCounter.class);

    private BackPressure pressure() {
        return new BackPressure(LIMITS, counts::increment);
    }

    private static ByteBuf bytes(int waiting) {
        return Unpooled.wrappedBuffer(new byte[waiting - ENTRY_BYTES]);
    }

    @Test
    void whoDoesNotReadIsNotReadFrom() {
        EmbeddedChannel channel = new EmbeddedChannel(pressure());
        channel.write(bytes(3_900));
        assertThat(channel.config().isAutoRead()).isTrue();
        channel.write(bytes(200));
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.flush();
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(counts.count(StreamCounter.STREAM_PAUSED)).isEqualTo(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void moreThanTheMostIsReleasedAndEndsTheStream() {
        EmbeddedChannel channel = new EmbeddedChannel(pressure());
        channel.write(bytes(4_100));
        channel.write(bytes(6_000));
        assertThat(channel.isOpen()).isTrue();
        ByteBuf tooMuch = bytes(200);
        assertThat(channel.write(tooMuch).isSuccess()).isFalse();
        channel.runPendingTasks();
        assertThat(tooMuch.refCnt()).isZero();
        assertThat(channel.isOpen()).isFalse();
        assertThat(counts.count(StreamCounter.CLOSED_STREAM_FULL)).isEqualTo(1);
    }

    /** A peer that sends what is answered, as fast as it can, and never reads. */
    @Test
    void anEchoToSomebodyWhoNeverReadsIsBounded() {
        ChannelInboundHandlerAdapter echo = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.write(message);
            }
        };
        EmbeddedChannel channel = new EmbeddedChannel(pressure(), echo);
        int reads = 0;
        while (channel.config().isAutoRead() && reads < 1_000) {
            channel.writeInbound(bytes(200));
            reads++;
        }
        assertThat(reads).isBetween(19, 21);
        channel.close();
    }

    @Test
    void whatStaysUnreadForTooLongEndsTheStream() {
        EmbeddedChannel channel = new EmbeddedChannel(pressure());
        channel.freezeTime();
        channel.write(bytes(4_100));
        channel.advanceTimeBy(29, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(counts.count(StreamCounter.CLOSED_STREAM_UNREAD)).isEqualTo(1);
    }

    @Test
    void whoReadsAgainInTimeStays() {
        EmbeddedChannel channel = new EmbeddedChannel(pressure());
        channel.freezeTime();
        channel.write(bytes(4_100));
        channel.advanceTimeBy(29, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.flush();
        channel.advanceTimeBy(31, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void aPairIsReadNoFasterThanItsOtherEndTakes() {
        BackPressure in = pressure();
        BackPressure out = pressure();
        EmbeddedChannel from = new EmbeddedChannel(in);
        in.into(out);
        assertThat(from.config().isAutoRead())
                .as("while the other is not connected")
                .isFalse();
        EmbeddedChannel to = new EmbeddedChannel(out);
        assertThat(from.config().isAutoRead()).isTrue();
        to.write(bytes(4_100));
        to.runPendingTasks();
        assertThat(from.config().isAutoRead()).isFalse();
        to.flush();
        to.runPendingTasks();
        assertThat(from.config().isAutoRead()).isTrue();
        to.finishAndReleaseAll();
        from.finishAndReleaseAll();
    }

    @Test
    void oneOfSeveralThatIsNotConnectedYetOrEndsStopsNothing() {
        BackPressure in = pressure();
        BackPressure first = pressure();
        BackPressure second = pressure();
        EmbeddedChannel from = new EmbeddedChannel(in);
        in.into(first);
        EmbeddedChannel to = new EmbeddedChannel(first);
        in.into(second);
        assertThat(from.config().isAutoRead()).isTrue();
        to.write(bytes(4_100));
        to.runPendingTasks();
        assertThat(from.config().isAutoRead()).as("the first still counts").isFalse();
        to.flush();
        to.runPendingTasks();
        in.part(second);
        assertThat(from.config().isAutoRead()).isTrue();
        to.close();
        in.part(first);
        assertThat(from.config().isAutoRead()).isTrue();
        from.finishAndReleaseAll();
    }

    @Test
    void oneOfSeveralThatLeavesTakesTheOthersWeightFromNobody() {
        BackPressure in = pressure();
        BackPressure first = pressure();
        BackPressure second = pressure();
        EmbeddedChannel from = new EmbeddedChannel(in);
        EmbeddedChannel to = new EmbeddedChannel(first);
        EmbeddedChannel other = new EmbeddedChannel(second);
        in.into(first);
        in.into(second);
        second.leave();
        assertThat(from.config().isAutoRead()).isTrue();
        to.write(bytes(4_100));
        to.runPendingTasks();
        assertThat(from.config().isAutoRead()).as("the first still counts").isFalse();
        first.leave();
        assertThat(from.config().isAutoRead()).isTrue();
        to.finishAndReleaseAll();
        other.finishAndReleaseAll();
        from.finishAndReleaseAll();
    }

    @Test
    void aLastWordIsWaitedForFiveSecondsAtMost() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelStuckInTheKernel());
        channel.freezeTime();
        BackPressure.closeWhenTaken(channel);
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(6, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    /** Takes whatever is written and never says that it left. */
    private static final class ChannelStuckInTheKernel extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
        }
    }

    @Test
    void whoSaysNothingIsPutOut() {
        EmbeddedChannel channel =
                new EmbeddedChannel(new FirstMessage(LIMITS, ByteBuf.class::isInstance, counts::increment));
        channel.freezeTime();
        channel.writeInbound("keep-alive");
        channel.advanceTimeBy(11, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(counts.count(StreamCounter.CLOSED_STREAM_SILENT)).isEqualTo(1);
    }

    @Test
    void whoSentAMessageInTimeStays() {
        EmbeddedChannel channel =
                new EmbeddedChannel(new FirstMessage(LIMITS, ByteBuf.class::isInstance, counts::increment));
        channel.freezeTime();
        channel.writeInbound(bytes(200));
        channel.advanceTimeBy(11, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }
}
