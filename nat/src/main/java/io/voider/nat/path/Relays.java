package io.voider.nat.path;

import io.netty.buffer.ByteBuf;
import io.voider.nat.ice.Base;
import io.voider.nat.turn.TurnTransport;
import io.voider.nat.wan.WanSide;
import io.voider.nat.wan.WanSocket;
import io.voider.transport.time.Alarm;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has one allocation on one of the relays: tries them in order, the next when those before have not answered for a while,
 * and keeps the first that answers. When it is lost, begins again, ever less often while that fails.
 */
final class Relays implements RelaySession.Listener {
    /** What becomes of the allocation. */
    interface Listener {
        void allocated(Base relay, InetSocketAddress address);

        void lost(Base relay);

        void data(Base relay, InetSocketAddress peer, ByteBuf datagram);

        /** A datagram that no relay's client could send or understand. */
        void dropped();
    }

    /** Two round trips to a relay on another continent. */
    private static final long NEXT_AFTER = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_DOUBLINGS = 6;
    private static final int FIRST_BASE = 1 << 20;

    private final WanSide wan;
    private final Random random;
    private final Listener listener;
    private final List<RelaySession> trying = new ArrayList<>();
    private List<TurnServer> servers = List.of();
    private @Nullable WanSocket socket;
    private @Nullable RelaySession session;
    private Base base = new Base(FIRST_BASE, Base.Kind.RELAY);
    private final Alarm alarm;
    /** The server that is tried when the alarm rings. */
    private int next;

    private int failures;
    private boolean closed;

    Relays(WanSide wan, Random random, Listener listener) {
        this.wan = wan;
        this.alarm = wan.alarm(() -> tryFrom(next));
        this.random = random;
        this.listener = listener;
    }

    /**
     * Uses these servers from now on, and {@code towards} those that speak UDP. They are told anew when a rendezvous is back: what it lent
     * before it went is gone then, which a relay over UDP says only when it is asked.
     */
    void use(List<TurnServer> those, @Nullable WanSocket towards) {
        servers = those;
        socket = towards;
        failures = 0;
        refresh();
    }

    private void tryFrom(int index) {
        if (closed || session != null || index >= servers.size()) {
            return;
        }
        TurnServer server = servers.get(index);
        boolean udp = server.transport() == TurnTransport.UDP;
        if (udp && (socket == null || !socket.base.equals(new Base(0, Base.Kind.IPV4)))) {
            tryFrom(index + 1);
            return;
        }
        RelaySession started = new RelaySession(server, wan, random, udp ? socket : null, this);
        trying.add(started);
        started.start();
        later(NEXT_AFTER, index + 1);
    }

    private void later(long nanos, int index) {
        next = index;
        alarm.set(wan.now() + nanos);
    }

    @Override
    public void allocated(RelaySession which, InetSocketAddress relayed) {
        if (session != null && session != which) {
            which.close();
            return;
        }
        failures = 0;
        session = which;
        trying.remove(which);
        trying.forEach(RelaySession::close);
        trying.clear();
        base = new Base(base.number() + 1, Base.Kind.RELAY);
        listener.allocated(base, relayed);
    }

    @Override
    public void failed(RelaySession which, String reason) {
        trying.remove(which);
        if (session == which) {
            session = null;
            listener.lost(base);
            if (!closed) {
                tryFrom(0);
            }
        } else if (session == null && trying.isEmpty() && !closed) {
            later(RETRY << Math.min(failures++, MAX_DOUBLINGS), 0);
        }
    }

    @Override
    public void data(RelaySession which, InetSocketAddress peer, ByteBuf datagram) {
        if (which == session) {
            listener.data(base, peer, datagram);
        } else {
            datagram.release();
            listener.dropped();
        }
    }

    @Override
    public void dropped() {
        listener.dropped();
    }

    /** Whether a datagram that came to {@code at} is of a relay that is spoken to over UDP; if so it has been taken. */
    boolean receive(Base at, InetSocketAddress from, ByteBuf datagram) {
        WanSocket udp = socket;
        if (udp == null || !udp.base.equals(at)) {
            return false;
        }
        RelaySession which = session;
        if (which == null || !speaksUdpWith(which, from)) {
            which = tryingUdpWith(from);
        }
        // Where a relay's address is that of a STUN service too, answers to plain bindings are not for the client.
        if (which == null || isBinding(datagram)) {
            return false;
        }
        which.receive(datagram);
        return true;
    }

    private @Nullable RelaySession tryingUdpWith(InetSocketAddress address) {
        for (int i = 0; i < trying.size(); i++) {
            if (speaksUdpWith(trying.get(i), address)) {
                return trying.get(i);
            }
        }
        return null;
    }

    private static boolean speaksUdpWith(RelaySession session, InetSocketAddress address) {
        TurnServer server = session.server();
        return server.transport() == TurnTransport.UDP && server.address().equals(address);
    }

    private static boolean isBinding(ByteBuf datagram) {
        int type = datagram.readableBytes() < 2 ? 0 : datagram.getUnsignedShort(datagram.readerIndex());
        return type == 0x0001 || type == 0x0101 || type == 0x0111;
    }

    void send(Base from, InetSocketAddress peer, ByteBuf datagram) {
        RelaySession which = session;
        if (which != null && from.equals(base)) {
            which.send(peer, datagram);
        } else {
            listener.dropped();
            datagram.release();
        }
    }

    /** Has the relay let the peer in, and sends it nothing. */
    void permit(Base from, InetSocketAddress peer) {
        RelaySession which = session;
        if (which != null && from.equals(base)) {
            which.permit(peer);
        }
    }

    void flush() {
        RelaySession which = session;
        if (which != null) {
            which.flush();
        }
    }

    void refresh() {
        RelaySession which = session;
        if (which != null) {
            which.refresh();
        } else if (trying.isEmpty()) {
            failures = 0;
            tryFrom(0);
        }
    }

    void close() {
        closed = true;
        alarm.cancel();
        RelaySession which = session;
        if (which != null) {
            which.close();
        }
        trying.forEach(RelaySession::close);
    }
}
