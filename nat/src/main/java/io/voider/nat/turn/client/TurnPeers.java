package io.voider.nat.turn.client;

import io.voider.nat.turn.ChannelData;
import io.voider.transport.time.Alarm;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whom an allocation reaches: the other side's addresses, each with a channel that is bound anew before it ends. */
final class TurnPeers {
    /** What is beyond this many is not reached. */
    static final int MOST = 64;

    /** A permission lasts 300 s (RFC 8656 section 9); this leaves time for retransmissions. */
    private static final long REBIND = TimeUnit.SECONDS.toNanos(240);

    /** One of them. */
    static final class TurnPeer {
        final InetSocketAddress address;
        final int channel;
        private boolean bound;
        private boolean refused;
        private long rebindAt = Alarm.NEVER;

        private TurnPeer(InetSocketAddress address, int channel) {
            this.address = address;
            this.channel = channel;
        }

        /** Whether its channel can be used. */
        boolean isBound() {
            return bound;
        }

        /** Whether the relay does not send there. */
        boolean isRefused() {
            return refused;
        }

        void bound(long now) {
            bound = true;
            rebindAt = now + REBIND;
        }

        void refused() {
            refused = true;
            bound = false;
            rebindAt = Alarm.NEVER;
        }
    }

    private final Map<InetSocketAddress, TurnPeer> byAddress = new HashMap<>();
    private final Map<Integer, TurnPeer> byChannel = new HashMap<>();

    @Nullable
    TurnPeer of(InetSocketAddress address) {
        return byAddress.get(address);
    }

    @Nullable
    TurnPeer of(int channel) {
        return byChannel.get(channel);
    }

    /** A peer with a channel number of its own, if it is new and there is room; else null. */
    @Nullable
    TurnPeer add(InetSocketAddress address) {
        if (byAddress.size() == MOST || byAddress.containsKey(address)) {
            return null;
        }
        TurnPeer added = new TurnPeer(address, ChannelData.MIN_NUMBER + byAddress.size());
        byAddress.put(address, added);
        byChannel.put(added.channel, added);
        return added;
    }

    void clear() {
        byAddress.clear();
        byChannel.clear();
    }

    long deadline() {
        long deadline = Alarm.NEVER;
        for (TurnPeer peer : byAddress.values()) {
            deadline = Math.min(deadline, peer.rebindAt);
        }
        return deadline;
    }

    /** Those whose channel is to be bound anew, which are then no more due. */
    List<TurnPeer> due(long now) {
        List<TurnPeer> due = new ArrayList<>();
        for (TurnPeer peer : byAddress.values()) {
            if (peer.rebindAt <= now) {
                peer.rebindAt = Alarm.NEVER;
                due.add(peer);
            }
        }
        return due;
    }
}
