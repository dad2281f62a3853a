package io.voider.cli.node.ground;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.internal.OutOfDirectMemoryError;
import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop that says what became of its tasks. Netty logs what a task throws and goes on; what a timer throws it keeps to
 * itself, and one that repeats never comes again. Here an exception is logged and costs that one task; an error is told, since
 * nobody knows what a loop is worth after it. Direct memory that is used up is no such error: what asked for it is shed.
 */
final class WatchedLoop extends SingleThreadIoEventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedLoop.class);

    private final Consumer<Error> died;

    /** @param died hears of each error, on the loop */
    WatchedLoop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers, Consumer<Error> died) {
        super(parent, executor, handlers);
        this.died = died;
    }

    private Runnable watched(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error(
                        "something that {} had to do failed",
                        Thread.currentThread().getName(),
                        e);
            } catch (OutOfDirectMemoryError e) {
                LOG.error(
                        "something is shed, for there is no memory for it: the {} MB for buffers are used up",
                        limitMegabytes());
            } catch (Error e) {
                died.accept(e);
            }
        };
    }

    private static long limitMegabytes() {
        return PlatformDependent.maxDirectMemory() >> 20;
    }

    @Override
    public void execute(Runnable task) {
        super.execute(watched(task));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return super.schedule(watched(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return super.schedule(
                () -> {
                    try {
                        return task.call();
                    } catch (Error e) {
                        died.accept(e);
                        throw e;
                    }
                },
                delay,
                unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return super.scheduleAtFixedRate(watched(task), initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return super.scheduleWithFixedDelay(watched(task), initialDelay, delay, unit);
    }
}
