package io.voider.rtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopHandoffTest {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoop loop = group.next();

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Recorder implements LegPort {
        final List<Integer> received = new ArrayList<>();
        final AtomicInteger flushes = new AtomicInteger();
        private final CountDownLatch complete;

        Recorder(int wanted) {
            complete = new CountDownLatch(wanted);
        }

        @Override
        public EventLoop loop() {
            return loop;
        }

        @Override
        public int mtu() {
            return 1_500;
        }

        @Override
        public boolean transmit(ByteBuf buffer, int index, int length) {
            assertThat(loop.inEventLoop()).isTrue();
            assertThat(length).isEqualTo(100 + buffer.getInt(index) % 50);
            received.add(buffer.getInt(index));
            complete.countDown();
            return true;
        }

        @Override
        public void flush() {
            flushes.incrementAndGet();
        }
    }

    @Test
    void everythingArrivesInOrderOnTheOtherLoop() throws InterruptedException {
        int packets = 100_000;
        Recorder recorder = new Recorder(packets);
        LoopHandoff handoff = new LoopHandoff(loop);
        ByteBuf packet = Unpooled.buffer().writeZero(200);
        for (int i = 0; i < packets; i++) {
            packet.setInt(0, i);
            while (!handoff.offer(recorder, packet, 0, 100 + i % 50)) {
                handoff.wake();
                Thread.onSpinWait();
            }
            if (i % 7 == 0) {
                handoff.wake();
            }
        }
        handoff.wake();

        assertThat(recorder.complete.await(60, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < packets; i++) {
            assertThat(recorder.received.get(i)).isEqualTo(i);
        }
        assertThat(recorder.flushes.get()).isPositive();
    }

    @Test
    void aFullRingRefusesInsteadOfWaiting() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                released.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        Recorder recorder = new Recorder(LoopHandoff.SLOTS);
        LoopHandoff handoff = new LoopHandoff(loop);
        ByteBuf packet = Unpooled.buffer().writeZero(4_096);
        for (int i = 0; i < LoopHandoff.SLOTS; i++) {
            packet.setInt(0, i);
            assertThat(handoff.offer(recorder, packet, 0, 100 + i % 50)).isTrue();
        }
        assertThat(handoff.offer(recorder, packet, 0, 100)).isFalse();
        handoff.wake();
        released.countDown();

        assertThat(recorder.complete.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(handoff.offer(recorder, packet, 0, 4_096))
                .as("longer than a slot")
                .isFalse();
    }
}
