package io.voider.transport.time;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A timer that moves. Its owner says after each step when it wants to be woken next. A time that moves away, as it does with
 * every datagram of a call, costs a comparison: the timer that runs already looks again when it ends. Belongs to its event
 * loop; set again by nobody but its owner after it has rung.
 */
public final class Alarm {
    /** At this time or a later one nothing rings. Far enough from overflow that intervals can be added to it. */
    public static final long NEVER = Long.MAX_VALUE / 2;

    private final EventExecutor loop;
    private final Ticker clock;
    private final Runnable ring;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAt;
    private long deadline = NEVER;

    /**
     * @param clock whose nanoseconds the deadlines are
     * @param ring called on the loop, once for each deadline that comes
     */
    public Alarm(EventExecutor loop, Ticker clock, Runnable ring) {
        this.loop = loop;
        this.clock = clock;
        this.ring = ring;
    }

    /** Rings at {@code deadlineNanos}, as soon as can be if that is past, and not at the time that was set before. */
    public void set(long deadlineNanos) {
        deadline = deadlineNanos;
        if (deadlineNanos < NEVER && (timer == null || deadlineNanos < timerAt)) {
            stop();
            start();
        }
    }

    /** Does not ring any more until it is set again. */
    public void cancel() {
        deadline = NEVER;
        stop();
    }

    private void start() {
        timerAt = deadline;
        timer = loop.schedule(this::awake, Math.max(0, deadline - clock.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void awake() {
        timer = null;
        if (deadline >= NEVER) {
            return;
        }
        if (clock.nanoTime() < deadline) {
            start();
        } else {
            deadline = NEVER;
            ring.run();
        }
    }
}
