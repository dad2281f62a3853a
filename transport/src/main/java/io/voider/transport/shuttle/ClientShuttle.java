package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.voider.transport.count.Counter;
import io.voider.transport.identity.SessionNotice;
import org.jspecify.annotations.Nullable;

/** A joined exchange's shuttle: one leg for good, since this OpenVPN has one peer only. */
public final class ClientShuttle extends Shuttle implements LoopbackSocket.Receiver {
    private static final int NOTICE_BYTES = 1 + Long.BYTES + SessionNotice.PROOF_BYTES;

    /** What the shuttle tells its tunnel, on the event loop. */
    public interface Listener {
        /** There is a path now, or none any more. */
        void pathPresence(boolean present);

        /** The other end proved that it does not know our session any more. */
        void sessionLost();
    }

    private final SessionNotice notice;
    private final Listener listener;
    private @Nullable LoopbackLeg leg;
    private long sessionId;
    private boolean sessionKnown;

    public ClientShuttle(IoEventLoop loop, SessionNotice notice, Listener listener) {
        super(loop);
        this.notice = notice;
        this.listener = listener;
    }

    /** Gives it its leg; on the event loop. */
    public void leg(LoopbackLeg opened) {
        leg = opened;
        if (isCutOff()) {
            closeLegs();
        }
    }

    @Override
    void fromOutside(ByteBuf datagram) {
        switch (Datagrams.opcode(datagram)) {
            case Datagrams.CONTROL_SOFT_RESET_V1,
                    Datagrams.CONTROL_V1,
                    Datagrams.ACK_V1,
                    Datagrams.DATA_V1,
                    Datagrams.CONTROL_HARD_RESET_SERVER_V2,
                    Datagrams.DATA_V2 -> forward(datagram);
            default -> {
                if (Datagrams.firstByte(datagram) == Datagrams.NOTICE) {
                    lost(datagram);
                } else {
                    drop(datagram, Counter.DROPPED_TUNNEL_ALIEN);
                }
            }
        }
    }

    private void forward(ByteBuf datagram) {
        if (leg == null) {
            drop(datagram, Counter.DROPPED_TUNNEL_NO_PROCESS);
        } else {
            toOpenVpn(leg, datagram);
        }
    }

    private void lost(ByteBuf datagram) {
        boolean ours = sessionKnown
                && datagram.readableBytes() == NOTICE_BYTES
                && Datagrams.sessionId(datagram) == sessionId
                && proven(datagram);
        if (!ours) {
            drop(datagram, Counter.DROPPED_TUNNEL_NOTICE);
            return;
        }
        datagram.release();
        sessionKnown = false;
        listener.sessionLost();
    }

    private boolean proven(ByteBuf datagram) {
        byte[] proof = new byte[SessionNotice.PROOF_BYTES];
        datagram.getBytes(datagram.readerIndex() + 1 + Long.BYTES, proof);
        return notice.proves(sessionId, proof);
    }

    @Override
    public void received(ByteBuf datagram) {
        if (Datagrams.opcode(datagram) == Datagrams.CONTROL_HARD_RESET_CLIENT_V3 && Datagrams.hasSessionId(datagram)) {
            sessionId = Datagrams.sessionId(datagram);
            sessionKnown = true;
        }
        toOutside(datagram);
    }

    @Override
    public void drained() {
        flushOutside();
    }

    @Override
    void pathPresence(boolean present) {
        listener.pathPresence(present);
    }

    @Override
    void closeLegs() {
        if (leg != null) {
            leg.close();
        }
    }
}
