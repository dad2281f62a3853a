package io.voider.nat.path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.voider.nat.ice.PathStatus;
import io.voider.nat.turn.TurnTransport;
import java.net.Inet4Address;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node of the lab: a path finder, a rendezvous that is a method call away, and a stream of numbered datagrams. */
final class LabNode implements PathListener, AutoCloseable {
    private static final byte OPENVPN_DATA = 0x48;

    final PathFinder finder;
    private final EventLoop loop;
    private final long offerDelayMillis;
    volatile @Nullable LabNode friend;
    volatile @Nullable PathStatus status;
    /** When each datagram arrived, in the order of arrival. */
    final List<Long> arrivals = new CopyOnWriteArrayList<>();

    final List<PathStatus> history = new CopyOnWriteArrayList<>();
    private @Nullable ScheduledFuture<?> stream;
    private int number;

    /** @param offerDelayMillis one way through the rendezvous */
    LabNode(Home.Machine machine, EventLoop loop, List<TurnServer> relays, long offerDelayMillis) {
        this.loop = loop;
        this.offerDelayMillis = offerDelayMillis;
        PathConfig config = new PathConfig(0, machine.addresses(), Coturn.stunServers(), relays);
        this.finder = new PathFinder(
                config, NatLab.side(loop, machine.namespace()), new PredictionTurns(), new SecureRandom(), this);
    }

    /** The relays that such a machine reaches, over UDP and else over TCP. */
    static List<TurnServer> relays(Home.Machine machine) {
        return machine.addresses().get(0) instanceof Inet4Address
                ? List.of(
                        Coturn.turn(TurnTransport.UDP, Coturn.ADDRESS), Coturn.turn(TurnTransport.TCP, Coturn.ADDRESS))
                : List.of(Coturn.turn(TurnTransport.TCP, Coturn.ADDRESS_6));
    }

    @Override
    public void offer(byte[] offer) {
        LabNode other = friend;
        if (other != null) {
            var unused = loop.schedule(() -> other.finder.remoteOffer(offer), offerDelayMillis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void status(PathStatus now) {
        status = now;
        history.add(now);
    }

    @Override
    public void receive(ByteBuf datagram) {
        datagram.release();
        arrivals.add(System.nanoTime());
    }

    /** Sends a datagram now and every {@code millis}. */
    void stream(long millis) {
        stream = loop.scheduleAtFixedRate(this::sendOne, 0, millis, TimeUnit.MILLISECONDS);
    }

    private void sendOne() {
        ByteBuf datagram = Unpooled.buffer(123);
        datagram.writeByte(OPENVPN_DATA)
                .writeMedium(0)
                .writeInt(number++)
                .writeLong(System.identityHashCode(this))
                .writeZero(100);
        finder.send(datagram);
        finder.flush();
    }

    PathStatus.@Nullable State state() {
        PathStatus now = status;
        return now == null ? null : now.state();
    }

    @Override
    public String toString() {
        return history + "\n" + finder.counts();
    }

    @Override
    public void close() {
        ScheduledFuture<?> sending = stream;
        if (sending != null) {
            sending.cancel(false);
        }
        finder.close();
    }
}
