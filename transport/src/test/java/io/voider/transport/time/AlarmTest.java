package io.voider.transport.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmTest {
    private final MockTicker clock = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(clock).build();
    private final List<Long> rung = new ArrayList<>();
    private final Alarm alarm = new Alarm(channel.eventLoop(), clock, () -> rung.add(clock.nanoTime()));

    @AfterEach
    void close() {
        channel.close();
    }

    private void pass(long nanos) {
        clock.advance(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void ringsOnceWhenItsTimeHasCome() {
        alarm.set(100);
        pass(99);
        assertThat(rung).isEmpty();
        pass(1);
        pass(1000);
        assertThat(rung).containsExactly(100L);
    }

    @Test
    void ringsAtOnceForATimeThatIsPast() {
        pass(50);
        alarm.set(10);
        pass(0);
        assertThat(rung).containsExactly(50L);
    }

    @Test
    void aTimeThatMovesAwayIsKept() {
        alarm.set(100);
        for (int now = 10; now < 100; now += 10) {
            pass(10);
            alarm.set(now + 100);
        }
        pass(10);
        assertThat(rung).as("the first time is void").isEmpty();
        pass(90);
        assertThat(rung).containsExactly(190L);
    }

    @Test
    void aTimeThatComesNearerIsKept() {
        alarm.set(100);
        alarm.set(20);
        pass(20);
        assertThat(rung).containsExactly(20L);
        pass(80);
        assertThat(rung).hasSize(1);
    }

    @Test
    void movingAwayMakesNoTimer() {
        alarm.set(100);
        long before = channel.runScheduledPendingTasks();
        for (int i = 0; i < 1000; i++) {
            alarm.set(100 + i);
        }
        assertThat(channel.runScheduledPendingTasks())
                .as("the loop still waits for the first time")
                .isEqualTo(before);
    }

    @Test
    void aTimeThatNeverComesAndACancelledOneDoNotRing() {
        alarm.set(100);
        alarm.set(Alarm.NEVER);
        pass(200);
        alarm.set(300);
        alarm.cancel();
        pass(200);
        assertThat(rung).isEmpty();
        alarm.set(500);
        pass(100);
        assertThat(rung).containsExactly(500L);
    }

    @Test
    void mayBeSetAgainWhileItRings() {
        List<Long> times = new ArrayList<>();
        Alarm[] repeated = new Alarm[1];
        repeated[0] = new Alarm(channel.eventLoop(), clock, () -> {
            times.add(clock.nanoTime());
            repeated[0].set(clock.nanoTime() + 10);
        });
        repeated[0].set(10);
        pass(10);
        pass(10);
        pass(10);
        assertThat(times).containsExactly(10L, 20L, 30L);
    }
}
