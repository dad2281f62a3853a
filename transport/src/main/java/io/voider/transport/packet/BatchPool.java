package io.voider.transport.packet;

import io.netty.util.concurrent.FastThreadLocal;
import io.voider.ns.socket.LinkLayer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What the channels of one event loop share: the memory that they receive into and send from, which each needs only for
 * moments, and the list of those which have packets to send at the end of the batch being read.
 *
 * <p>So a thousand quiet channels cost no packet memory. Not thread-safe: one instance for each event loop's thread.
 */
final class BatchPool {

    private static final int ORDINARY_SLOT_BYTES = ReceiveBatch.slotBytes(0);
    private static final int KEPT = 16;

    private static final FastThreadLocal<BatchPool> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected BatchPool initialValue() {
            return new BatchPool();
        }
    };

    private final ArrayDeque<ReceiveBatch> receiving = new ArrayDeque<>();
    private final ArrayDeque<ReceiveBatch> receivingBare = new ArrayDeque<>();
    private final ArrayDeque<SendBatch> sending = new ArrayDeque<>();
    private final List<PacketChannel> departing = new ArrayList<>();

    static BatchPool ofThread() {
        return OF_THREAD.get();
    }

    /** A batch for packets of up to {@code mtu} bytes; to be given back. */
    ReceiveBatch takeReceiveBatch(LinkLayer linkLayer, int mtu) {
        ReceiveBatch pooled = ReceiveBatch.slotBytes(mtu) == ORDINARY_SLOT_BYTES
                ? receiving(linkLayer).poll()
                : null;
        ReceiveBatch batch =
                pooled != null ? pooled : new ReceiveBatch(linkLayer.headerBytes(), ReceiveBatch.slotBytes(mtu));
        batch.expect(mtu);
        return batch;
    }

    void giveBack(ReceiveBatch batch, LinkLayer linkLayer) {
        ArrayDeque<ReceiveBatch> pool = receiving(linkLayer);
        if (batch.slots().slotBytes() == ORDINARY_SLOT_BYTES && pool.size() < KEPT) {
            pool.push(batch);
        }
    }

    private ArrayDeque<ReceiveBatch> receiving(LinkLayer linkLayer) {
        return linkLayer == LinkLayer.ETHERNET ? receiving : receivingBare;
    }

    SendBatch takeSendBatch(int mtu) {
        SendBatch pooled = ReceiveBatch.slotBytes(mtu) == ORDINARY_SLOT_BYTES ? sending.poll() : null;
        return pooled != null ? pooled : new SendBatch(ReceiveBatch.slotBytes(mtu));
    }

    void giveBack(SendBatch batch) {
        if (batch.slotBytes() == ORDINARY_SLOT_BYTES && sending.size() < KEPT) {
            sending.push(batch);
        }
    }

    /** Remembers a channel which has packets to send. */
    void departing(PacketChannel channel) {
        departing.add(channel);
    }

    /** Sends what was transmitted since the last time. */
    void departAll() {
        for (int i = 0; i < departing.size(); i++) {
            departing.get(i).depart();
        }
        departing.clear();
    }
}
