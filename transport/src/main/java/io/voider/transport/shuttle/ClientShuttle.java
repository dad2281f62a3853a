package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.voider.transport.identity.SessionNotice;
import io.voider.transport.identity.TlsCryptClientKey;
import io.voider.transport.time.Alarm;
import org.jspecify.annotations.Nullable;

/**
 * A joined exchange's shuttle: one leg for good, since this OpenVPN has one peer only.
 *
 * <p>When data went out and for a second none came in, or there is a path again, it asks the exchange whether it knows our
 * session, and so on as long as nothing comes. An exchange that was started anew says that it does not; otherwise OpenVPN would find out after 20 s.
 * Of a session that is being opened it sends the opening again, which OpenVPN itself repeats ever more rarely.
 */
public final class ClientShuttle extends Shuttle implements LoopbackSocket.Receiver {
    /** Silence after data of ours until we ask, and between two questions; an answer takes one round trip. */
    private static final long ASK_NANOS = 1_000_000_000L;

    private static final int NOTICE_BYTES = 1 + Long.BYTES + SessionNotice.PROOF_BYTES;

    /** What the shuttle tells its tunnel, on the event loop. */
    public interface Listener {
        /** There is a path now, or none any more. */
        void pathPresence(boolean present);

        /** The other end proved that it does not know our session any more. */
        void sessionLost();
    }

    private final TlsCryptClientKey key;
    private final SessionNotice notice;
    private final Listener listener;
    private final Alarm unheard;
    private @Nullable LoopbackLeg leg;
    private long sessionId;
    private boolean sessionKnown;
    /** What opens our session, until the exchange has answered it. */
    private byte @Nullable [] opening;

    private boolean carried;
    private long questions;
    private boolean unanswered;

    public ClientShuttle(IoEventLoop loop, TlsCryptClientKey key, Listener listener) {
        super(loop);
        this.key = key;
        this.notice = key.notice();
        this.listener = listener;
        this.unheard = new Alarm(loop, loop.ticker(), this::askAgain);
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
                    Datagrams.CONTROL_HARD_RESET_SERVER_V2 -> {
                opening = null;
                forward(datagram);
            }
            case Datagrams.DATA_V1, Datagrams.DATA_V2 -> {
                answered();
                forward(datagram);
            }
            default -> notice(datagram);
        }
    }

    private void notice(ByteBuf datagram) {
        switch (Datagrams.firstByte(datagram)) {
            case Datagrams.NOTICE -> lost(datagram);
            case Datagrams.KNOWN -> known(datagram);
            default -> drop(datagram, ShuttleCounter.DROPPED_TUNNEL_ALIEN);
        }
    }

    private void answered() {
        opening = null;
        unanswered = false;
        carried = true;
        cameThrough();
    }

    /** Data of ours went out: if nothing answers it, we ask. */
    private void expectAnswer() {
        opening = null;
        carried = true;
        if (!unanswered) {
            unanswered = true;
            unheard.set(now() + ASK_NANOS);
        }
    }

    private void askAgain() {
        if (unanswered && sessionKnown && !isCutOff()) {
            ask();
            unheard.set(now() + ASK_NANOS);
        }
    }

    /** OpenVPN has its session; on the event loop. */
    public void established() {
        answered();
    }

    @Override
    void ask() {
        if (!hasPath()) {
            return;
        }
        if (opening != null) {
            toOutside(Unpooled.wrappedBuffer(opening));
            flushOutside();
            return;
        }
        if (!sessionKnown || !carried) {
            return; // a handshake that was answered looks after itself
        }
        expectAnswer(); // and is asked again, if it gets lost
        questions++;
        byte[] wrapped = key.wrapped();
        ByteBuf question = Unpooled.directBuffer(1 + 2 * Long.BYTES + SessionNotice.PROOF_BYTES + wrapped.length);
        counters().increment(ShuttleCounter.TUNNEL_QUESTIONS);
        toOutside(question.writeByte(Datagrams.QUESTION)
                .writeLong(sessionId)
                .writeLong(questions)
                .writeBytes(key.asks(sessionId, questions))
                .writeBytes(wrapped));
        flushOutside();
    }

    /** The exchange knows our session. */
    private void known(ByteBuf datagram) {
        if (isAboutOurs(datagram) && notice.isAffirmed(sessionId, questions, proof(datagram))) {
            datagram.release();
            answered();
        } else {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_NOTICE);
        }
    }

    private void forward(ByteBuf datagram) {
        if (leg == null) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_NO_PROCESS);
        } else {
            toOpenVpn(leg, datagram);
        }
    }

    private void lost(ByteBuf datagram) {
        boolean ours = isAboutOurs(datagram) && notice.proves(sessionId, proof(datagram));
        if (!ours) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_NOTICE);
            return;
        }
        datagram.release();
        sessionKnown = false;
        opening = null;
        listener.sessionLost();
    }

    private boolean isAboutOurs(ByteBuf datagram) {
        return sessionKnown && datagram.readableBytes() == NOTICE_BYTES && Datagrams.sessionId(datagram) == sessionId;
    }

    private static byte[] proof(ByteBuf datagram) {
        byte[] proof = new byte[SessionNotice.PROOF_BYTES];
        datagram.getBytes(datagram.readerIndex() + 1 + Long.BYTES, proof);
        return proof;
    }

    @Override
    public void received(ByteBuf datagram) {
        int opcode = Datagrams.opcode(datagram);
        if (Datagrams.isData(opcode)) {
            expectAnswer();
        } else if (opcode == Datagrams.CONTROL_HARD_RESET_CLIENT_V3 && Datagrams.hasSessionId(datagram)) {
            sessionId = Datagrams.sessionId(datagram);
            sessionKnown = true;
            carried = false;
            unanswered = false;
            opening = ByteBufUtil.getBytes(datagram);
        }
        toOutside(datagram);
    }

    @Override
    public void drained() {
        flushOutside();
    }

    @Override
    void talks(boolean value) {
        // its OpenVPN is its own
    }

    @Override
    void pathPresence(boolean present) {
        if (present) {
            ask(); // the other end may have been started anew while there was no way to it
        }
        listener.pathPresence(present);
    }

    @Override
    void closeLegs() {
        if (leg != null) {
            leg.close();
        }
    }
}
