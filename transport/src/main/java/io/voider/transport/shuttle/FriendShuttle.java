package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.voider.transport.identity.FriendProofs;
import io.voider.transport.identity.SessionNotice;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.identity.TlsCryptServerKey;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A friend's shuttle at the server: each of their sessions has a leg of its own, with a port of its own.
 *
 * <p>OpenVPN's server takes a client that comes back from the same address for one that renegotiates, and never gives it its
 * configuration. So a new session gets a new leg. Since anybody could send the datagram that opens a session, it must be
 * proven by the friend's own tls-crypt-v2 key, and the session that is up keeps its leg until the new one is up as well: a
 * datagram that was recorded and sent again opens a leg that never comes up, and disturbs nothing.
 *
 * <p>The key comes first, then the pace: what is not proven costs a few microseconds and nothing else, and an opening that is
 * later than any before, by the clock of the friend who made it, waits for nobody.
 *
 * <p>All friends share one OpenVPN, with one queue in front of it. So that nobody fills it while others talk, each has a {@link QueueShare}.
 */
public final class FriendShuttle extends Shuttle {
    /** How long an attempt that has not come up is left alone before another may replace it. */
    private static final long ATTEMPT_NANOS = 500_000_000L;

    /** Proven openings in a second that get a leg though a later one came before: somebody sends recorded ones again. */
    private static final int OLD_OPENINGS_PER_SECOND = 2;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long NOTICE_INTERVAL_NANOS = SECOND_NANOS / 4;

    /** Ids of earlier sessions that are remembered, so that their openings cannot be sent again. */
    private static final int REMEMBERED = 256;

    private final FriendProofs proofs;
    private final Function<LoopbackSocket.Receiver, Future<? extends LoopbackLeg>> legs;
    private final Queue<Long> earlier = new ArrayDeque<>();
    private @Nullable Session live;
    private @Nullable Session attempt;
    private final QueueShare share;
    private @Nullable Lost lost;
    private boolean processUp;
    private long noticeNanos;
    private long windowNanos;
    private int oldOpenings;
    private long latestSeconds = -1;

    /** A session of which the friend has not been told yet that it is lost. */
    private record Lost(long id, SessionNotice notice) {}

    /**
     * @param share of the queue in front of the server
     * @param legs opens a leg; the future is completed on the event loop
     */
    public FriendShuttle(
            IoEventLoop loop,
            Subscriber subscriber,
            TlsCryptServerKey key,
            QueueShare share,
            Function<LoopbackSocket.Receiver, Future<? extends LoopbackLeg>> legs) {
        super(loop);
        this.proofs = key.proofs(subscriber);
        this.share = share;
        this.legs = legs;
        this.windowNanos = now() - SECOND_NANOS;
        this.noticeNanos = now() - NOTICE_INTERVAL_NANOS;
    }

    /** One OpenVPN session of the friend's, and its leg. */
    private final class Session implements LoopbackSocket.Receiver {
        final long id;
        final SessionNotice notice;
        final long sinceNanos = now();
        private @Nullable LoopbackLeg leg;
        private @Nullable ByteBuf first;
        private boolean ended;

        Session(long id, SessionNotice notice, ByteBuf first) {
            this.id = id;
            this.notice = notice;
            this.first = first;
        }

        void opened(LoopbackLeg leg) {
            this.leg = leg;
            ByteBuf datagram = first;
            first = null;
            if (ended) {
                leg.close();
            } else if (datagram != null) {
                toOpenVpn(leg, datagram);
            }
        }

        void failed() {
            end();
            if (attempt == this) {
                attempt = null;
            }
        }

        void take(ByteBuf datagram) {
            if (leg == null) {
                drop(datagram, ShuttleCounter.DROPPED_TUNNEL_NO_SESSION);
            } else {
                toOpenVpn(leg, datagram);
            }
        }

        boolean usesPort(int port) {
            return leg != null && leg.port() == port;
        }

        void end() {
            ended = true;
            if (first != null) {
                first.release();
                first = null;
            }
            if (leg != null) {
                leg.close();
            }
        }

        @Override
        public void received(ByteBuf datagram) {
            if (this == attempt && Datagrams.isData(Datagrams.opcode(datagram))) {
                promote(this);
            }
            toOutside(datagram);
        }

        @Override
        public void drained() {
            flushOutside();
        }
    }

    @Override
    void fromOutside(ByteBuf datagram) {
        switch (Datagrams.opcode(datagram)) {
            case Datagrams.DATA_V1, Datagrams.DATA_V2 -> {
                cameThrough();
                deliver(live == null ? attempt : live, datagram);
            }
            case Datagrams.CONTROL_SOFT_RESET_V1, Datagrams.CONTROL_V1, Datagrams.ACK_V1, Datagrams.CONTROL_WKC_V1 ->
                deliver(sessionOf(datagram), datagram);
            case Datagrams.CONTROL_HARD_RESET_CLIENT_V3 -> opening(datagram);
            default -> {
                if (Datagrams.firstByte(datagram) == Datagrams.QUESTION) {
                    asked(datagram);
                } else {
                    drop(datagram, ShuttleCounter.DROPPED_TUNNEL_ALIEN);
                }
            }
        }
    }

    /** Answers a friend who hears nothing: the session is known, or lost. */
    private void asked(ByteBuf datagram) {
        FriendProofs.Question question = proofs.question(datagram).orElse(null);
        if (question == null) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_FORGED);
            return;
        }
        datagram.release();
        counters().increment(ShuttleCounter.TUNNEL_QUESTIONS);
        Lost session = new Lost(question.sessionId(), question.notice());
        if (knows(session.id)) {
            cameThrough();
            send(Datagrams.KNOWN, session.id, question.notice().affirms(session.id, question.nonce()));
        } else if (processUp) {
            send(Datagrams.NOTICE, session.id, session.notice.proof(session.id));
        } else {
            lost = lost == null ? session : lost;
        }
    }

    private boolean knows(long id) {
        return (attempt != null && attempt.id == id) || (live != null && live.id == id);
    }

    private @Nullable Session sessionOf(ByteBuf datagram) {
        if (!Datagrams.hasSessionId(datagram)) {
            return null;
        }
        long id = Datagrams.sessionId(datagram);
        if (attempt != null && attempt.id == id) {
            return attempt;
        }
        return live != null && live.id == id ? live : null;
    }

    private void deliver(@Nullable Session session, ByteBuf datagram) {
        if (session != null && !share.admits(now())) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_RATE);
        } else if (session != null) {
            session.take(datagram);
        } else {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_NO_SESSION);
            tellLost();
        }
    }

    private void opening(ByteBuf datagram) {
        Session known = sessionOf(datagram);
        if (known != null && known == attempt) {
            known.take(datagram); // the answer was lost, or is late
            return;
        }
        FriendProofs.Opening opening = proofs.opening(datagram).orElse(null);
        if (opening == null) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_FORGED);
        } else if (earlier.contains(Datagrams.sessionId(datagram))) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_REPLAY);
            tellLost();
        } else if (opening.seconds() <= latestSeconds && isHasty(now())) {
            drop(datagram, ShuttleCounter.DROPPED_TUNNEL_HASTE);
        } else {
            latestSeconds = Math.max(latestSeconds, opening.seconds());
            open(datagram, opening.notice());
        }
    }

    private boolean isHasty(long now) {
        if (attempt != null && now - attempt.sinceNanos < ATTEMPT_NANOS) {
            return true;
        }
        if (now - windowNanos >= SECOND_NANOS) {
            windowNanos = now;
            oldOpenings = 0;
        }
        return ++oldOpenings > OLD_OPENINGS_PER_SECOND;
    }

    private void open(ByteBuf datagram, SessionNotice notice) {
        if (attempt != null) {
            attempt.end();
        }
        Session session = new Session(Datagrams.sessionId(datagram), notice, datagram);
        remember(session.id);
        attempt = session;
        legs.apply(session).addListener(done -> {
            if (done.isSuccess()) {
                session.opened((LoopbackLeg) done.getNow());
            } else {
                session.failed();
            }
        });
    }

    private void remember(long id) {
        if (earlier.size() == REMEMBERED) {
            earlier.remove();
        }
        earlier.add(id);
    }

    /** OpenVPN established a session over that port of ours; on the event loop. Says whether the port is this friend's. */
    public boolean established(int port) {
        Session session = attempt;
        if (session != null && session.usesPort(port)) {
            promote(session);
        }
        return live != null && live.usesPort(port);
    }

    private void promote(Session session) {
        if (live != null) {
            live.end();
        }
        live = session;
        attempt = null;
        lost = null;
        counters().increment(ShuttleCounter.TUNNEL_SESSIONS);
        cameThrough();
    }

    /** OpenVPN's process is gone, and with it what it knew of this friend; on the event loop. */
    public void processLost() {
        processUp = false;
        Session last = attempt == null ? live : attempt;
        closeLegs();
        lose(last);
    }

    /** This end is closed: tells the friend, and carries nothing more; on the event loop. */
    public void goodbye() {
        Session last = attempt == null ? live : attempt;
        if (last != null) {
            send(Datagrams.NOTICE, last.id, last.notice.proof(last.id));
        }
        cutOff();
    }

    /** OpenVPN gave the friend's session up; on the event loop. Nothing of it, if another is being made. */
    public void sessionEnded() {
        Session last = live;
        if (attempt == null && last != null) {
            closeLegs();
            lose(last);
            tellLost();
        }
    }

    private void lose(@Nullable Session session) {
        lost = session == null ? lost : new Lost(session.id, session.notice);
    }

    /** OpenVPN's process is back; on the event loop. */
    public void processBack() {
        processUp = true;
        noticeNanos = now() - NOTICE_INTERVAL_NANOS;
        tellLost();
    }

    /** Tells the friend that their session is lost, so that they begin a new one at once. */
    private void tellLost() {
        Lost session = lost;
        if (!processUp || session == null || now() - noticeNanos < NOTICE_INTERVAL_NANOS) {
            return;
        }
        noticeNanos = now();
        send(Datagrams.NOTICE, session.id, session.notice.proof(session.id));
    }

    private void send(int firstByte, long sessionId, byte[] proof) {
        ByteBuf notice = Unpooled.directBuffer(1 + Long.BYTES + SessionNotice.PROOF_BYTES);
        toOutside(notice.writeByte(firstByte).writeLong(sessionId).writeBytes(proof));
        flushOutside();
    }

    @Override
    void ask() {
        tellLost(); // it is the friend's end that asks
    }

    @Override
    void talks(boolean value) {
        share.inCall(value);
    }

    @Override
    void pathPresence(boolean present) {
        tellLost();
    }

    @Override
    void closeLegs() {
        if (live != null) {
            live.end();
            live = null;
        }
        if (attempt != null) {
            attempt.end();
            attempt = null;
        }
    }
}
