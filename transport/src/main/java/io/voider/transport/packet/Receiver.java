package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.ns.socket.LinkLayer;
import io.voider.ns.socket.PacketSocket;
import io.voider.ns.socket.ReceiveRing;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One channel's way in: takes packets out of the ring, up to {@value #BATCH} at a time, drops what is unsound or comes
 * from a group or under another station's address, learns from the rest whose MAC address is whose, and lends it to the
 * pipeline where it lies.
 *
 * <p>Epoll tells of packets once. It is <em>requested</em> while the pipeline wants a batch; what epoll told of meanwhile
 * is postponed until the next request.
 */
final class Receiver {

    /**
     * The most packets of one batch. No more than Netty's recyclers keep at hand for their thread (32): when a batch is
     * written on through a pipeline, every buffer is found again, and nothing is allocated.
     */
    static final int BATCH = 32;

    /** How many batches are read before other channels of the loop get their turn. */
    private static final int ROUNDS = 8;

    private final PacketChannel channel;
    private final ReceiveRing ring;
    private final Sender sender;
    private final Counters<Counter> counters;
    private final boolean ethernet;
    private final int longest;
    private final boolean verifyChecksums;
    private final int[] learnFrom;

    private Packet packet;
    private long nowNanos;
    private boolean requested;
    private boolean receiving;
    /** Whether epoll has told us of packets that we did not fetch; it will not tell us again. */
    private boolean postponed;

    Receiver(PacketChannel channel, PacketSocket socket, PacketOptions options, Sender sender) {
        this.channel = channel;
        this.ring = socket.ring();
        this.sender = sender;
        counters = channel.counters();
        ethernet = socket.linkLayer() == LinkLayer.ETHERNET;
        longest = socket.linkLayer().headerBytes() + channel.mtu();
        verifyChecksums = options.verifyChecksums() && !channel.deliversFrames();
        learnFrom = options.learnFrom().stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        packet = packetInRing();
    }

    /**
     * Takes note that the pipeline wants a batch.
     *
     * @return whether epoll must be asked anew, for there are packets of which it told before
     */
    boolean request() {
        requested = true;
        boolean askAnew = postponed && !receiving;
        postponed &= !askAnew;
        return askAnew;
    }

    boolean isRequested() {
        return requested;
    }

    /** Leaves the packets that epoll told of where they are, until the next request. */
    void postpone() {
        postponed = true;
    }

    /** Whether epoll is to tell of packets. */
    boolean isWaiting() {
        return !postponed;
    }

    /**
     * Delivers what is there, a few batches at most.
     *
     * @return whether there may be more, so that epoll must be asked anew
     */
    boolean receive(BatchPool pool) {
        receiving = true;
        try {
            int rounds = ROUNDS;
            while (requested && channel.isOpen() && ring.isFilled() && rounds-- > 0) {
                deliver();
                pool.departAll();
            }
        } finally {
            receiving = false;
        }
        boolean moreIsThere = ring.isFilled();
        if (moreIsThere) {
            postponed = !requested;
        }
        return moreIsThere;
    }

    private void deliver() {
        counters.increment(Counter.RECEIVE_BATCHES);
        requested = false;
        nowNanos = channel.nowNanos();
        for (int i = 0; i < BATCH && channel.isOpen() && ring.isFilled(); i++) {
            Counter why = refusal();
            if (why == null) {
                deliverOne();
            } else {
                counters.increment(why);
            }
            ring.release();
        }
        channel.pipeline().fireChannelReadComplete();
    }

    /** Reads the headers of the first packet in the ring: why it goes no further, or null if it does. */
    private @Nullable Counter refusal() {
        int length = ring.length();
        Counter refusal = AdmittedPackets.refusal(length);
        if (refusal != null) {
            return refusal;
        }
        if (ring.isCut() || length > longest) {
            return Counter.DROPPED_TOO_LONG;
        }
        if (packet.read(ring.offset(), length, ethernet, channel.deliversFrames()) == Packet.Kind.MALFORMED) {
            return Counter.DROPPED_MALFORMED;
        }
        boolean right = !verifyChecksums
                || ring.isChecksumVouchedFor()
                || PacketChecksums.areRight(packet.buffer(), packet.network());
        if (!right) {
            return Counter.DROPPED_CHECKSUM;
        }
        return channel.deliversFrames() ? null : senderRefusal();
    }

    /** Learns from the packet whose MAC address is whose: why it is not its sender's, or null if it is. */
    private @Nullable Counter senderRefusal() {
        long station = packet.sourceStation();
        int source = packet.isIpv4() ? packet.ipv4().source() : 0;
        if (Ipv4.isGroup(source) || (station != 0 && !LearntNeighbours.isUnicast(station))) {
            return Counter.DROPPED_GROUP_SOURCE;
        }
        if (station == 0) {
            return null;
        }
        boolean teaches = packet.isIpv4() ? mayTeach(source) : learnFrom.length == 0;
        if (!teaches) {
            return null;
        }
        if (packet.isIpv4() && !sender.neighbours().hear(source, station, nowNanos)) {
            return Counter.DROPPED_CONTESTED;
        }
        sender.heard(station);
        return null;
    }

    private void deliverOne() {
        counters.increment(Counter.RECEIVED_PACKETS);
        counters.add(Counter.RECEIVED_BYTES, packet.length());
        channel.pipeline().fireChannelRead(packet);
        if (packet.buffer().refCnt() != 1) {
            packet = packetInRing();
            channel.pipeline()
                    .fireExceptionCaught(new IllegalStateException("a handler of " + channel
                            + " retained or released a packet's buffer, which was only lent"));
        }
    }

    private Packet packetInRing() {
        return new Packet(Unpooled.wrappedBuffer(ring.memory()));
    }

    /** Whether a batch is being delivered, so that a handler may be reading a packet. */
    boolean isReceiving() {
        return receiving;
    }

    /** Takes the last packet back. */
    void close() {
        ByteBuf lent = packet.buffer();
        lent.release(lent.refCnt());
    }

    private boolean mayTeach(int source) {
        return learnFrom.length == 0 || Arrays.binarySearch(learnFrom, source) >= 0;
    }
}
