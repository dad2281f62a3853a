package io.voider.nat.wan;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.voider.transport.time.Alarm;

/**
 * Where what faces the Internet lives.
 *
 * @param loop on which everything of one line happens
 * @param clock the only one that is read there
 * @param channels opens the sockets
 */
public record WanSide(EventLoop loop, Ticker clock, WanChannels channels) {
    /** In the namespace that the JVM was started in, by the system's clock. */
    public static WanSide here(EventLoop loop) {
        return new WanSide(loop, Ticker.systemTicker(), WanChannels.here());
    }

    /** Nanoseconds of the clock. */
    public long now() {
        return clock.nanoTime();
    }

    /** Calls {@code ring} on the loop when it is set to. */
    public Alarm alarm(Runnable ring) {
        return new Alarm(loop, clock, ring);
    }
}
