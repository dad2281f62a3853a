package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.voider.transport.count.Counter;
import io.voider.transport.identity.SessionNotice;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.identity.TlsCryptServerKey;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A friend's shuttle at the server: each of his sessions has a leg of its own, with a port of its own.
 *
 * <p>OpenVPN's server takes a client that comes back from the same address for one that renegotiates, and never gives it its
 * configuration. So a new session gets a new leg. Since anybody could send the datagram that opens a session, it must be
 * proven by the friend's own tls-crypt-v2 key, and the session that is up keeps its leg until the new one is up as well: a
 * datagram that was recorded and sent again opens a leg that never comes up, and disturbs nothing.
 */
public final class FriendShuttle extends Shuttle {
    /** How long an attempt that has not come up is left alone before another may replace it. */
    private static final long ATTEMPT_NANOS = 500_000_000L;

    /** Openings looked at in a second; each costs some 20 µs. */
    private static final int OPENINGS_PER_SECOND = 100;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long NOTICE_INTERVAL_NANOS = SECOND_NANOS / 4;

    /** Ids of earlier sessions that are remembered, so that their openings cannot be sent again. */
    private static final int REMEMBERED = 256;

    private final Subscriber subscriber;
    private final TlsCryptServerKey key;
    private final Function<LoopbackSocket.Receiver, Future<? extends LoopbackLeg>> legs;
    private final Queue<Long> earlier = new ArrayDeque<>();
    private @Nullable Session live;
    private @Nullable Session attempt;
    private @Nullable Session lost;
    private boolean processUp;
    private long noticeNanos;
    private long windowNanos;
    private int openings;

    /** @param legs opens a leg; the future is completed on the event loop */
    public FriendShuttle(
            IoEventLoop loop,
            Subscriber subscriber,
            TlsCryptServerKey key,
            Function<LoopbackSocket.Receiver, Future<? extends LoopbackLeg>> legs) {
        super(loop);
        this.subscriber = subscriber;
        this.key = key;
        this.legs = legs;
        this.windowNanos = now() - SECOND_NANOS;
        this.noticeNanos = now() - NOTICE_INTERVAL_NANOS;
    }

    private long now() {
        return eventLoop().ticker().nanoTime();
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
                drop(datagram, Counter.DROPPED_TUNNEL_NO_SESSION);
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
            case Datagrams.DATA_V1, Datagrams.DATA_V2 -> deliver(live == null ? attempt : live, datagram);
            case Datagrams.CONTROL_SOFT_RESET_V1, Datagrams.CONTROL_V1, Datagrams.ACK_V1, Datagrams.CONTROL_WKC_V1 ->
                deliver(sessionOf(datagram), datagram);
            case Datagrams.CONTROL_HARD_RESET_CLIENT_V3 -> opening(datagram);
            default -> drop(datagram, Counter.DROPPED_TUNNEL_ALIEN);
        }
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
        if (session != null) {
            session.take(datagram);
        } else {
            drop(datagram, Counter.DROPPED_TUNNEL_NO_SESSION);
            tellLost();
        }
    }

    private void opening(ByteBuf datagram) {
        Session known = sessionOf(datagram);
        if (known != null && known == attempt) {
            known.take(datagram); // the answer was lost, or is late
            return;
        }
        long now = now();
        if (!Datagrams.hasSessionId(datagram) || earlier.contains(Datagrams.sessionId(datagram))) {
            drop(datagram, Counter.DROPPED_TUNNEL_REPLAY);
            tellLost();
        } else if ((attempt != null && now - attempt.sinceNanos < ATTEMPT_NANOS) || exhausted(now)) {
            drop(datagram, Counter.DROPPED_TUNNEL_HASTE);
        } else {
            open(datagram);
        }
    }

    private boolean exhausted(long now) {
        if (now - windowNanos >= SECOND_NANOS) {
            windowNanos = now;
            openings = 0;
        }
        return ++openings > OPENINGS_PER_SECOND;
    }

    private void open(ByteBuf datagram) {
        byte[] bytes = new byte[datagram.readableBytes()];
        datagram.getBytes(datagram.readerIndex(), bytes);
        Optional<TlsCryptServerKey.Opening> opening =
                key.opens(bytes).filter(found -> found.subscriber().equals(subscriber));
        if (opening.isEmpty()) {
            drop(datagram, Counter.DROPPED_TUNNEL_FORGED);
            return;
        }
        if (attempt != null) {
            attempt.end();
        }
        Session session =
                new Session(Datagrams.sessionId(datagram), opening.get().notice(), datagram);
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
        counters().increment(Counter.TUNNEL_SESSIONS);
    }

    /** OpenVPN's process is gone, and with it what it knew of this friend; on the event loop. */
    public void processLost() {
        processUp = false;
        Session last = attempt == null ? live : attempt;
        closeLegs();
        lost = last == null ? lost : last;
    }

    /** OpenVPN's process is back; on the event loop. */
    public void processBack() {
        processUp = true;
        noticeNanos = now() - NOTICE_INTERVAL_NANOS;
        tellLost();
    }

    /** Tells the friend that his session is lost, so that he begins a new one at once. */
    private void tellLost() {
        Session session = lost;
        if (!processUp || session == null || now() - noticeNanos < NOTICE_INTERVAL_NANOS) {
            return;
        }
        noticeNanos = now();
        ByteBuf notice = Unpooled.directBuffer(1 + Long.BYTES + SessionNotice.PROOF_BYTES);
        notice.writeByte(Datagrams.NOTICE).writeLong(session.id).writeBytes(session.notice.proof(session.id));
        toOutside(notice);
        flushOutside();
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
