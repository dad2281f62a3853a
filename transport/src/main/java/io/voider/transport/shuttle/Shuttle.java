package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.voider.transport.count.Counters;
import org.jspecify.annotations.Nullable;

/**
 * Carries one line's datagrams between OpenVPN and wherever the line's path leads.
 *
 * <p>The path may be changed at any moment; datagrams that are under way on the old one are still welcome. Without a path,
 * what OpenVPN sends is dropped and counted. No object is made for a datagram.
 */
public abstract sealed class Shuttle permits ClientShuttle, FriendShuttle {
    private static final long NEVER_NANOS = 1_000_000_000_000_000_000L;

    private final IoEventLoop loop;
    private final Counters<ShuttleCounter> counters = new Counters<>(ShuttleCounter.class);
    private @Nullable Path path;
    private @Nullable Runnable whenThrough;
    private volatile boolean cutOff;
    private volatile long throughNanos;

    Shuttle(IoEventLoop loop) {
        this.loop = loop;
        this.throughNanos = loop.ticker().nanoTime() - NEVER_NANOS;
    }

    final long now() {
        return loop.ticker().nanoTime();
    }

    /**
     * When the other end's tunnel last showed that it goes on, in nanoseconds before now: a session came up, a datagram of data
     * came from its OpenVPN, or it knows our session, or asked whether ours is known. An idle OpenVPN sends something every 5 s. At least 30 years, if it
     * never did. From any thread.
     */
    public final long silenceNanos() {
        return now() - throughNanos;
    }

    /** To be called when it did; on the event loop. */
    final void cameThrough() {
        throughNanos = now();
        Runnable waiting = whenThrough;
        if (waiting != null) {
            whenThrough = null;
            waiting.run();
        }
    }

    /** Calls {@code then} once, on the event loop, when the other end's tunnel next shows that it goes on. On the event loop. */
    public final void whenThrough(Runnable then) {
        whenThrough = then;
    }

    /** The other end may have begun anew: asks whether it knows our session. From any thread. */
    public final void doubt() {
        loop.execute(this::ask);
    }

    /** Asks, if this end is the one that asks. */
    abstract void ask();

    final boolean hasPath() {
        return path != null;
    }

    /** The event loop on which {@link #receive} must be called and the path is called. */
    public final IoEventLoop eventLoop() {
        return loop;
    }

    /** What became of the datagrams; counted on the event loop, readable anywhere. */
    public final Counters<ShuttleCounter> counters() {
        return counters;
    }

    /**
     * From now on everything goes this way. May be called from any thread; takes effect on the event loop.
     *
     * @param newPath null if there is none
     */
    public final void path(@Nullable Path newPath) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> path(newPath));
            return;
        }
        boolean before = path != null;
        path = newPath;
        if (before != (newPath != null)) {
            pathPresence(newPath != null);
        }
    }

    /**
     * Takes a datagram that came from the other end. To be called on the event loop, for datagrams whose first byte is 8
     * to 95.
     *
     * @param datagram owned by the shuttle from now on
     */
    public final void receive(ByteBuf datagram) {
        if (cutOff) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_CUT_OFF);
        } else if (!datagram.isReadable()) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_ALIEN);
        } else {
            fromOutside(datagram);
        }
    }

    /** Whether there is a call on the line. On the event loop. */
    public final void inCall(boolean value) {
        talks(value && !cutOff);
    }

    /** The same, for whoever shares something with others. */
    abstract void talks(boolean value);

    /** Sorts and forwards a datagram of at least one byte. */
    abstract void fromOutside(ByteBuf datagram);

    /** There is a path now, or none any more. */
    abstract void pathPresence(boolean present);

    /** Ends every leg; on the event loop. */
    abstract void closeLegs();

    /** Stops all traffic: at once for every datagram that has not been looked at yet. From any thread. */
    public final void cutOff() {
        cutOff = true;
        loop.execute(() -> {
            path(null);
            closeLegs();
            talks(false);
        });
    }

    final boolean isCutOff() {
        return cutOff;
    }

    final void toOutside(ByteBuf datagram) {
        Path to = path;
        if (cutOff) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_CUT_OFF);
        } else if (to == null) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_NO_PATH);
        } else {
            counters.increment(ShuttleCounter.TUNNEL_SENT);
            to.send(datagram);
        }
    }

    final void flushOutside() {
        Path to = path;
        if (to != null) {
            to.flush();
        }
    }

    final void toOpenVpn(LoopbackLeg leg, ByteBuf datagram) {
        counters.increment(
                leg.send(datagram) ? ShuttleCounter.TUNNEL_RECEIVED : ShuttleCounter.DROPPED_TUNNEL_NO_PROCESS);
    }

    final void drop(ByteBuf datagram, ShuttleCounter counter) {
        datagram.release();
        counters.increment(counter);
    }
}
