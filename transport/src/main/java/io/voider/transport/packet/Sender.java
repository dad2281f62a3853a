package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.voider.ns.MacAddress;
import io.voider.ns.socket.LinkLayer;
import io.voider.ns.socket.PacketSocket;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One channel's way out: puts the link-layer header in front of each packet, finishes its checksums and hands it to the
 * kernel, up to {@value SendBatch#SLOTS} at a time.
 *
 * <p>When the kernel has no room it is <em>blocked</em> until {@link #unblock}; then at most one batch waits.
 */
final class Sender {

    /** How many batches a flush sends before other channels of the loop get their turn. */
    private static final int WRITE_ROUNDS = 16;

    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long IPV4_GROUPS = 0x0100_5e00_0000L;
    private static final long IPV6_GROUPS = 0x3333_0000_0000L;

    private final PacketSocket socket;
    private final Counters<Counter> counters;
    private final LearntNeighbours neighbours = new LearntNeighbours();
    private final boolean ethernet;
    private final boolean frames;
    private final int mtu;
    private final long ownStation;
    private long latestStation;

    private @Nullable SendBatch batch;
    private boolean blocked;
    private boolean interfaceGone;
    /** Of several the station heard last may be another. */
    private final boolean severalStations;

    Sender(PacketSocket socket, PacketOptions options, int mtu, Counters<Counter> counters) {
        this.socket = socket;
        this.counters = counters;
        this.mtu = mtu;
        ethernet = socket.linkLayer() == LinkLayer.ETHERNET;
        frames = ethernet && options.delivery() == Delivery.FRAMES;
        ownStation = socket.macAddress().value();
        severalStations = options.learnFrom().size() > 1;
        for (Map.Entry<Integer, MacAddress> neighbour : options.neighbours().entrySet()) {
            neighbours.fix(neighbour.getKey(), neighbour.getValue().value());
        }
    }

    LearntNeighbours neighbours() {
        return neighbours;
    }

    /** Takes note of a station that sent something, the next hop of last resort. */
    void heard(long station) {
        if (LearntNeighbours.isUnicast(station)) {
            latestStation = station;
        }
    }

    /** Forgets every station that was learnt, but for those that hold their address. */
    void forget(long nowNanos) {
        neighbours.forget(nowNanos);
        latestStation = 0;
    }

    /** The longest packet that fits, in bytes of what {@link #place} gets. */
    int longest() {
        return frames ? mtu + Packet.ETHERNET_BYTES : mtu;
    }

    boolean isBlocked() {
        return blocked;
    }

    void unblock() {
        blocked = false;
    }

    /** Whether the kernel said that the interface no longer exists. */
    boolean interfaceGone() {
        return interfaceGone;
    }

    /** Whether a packet placed now could neither be sent nor kept. */
    boolean isFull() {
        return blocked && batch != null && batch.isFull();
    }

    /**
     * What of a message to be written waits for {@link #place(BatchPool, ChannelOutboundBuffer)}.
     *
     * @throws UnsupportedOperationException if it is neither a packet nor bytes
     * @throws IllegalArgumentException if it is too long, which is counted
     */
    Object accepted(Object message, ByteBufAllocator allocator) {
        ByteBuf buffer =
                message instanceof Packet packet ? packet.buffer() : message instanceof ByteBuf bytes ? bytes : null;
        if (buffer == null) {
            throw new UnsupportedOperationException("a packet channel sends Packet and ByteBuf, not "
                    + message.getClass().getName());
        }
        if (buffer.readableBytes() > longest()) {
            counters.increment(Counter.DROPPED_SEND_TOO_LONG);
            throw new IllegalArgumentException("a packet of " + buffer.readableBytes() + " bytes on "
                    + socket.interfaceName() + ", which sends at most " + longest());
        }
        return message instanceof Packet packet ? packet.copy(allocator) : message;
    }

    /**
     * Takes what is to be written until there is no room for more, or others must have their turn.
     *
     * @return whether the rest is to be taken when they had
     */
    boolean place(BatchPool pool, ChannelOutboundBuffer waiting) {
        int left = WRITE_ROUNDS * SendBatch.SLOTS;
        for (ByteBuf packet = (ByteBuf) waiting.current(); packet != null; packet = (ByteBuf) waiting.current()) {
            if (isFull()) {
                return false;
            }
            if (left-- == 0) {
                return true;
            }
            Counter why = place(pool, packet, packet.readerIndex(), packet.readableBytes());
            if (why == null) {
                waiting.remove();
            } else if (why != Counter.DROPPED_SEND_QUEUE) {
                waiting.remove(
                        new IllegalArgumentException("not sent on " + socket.interfaceName() + ": " + why.meaning()));
            }
        }
        return false;
    }

    /**
     * Copies a packet to where it is sent from. {@link #send} sends it, at the latest when the batch is full.
     *
     * @return null, or why it was dropped (already counted)
     */
    @Nullable
    Counter place(BatchPool pool, ByteBuf source, int index, int length) {
        if (length > longest()) {
            return dropped(Counter.DROPPED_SEND_TOO_LONG);
        }
        if (batch != null && batch.isFull() && !blocked) {
            send(pool);
        }
        if (batch == null) {
            batch = pool.takeSendBatch(mtu);
        }
        if (batch.isFull()) {
            return dropped(Counter.DROPPED_SEND_QUEUE);
        }
        Counter why = frames ? placeFrame(batch, source, index, length) : placePacket(batch, source, index, length);
        return why == null ? null : dropped(why);
    }

    private @Nullable Counter placePacket(SendBatch batch, ByteBuf source, int index, int length) {
        ByteBuf memory = batch.memory();
        int at = batch.next();
        source.getBytes(index, memory, at, length);
        if (!PacketChecksums.finish(memory, at, length)) {
            return Counter.DROPPED_SEND_MALFORMED;
        }
        boolean isIpv4 = memory.getUnsignedByte(at) >> 4 == 4;
        if (isIpv4 && Ipv4.isGroup(memory.getInt(at + Ipv4.SOURCE))) {
            return Counter.DROPPED_SEND_GROUP_SOURCE;
        }
        if (ethernet) {
            long next = isIpv4 ? nextStationIpv4(memory, at) : nextStationIpv6(memory, at);
            memory.setLong(at - 14, next << 16 | ownStation >>> 32);
            memory.setInt(at - 6, (int) ownStation);
            memory.setShort(at - 2, isIpv4 ? Packet.ETHERTYPE_IPV4 : Packet.ETHERTYPE_IPV6);
        }
        batch.add(ethernet ? Packet.ETHERNET_BYTES : 0, length);
        return null;
    }

    private static @Nullable Counter placeFrame(SendBatch batch, ByteBuf source, int index, int length) {
        if (length < Packet.ETHERNET_BYTES) {
            return Counter.DROPPED_SEND_MALFORMED;
        }
        ByteBuf memory = batch.memory();
        int at = batch.next();
        int network = length - Packet.ETHERNET_BYTES;
        source.getBytes(index, memory, at - Packet.ETHERNET_BYTES, length);
        int etherType = memory.getUnsignedShort(at - 2);
        if (etherType == Packet.ETHERTYPE_IPV4 || etherType == Packet.ETHERTYPE_IPV6) {
            PacketChecksums.finish(memory, at, network);
        }
        batch.add(Packet.ETHERNET_BYTES, network);
        return null;
    }

    private long nextStationIpv4(ByteBuf memory, int at) {
        int destination = memory.getInt(at + Ipv4.DESTINATION);
        if (destination == Ipv4.BROADCAST) {
            return BROADCAST;
        }
        if (Ipv4.isGroup(destination)) {
            return IPV4_GROUPS | (destination & 0x7f_ffff);
        }
        long station = neighbours.station(destination);
        return station != 0 ? station : orBroadcast(severalStations ? 0 : latestStation);
    }

    private long nextStationIpv6(ByteBuf memory, int at) {
        boolean toGroup = memory.getUnsignedByte(at + 24) == 0xff;
        return toGroup ? IPV6_GROUPS | memory.getUnsignedInt(at + 36) : orBroadcast(latestStation);
    }

    private long orBroadcast(long station) {
        if (station != 0) {
            return station;
        }
        counters.increment(Counter.SENT_TO_BROADCAST);
        return BROADCAST;
    }

    /** Sends what waits until nothing waits or the kernel has no room. */
    void send(BatchPool pool) {
        while (batch != null && !batch.isEmpty() && !blocked) {
            int result = batch.send(socket);
            if (result > 0) {
                counters.increment(Counter.SEND_BATCHES);
                counters.add(Counter.SENT_PACKETS, result);
                counters.add(Counter.SENT_BYTES, batch.remove(result));
            } else {
                refused(batch, -result);
            }
        }
        if (batch != null && batch.isEmpty()) {
            pool.giveBack(batch);
            batch = null;
        }
    }

    private void refused(SendBatch batch, int errno) {
        switch (errno) {
            case PacketSocket.EAGAIN -> {
                blocked = true;
                counters.increment(Counter.SEND_BLOCKED);
            }
            case PacketSocket.ENOBUFS -> drop(batch, 1, Counter.DROPPED_SEND_DEVICE_QUEUE);
            case PacketSocket.EMSGSIZE -> drop(batch, 1, Counter.DROPPED_SEND_TOO_LONG);
            case PacketSocket.ENETDOWN, PacketSocket.ENXIO -> {
                drop(batch, batch.waiting(), Counter.DROPPED_SEND_DOWN);
                interfaceGone = errno == PacketSocket.ENXIO;
            }
            default -> drop(batch, 1, Counter.DROPPED_SEND_REFUSED);
        }
    }

    /** Drops what waits, at the end. */
    void close() {
        if (batch != null) {
            drop(batch, batch.waiting(), Counter.DROPPED_SEND_CLOSED);
            batch = null;
        }
    }

    private void drop(SendBatch batch, int count, Counter why) {
        batch.remove(count);
        counters.add(why, count);
    }

    private Counter dropped(Counter why) {
        counters.increment(why);
        return why;
    }
}
