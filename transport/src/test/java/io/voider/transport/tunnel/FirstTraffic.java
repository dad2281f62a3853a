package io.voider.transport.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.ns.Namespace;
import io.voider.ns.socket.BpfAssembler;
import io.voider.ns.socket.PacketBatch;
import io.voider.ns.socket.PacketSocket;
import io.voider.ns.socket.ReceiveRing;
import io.voider.transport.openvpn.Directives;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.PacketChecksums;
import io.voider.transport.packet.Udp;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Telephones' datagrams before and while the tunnels come up: put on each friend's {@code tun0} and taken off the exchange's with
 * raw packet sockets, as the node does it, until the first of every friend has arrived.
 */
final class FirstTraffic implements AutoCloseable {
    private static final int LENGTH = Ipv4.HEADER_BYTES + Udp.HEADER_BYTES + 172;
    private static final int TELEPHONE = 172 << 24 | 29 << 16 | 7;
    private static final int SLOT_BYTES = 2048;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long POLL_NANOS = 100_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Map<Integer, Entry> entries = new HashMap<>();
    private final Map<Integer, Long> arrivals = new TreeMap<>();
    private final PacketSocket exit;
    /** Each friend's: so that twenty do not keep the two processors busy with packets nobody wants. */
    private final long intervalNanos;

    /** One friend's device, and a datagram for it. */
    private record Entry(PacketSocket socket, PacketBatch datagram) {}

    /** All of the exchange's friends must have their devices, that is, be held. */
    FirstTraffic(Exchange exchange) {
        exit = open(exchange.namespace);
        for (Exchange.Joined each : exchange.joined()) {
            int number = each.invitation.number();
            entries.put(number, new Entry(open(each.namespace), datagram(number)));
        }
        intervalNanos = TimeUnit.MICROSECONDS.toNanos(Math.max(1_000, 250L * entries.size()));
    }

    private static PacketSocket open(Namespace namespace) {
        return namespace.call(() -> PacketSocket.open(
                Directives.DEVICE,
                PacketSocket.Protocol.IPV4,
                link -> new BpfAssembler().give(BpfAssembler.WHOLE_PACKET).assemble(),
                BUFFER_BYTES,
                BUFFER_BYTES));
    }

    private static PacketBatch datagram(int friend) {
        PacketBatch batch = new PacketBatch(1, SLOT_BYTES);
        ByteBuf bytes = Unpooled.wrappedBuffer(batch.packets());
        new Ipv4().wrap(bytes, 0).write(LENGTH, 0, 64, Ipv4.PROTOCOL_UDP, telephone(friend), telephone(1));
        new Udp().wrap(bytes, Ipv4.HEADER_BYTES).write(5060, 5060, LENGTH - Ipv4.HEADER_BYTES);
        PacketChecksums.finish(bytes, 0, LENGTH);
        batch.extent(0, 0, LENGTH);
        return batch;
    }

    private static int telephone(int subscriber) {
        return TELEPHONE | subscriber << 8;
    }

    /** Sends until each friend's first datagram has arrived; gives the times of arrival, by number. */
    Map<Integer, Long> arrivals() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long due = System.nanoTime();
        while (arrivals.size() < entries.size()) {
            long now = System.nanoTime();
            if (now > deadline) {
                throw new AssertionError("of " + entries.keySet() + ", traffic came from " + arrivals.keySet());
            }
            if (now >= due) {
                due = now + intervalNanos;
                entries.forEach((friend, entry) -> {
                    if (!arrivals.containsKey(friend)) {
                        entry.socket.send(entry.datagram, 0, 1); // refused as long as OpenVPN has not opened the device
                    }
                });
            }
            take();
            LockSupport.parkNanos(POLL_NANOS);
        }
        return arrivals;
    }

    private void take() {
        ByteBuf arrivedBytes = Unpooled.wrappedBuffer(exit.ring().memory());
        long now = System.nanoTime();
        Ipv4 packet = new Ipv4();
        for (ReceiveRing ring = exit.ring(); ring.isFilled(); ring.release()) {
            int at = ring.offset();
            if (!Ipv4.isSound(arrivedBytes, at, ring.length())) {
                throw new AssertionError("a damaged packet came out of the tunnel");
            }
            int friend = packet.wrap(arrivedBytes, at).source() >>> 8 & 0xff;
            if (packet.source() == telephone(friend) && packet.destination() == telephone(1)) {
                arrivals.putIfAbsent(friend, now);
            }
        }
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> entry.socket.close());
        exit.close();
    }
}
