package io.voider.transport.packet;

import io.voider.ns.KernelException;
import io.voider.ns.socket.LinkLayer;
import io.voider.ns.socket.PacketSocket;
import io.voider.transport.Counter;
import io.voider.transport.Counters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One channel's way in: fetches packets, up to {@value ReceiveBatch#SLOTS} at a time, drops what is unsound, learns from
 * the rest whose MAC address is whose, and gives it to the pipeline.
 *
 * <p>Epoll tells of packets once. It is <em>requested</em> while the pipeline wants a batch; what epoll told of meanwhile
 * is postponed until the next request.
 */
final class Receiver {

    /** How many batches are read before other channels of the loop get their turn. */
    private static final int ROUNDS = 8;

    private final PacketChannel channel;
    private final PacketSocket socket;
    private final Sender sender;
    private final Counters counters;
    private final LinkLayer linkLayer;
    private final boolean verifyChecksums;
    private final int[] learnFrom;

    private boolean requested;
    private boolean receiving;
    /** Whether epoll has told us of packets that we did not fetch; it will not tell us again. */
    private boolean postponed;

    Receiver(PacketChannel channel, PacketSocket socket, PacketOptions options, Sender sender) {
        this.channel = channel;
        this.socket = socket;
        this.sender = sender;
        counters = channel.counters();
        linkLayer = socket.linkLayer();
        verifyChecksums = options.verifyChecksums() && !channel.deliversFrames();
        learnFrom = options.learnFrom().stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
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
     * Fetches and delivers what is there, a few batches at most.
     *
     * @return whether there may be more, so that epoll must be asked anew
     */
    boolean receive(BatchPool pool) {
        ReceiveBatch batch = pool.takeReceiveBatch(linkLayer, channel.mtu());
        int received = 0;
        receiving = true;
        try {
            int rounds = ROUNDS;
            do {
                received = socket.receive(batch.slots());
                if (received > 0) {
                    deliver(batch, received);
                    pool.departAll();
                }
            } while (received == ReceiveBatch.SLOTS && --rounds > 0 && requested && channel.isOpen());
        } finally {
            receiving = false;
            pool.giveBack(batch, linkLayer);
        }
        if (received < 0 && received != -PacketSocket.EAGAIN && channel.isOpen()) {
            failed(-received);
        }
        boolean moreIsThere = received == ReceiveBatch.SLOTS;
        if (moreIsThere) {
            postponed = !requested;
        }
        return moreIsThere;
    }

    private void deliver(ReceiveBatch batch, int received) {
        counters.increment(Counter.RECEIVE_BATCHES);
        requested = false;
        for (int slot = 0; slot < received; slot++) {
            if (!channel.isOpen()) {
                counters.add(Counter.DROPPED_UNHANDLED, received - slot);
                return;
            }
            Counter why = refusal(batch, slot);
            if (why == null) {
                deliverOne(batch, slot);
            } else {
                counters.increment(why);
            }
        }
        channel.pipeline().fireChannelReadComplete();
    }

    /** Reads the headers of the packet in {@code slot}: why it goes no further, or null if it does. */
    private @Nullable Counter refusal(ReceiveBatch batch, int slot) {
        Counter refusal = Admission.refusal(batch.slots().length(slot));
        if (refusal != null) {
            return refusal;
        }
        if (batch.slots().truncated(slot)) {
            return Counter.DROPPED_TOO_LONG;
        }
        Packet packet = batch.read(slot, channel.deliversFrames());
        if (packet.kind() == Packet.Kind.MALFORMED) {
            return Counter.DROPPED_MALFORMED;
        }
        boolean right = !verifyChecksums || PacketChecksums.areRight(packet.buffer(), packet.network());
        return right ? null : Counter.DROPPED_CHECKSUM;
    }

    private void deliverOne(ReceiveBatch batch, int slot) {
        Packet packet = batch.packet(slot);
        learn(packet);
        counters.increment(Counter.RECEIVED_PACKETS);
        counters.add(Counter.RECEIVED_BYTES, packet.length());
        channel.pipeline().fireChannelRead(packet);
        if (batch.wasKept(slot)) {
            channel.pipeline()
                    .fireExceptionCaught(new IllegalStateException("a handler of " + channel
                            + " retained or released a packet's buffer, which was only lent"));
        }
    }

    private void learn(Packet packet) {
        long station = packet.sourceStation();
        if (station == 0) {
            return;
        }
        if (packet.isIpv4()) {
            int source = packet.ipv4().source();
            if (sender.neighbours().isNews(source, station) && mayTeach(source)) {
                sender.neighbours().learn(source, station);
                sender.heard(station);
            }
        } else if (learnFrom.length == 0) {
            sender.heard(station);
        }
    }

    private boolean mayTeach(int source) {
        return learnFrom.length == 0 || Arrays.binarySearch(learnFrom, source) >= 0;
    }

    private void failed(int errno) {
        counters.increment(Counter.RECEIVE_ERRORS);
        if (errno == PacketSocket.ENETDOWN) {
            channel.interfaceDown();
        } else {
            channel.pipeline().fireExceptionCaught(new KernelException("recvmmsg", errno, socket.interfaceName()));
        }
    }
}
