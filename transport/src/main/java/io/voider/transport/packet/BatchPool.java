package io.voider.transport.packet;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What the channels of one event loop share: the memory that they send from, which each needs only for moments, and the list
 * of those which have packets to send at the end of the batch being read. Not thread-safe: one instance for each event loop's thread.
 */
final class BatchPool {

    private static final int ORDINARY_SLOT_BYTES = SendBatch.slotBytes(0);
    private static final int KEPT = 16;

    private static final FastThreadLocal<BatchPool> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected BatchPool initialValue() {
            return new BatchPool();
        }
    };

    private final ArrayDeque<SendBatch> sending = new ArrayDeque<>();
    private final List<PacketChannel> departing = new ArrayList<>();

    static BatchPool ofThread() {
        return OF_THREAD.get();
    }

    /** A batch for packets of up to {@code mtu} bytes; to be given back. */
    SendBatch takeSendBatch(int mtu) {
        SendBatch pooled = SendBatch.slotBytes(mtu) == ORDINARY_SLOT_BYTES ? sending.poll() : null;
        return pooled != null ? pooled : new SendBatch(SendBatch.slotBytes(mtu));
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
