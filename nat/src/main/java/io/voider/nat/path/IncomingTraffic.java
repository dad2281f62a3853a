package io.voider.nat.path;

import io.netty.buffer.ByteBuf;
import io.voider.nat.ice.Agent;
import io.voider.nat.ice.Base;
import io.voider.nat.repair.ArrivalCount;
import io.voider.nat.repair.Arrivals;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.wan.WanSide;
import io.voider.nat.wan.WanSockets;
import io.voider.transport.count.Counters;
import io.voider.transport.datagram.UdpChannel;
import io.voider.transport.shuttle.Datagrams;
import java.net.InetSocketAddress;

/** What becomes of each datagram that comes to a line; see the package. Lives on the line's event loop. */
final class IncomingTraffic {
    private static final int FIRST_NOT_STUN = 4;
    private static final int FIRST_OPENVPN = 8;
    private static final int FIRST_NOT_OPENVPN = 96;

    private final Agent agent;
    private final Relays relays;
    private final PathListener listener;
    private final Counters<PathCounter> counters;
    private final WanSide wan;
    private final Runnable afterStun;
    private final DuplicateFilter duplicates;
    private final Arrivals arrivals = new Arrivals();

    /**
     * @param seed must be unpredictable
     * @param afterStun is run when the agent has heard something, and may want to be woken at another time
     */
    IncomingTraffic(
            Agent agent,
            Relays relays,
            PathListener listener,
            Counters<PathCounter> counters,
            WanSide wan,
            long seed,
            Runnable afterStun) {
        this.duplicates = new DuplicateFilter(seed);
        this.agent = agent;
        this.relays = relays;
        this.listener = listener;
        this.counters = counters;
        this.wan = wan;
        this.afterStun = afterStun;
    }

    /** What was counted of the other side's datagrams. */
    ArrivalCount arrivals() {
        return arrivals.count();
    }

    /** Takes what comes to one socket. */
    UdpChannel.Receiver receiver(Base base) {
        return new UdpChannel.Receiver() {
            @Override
            public void received(ByteBuf datagram, InetSocketAddress from) {
                try {
                    if (!relays.receive(base, from, datagram)) {
                        handle(base, from, datagram);
                    }
                } finally {
                    datagram.release();
                }
            }

            @Override
            public void drained() {}

            @Override
            public void unsent(int count) {
                counters.add(PathCounter.DROPPED_SEND, count);
            }
        };
    }

    /** A datagram of the other side's, or of a STUN server, that came to a socket or through the relay; stays the caller's. */
    void handle(Base base, InetSocketAddress from, ByteBuf datagram) {
        int first = datagram.isReadable() ? datagram.getUnsignedByte(datagram.readerIndex()) : 0xFF;
        if (first < FIRST_NOT_STUN) {
            stun(base, from, datagram);
        } else if (first < FIRST_OPENVPN || first >= FIRST_NOT_OPENVPN) {
            counters.increment(PathCounter.DROPPED_UNKNOWN);
        } else if (!agent.data(wan.now(), base, from)) {
            counters.increment(PathCounter.DROPPED_STRANGER);
        } else {
            tunnel(datagram);
        }
    }

    private void tunnel(ByteBuf datagram) {
        long number = Datagrams.dataNumber(datagram);
        if (!Datagrams.isNotice(datagram) && duplicates.isCopy(datagram)) {
            if (number != Datagrams.NO_NUMBER) {
                arrivals.again();
            }
            counters.increment(PathCounter.DROPPED_COPY);
            return;
        }
        if (number != Datagrams.NO_NUMBER) {
            arrivals.first(number);
        }
        counters.increment(PathCounter.RECEIVED);
        listener.receive(datagram.retain());
    }

    private void stun(Base base, InetSocketAddress from, ByteBuf datagram) {
        try {
            StunMessage message = StunMessage.decode(datagram, WanSockets.MAX_DATAGRAM_BYTES);
            boolean known = agent.receive(wan.now(), base, from, message);
            counters.increment(known ? PathCounter.CHECKS_RECEIVED : PathCounter.DROPPED_STUN);
            afterStun.run();
        } catch (StunException e) {
            counters.increment(PathCounter.DROPPED_STUN);
        }
    }
}
