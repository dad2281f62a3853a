package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import io.voider.nat.turn.ChannelData;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the relay passes on: Send and Data indications (RFC 8656 section 11) and ChannelData messages (section 12) between
 * clients and the peers for which they have permissions.
 */
final class DataPath {
    private final Allocations allocations;
    private final Set<InetAddress> own;
    private final Random random;
    private final TurnRelay.Outputs outputs;
    private final Counters<StunTurnCounter> counts;

    /** @param own all addresses of the server, of which only relayed ports are reached */
    DataPath(
            Allocations allocations,
            Set<InetAddress> own,
            Random random,
            TurnRelay.Outputs outputs,
            Counters<StunTurnCounter> counts) {
        this.allocations = allocations;
        this.own = own;
        this.random = random;
        this.outputs = outputs;
        this.counts = counts;
    }

    /** A Send indication. */
    void indication(StunMessage indication, FiveTuple from, long nowNanos) {
        Allocation allocation = allocations.of(from);
        InetSocketAddress peer = indication.address(StunAttribute.XOR_PEER_ADDRESS);
        byte[] data = indication.bytes(StunAttribute.DATA);
        boolean understood = indication.notUnderstood().isEmpty() && !indication.has(StunAttribute.DONT_FRAGMENT);
        if (allocation == null || peer == null || data == null || !understood) {
            counts.increment(StunTurnCounter.TURN_DROPPED_NO_ALLOCATION);
        } else {
            toPeer(allocation, peer, Unpooled.wrappedBuffer(data), nowNanos);
        }
    }

    /** A ChannelData message; the buffer stays the caller's. */
    void channelData(ByteBuf datagram, FiveTuple from, long nowNanos) {
        Allocation allocation = allocations.of(from);
        InetSocketAddress peer = allocation == null ? null : allocation.peerOf(ChannelData.number(datagram), nowNanos);
        ByteBuf data = peer == null ? null : ChannelData.data(datagram);
        if (allocation == null || peer == null || data == null) {
            counts.increment(StunTurnCounter.TURN_DROPPED_NO_ALLOCATION);
        } else {
            toPeer(allocation, peer, data, nowNanos);
        }
    }

    private void toPeer(Allocation allocation, InetSocketAddress peer, ByteBuf data, long nowNanos) {
        RelaySocket socket = allocation.socket;
        StunTurnCounter reason = socket == null
                ? StunTurnCounter.TURN_DROPPED_NO_PERMISSION
                : reasonAgainst(allocation, peer, data, nowNanos);
        if (socket == null || reason != null) {
            data.release();
            counts.increment(reason == null ? StunTurnCounter.TURN_DROPPED_NO_PERMISSION : reason);
        } else {
            counts.increment(StunTurnCounter.TURN_RELAYED_TO_PEER);
            socket.send(peer, data);
        }
    }

    private @Nullable StunTurnCounter reasonAgainst(
            Allocation allocation, InetSocketAddress peer, ByteBuf data, long nowNanos) {
        if (own.contains(peer.getAddress()) && !allocations.isRelayed(peer)) {
            return StunTurnCounter.TURN_REFUSED_PEER;
        }
        boolean open = allocation.state == Allocation.State.OPEN && peer.getPort() != 0;
        if (!open || !allocation.permits(peer.getAddress(), nowNanos)) {
            return StunTurnCounter.TURN_DROPPED_NO_PERMISSION;
        }
        return allocation.bytes.take(data.readableBytes(), nowNanos) ? null : StunTurnCounter.TURN_DROPPED_RATE;
    }

    /** A datagram came to a relayed address; the buffer stays the caller's. */
    void fromPeer(Allocation allocation, InetSocketAddress peer, ByteBuf data, long nowNanos) {
        if (allocation.state != Allocation.State.OPEN || !allocation.permits(peer.getAddress(), nowNanos)) {
            counts.increment(StunTurnCounter.TURN_DROPPED_NO_PERMISSION);
        } else if (!allocation.bytes.take(data.readableBytes(), nowNanos)) {
            counts.increment(StunTurnCounter.TURN_DROPPED_RATE);
        } else {
            counts.increment(StunTurnCounter.TURN_RELAYED_TO_CLIENT);
            int channel = allocation.channelOf(peer, nowNanos);
            ByteBuf message = channel == 0 ? dataIndication(peer, data) : ChannelData.of(channel, data);
            outputs.toClient(allocation.fiveTuple, message);
        }
    }

    private ByteBuf dataIndication(InetSocketAddress peer, ByteBuf data) {
        byte[] bytes = new byte[data.readableBytes()];
        data.getBytes(data.readerIndex(), bytes);
        return Unpooled.wrappedBuffer(StunWriter.indication(StunMethod.DATA, TransactionId.next(random))
                .address(StunAttribute.XOR_PEER_ADDRESS, peer)
                .bytes(StunAttribute.DATA, bytes)
                .toBytes());
    }
}
