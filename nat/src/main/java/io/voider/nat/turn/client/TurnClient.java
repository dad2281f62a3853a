package io.voider.nat.turn.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.nat.stun.Retransmission;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunError;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunTransaction;
import io.voider.nat.stun.StunTransactions;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import io.voider.nat.turn.ChannelData;
import io.voider.nat.turn.client.TurnPeers.TurnPeer;
import io.voider.transport.time.Alarm;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One allocation, from asking for it to giving it back. Pure; called from one thread; times in nanoseconds.
 *
 * <pre>
 *   IDLE --start--&gt; ALLOCATING --success--&gt; ALLOCATED --refused, or no answer--&gt; ENDED
 *                       \----------refused, or no answer------------------------^
 * </pre>
 */
public final class TurnClient {
    private static final int MAX_MESSAGE_BYTES = 2048;
    private static final int UDP = 17;
    private static final int LIFETIME_SECONDS = 600;
    private static final int MAX_REFUSALS = 4;

    /** A binding of each peer, and a little. */
    private static final int MAX_OPEN = 2 * TurnPeers.MOST;

    /** Sooner than RFC 8489's 500 ms, for a line waits; and given up after 16 s instead of 40. */
    private static final Retransmission OVER_UDP = Retransmission.doubling(TimeUnit.MILLISECONDS.toNanos(250), 6);

    private static final Retransmission OVER_STREAM = Retransmission.of(TimeUnit.SECONDS.toNanos(16));

    private enum State {
        IDLE,
        ALLOCATING,
        ALLOCATED,
        ENDED
    }

    /** What a request is about: a peer's channel, or the allocation as a whole and how long it is to last. */
    private record Request(StunMethod method, @Nullable TurnPeer peer, int lifetimeSeconds) {}

    private final TurnOutputs outputs;
    private final Random random;
    private final Retransmission retransmission;
    private final LongTermCredentials credentials;
    private final StunTransactions<Request> transactions;
    private final TurnPeers peers = new TurnPeers();
    private State state = State.IDLE;
    private int refusals;
    private long refreshAt = Alarm.NEVER;

    /** @param stream whether a reliable stream carries the messages: nothing is sent again then */
    public TurnClient(TurnOutputs outputs, Random random, boolean stream, String username, String password) {
        this.outputs = outputs;
        this.random = random;
        this.retransmission = stream ? OVER_STREAM : OVER_UDP;
        this.credentials = new LongTermCredentials(username, password);
        this.transactions = new StunTransactions<>(random, MAX_OPEN, new StunTransactions.Outputs<>() {
            @Override
            public void send(Request subject, byte[] request) {
                outputs.send(Unpooled.wrappedBuffer(request));
            }

            @Override
            public void unanswered(Request subject) {
                TurnClient.this.unanswered(subject);
            }
        });
    }

    /** Asks for the allocation. */
    public void start(long now) {
        state = State.ALLOCATING;
        ask(now, new Request(StunMethod.ALLOCATE, null, LIFETIME_SECONDS));
    }

    /** Asks the server at once whether the allocation still stands. */
    public void refresh(long now) {
        if (state == State.ALLOCATED
                && transactions.open().stream().noneMatch(some -> some.method() == StunMethod.REFRESH)) {
            ask(now, new Request(StunMethod.REFRESH, null, LIFETIME_SECONDS));
        }
    }

    /** Gives the allocation back, without waiting for an answer. */
    public void close(long now) {
        if (state == State.ALLOCATED) {
            ask(now, new Request(StunMethod.REFRESH, null, 0));
        }
        end();
    }

    private void end() {
        state = State.ENDED;
        transactions.clear();
        refreshAt = Alarm.NEVER;
        peers.clear();
    }

    /**
     * Sends {@code datagram}, which is the client's from now on, to {@code peer}. Until the peer's channel is there it goes
     * in an indication, right behind the request for the channel, which is what permits it: nothing waits for an answer.
     */
    public void send(long now, InetSocketAddress peer, ByteBuf datagram) {
        permit(now, peer);
        TurnPeer known = peers.of(peer);
        try {
            if (known == null || known.isRefused()) {
                outputs.dropped();
            } else {
                outputs.send(
                        known.isBound()
                                ? ChannelData.of(known.channel, datagram)
                                : indication(known.address, datagram));
            }
        } finally {
            datagram.release();
        }
    }

    private ByteBuf indication(InetSocketAddress peer, ByteBuf datagram) {
        byte[] message = StunWriter.indication(StunMethod.SEND, TransactionId.next(random))
                .address(StunAttribute.XOR_PEER_ADDRESS, peer)
                .bytes(StunAttribute.DATA, ByteBufUtil.getBytes(datagram))
                .toBytes();
        return Unpooled.wrappedBuffer(message);
    }

    /** Lets {@code peer} reach the allocation, and has a channel for it, before anything is sent there. */
    public void permit(long now, InetSocketAddress peer) {
        TurnPeer added = state == State.ALLOCATED ? peers.add(peer) : null;
        if (added != null) {
            ask(now, new Request(StunMethod.CHANNEL_BIND, added, 0));
        }
    }

    /** A message, or channel data, of the server; the buffer stays the caller's. */
    public void receive(long now, ByteBuf message) {
        if (ChannelData.isOne(message)) {
            TurnPeer peer = peers.of(ChannelData.number(message));
            ByteBuf data = peer == null ? null : ChannelData.data(message);
            if (peer == null || data == null) {
                outputs.dropped();
            } else {
                outputs.data(peer.address, data);
            }
            return;
        }
        try {
            receive(now, StunMessage.decode(message, MAX_MESSAGE_BYTES));
        } catch (StunException e) {
            outputs.dropped();
        }
    }

    private void receive(long now, StunMessage message) {
        if (message.is(StunClass.INDICATION, StunMethod.DATA)) {
            InetSocketAddress peer = message.address(StunAttribute.XOR_PEER_ADDRESS);
            byte[] data = message.bytes(StunAttribute.DATA);
            if (state == State.ALLOCATED && peer != null && data != null) {
                outputs.data(peer, Unpooled.wrappedBuffer(data));
            } else {
                outputs.dropped();
            }
            return;
        }
        StunTransaction<Request> transaction = transactions.find(message);
        boolean success = message.messageClass() == StunClass.SUCCESS;
        if (transaction == null || (success && !credentials.confirm(message))) {
            outputs.dropped();
            return;
        }
        transactions.end(transaction);
        if (success) {
            succeeded(now, transaction.subject(), message);
        } else {
            refused(now, transaction.subject(), message);
        }
    }

    private void succeeded(long now, Request request, StunMessage message) {
        refusals = 0;
        TurnPeer peer = request.peer;
        if (peer != null) {
            peer.bound(now);
        } else if (request.method == StunMethod.ALLOCATE) {
            allocated(now, message);
        } else if (request.lifetimeSeconds == 0) {
            start(now);
        } else {
            scheduleRefresh(now, message);
        }
    }

    private void allocated(long now, StunMessage message) {
        InetSocketAddress relayed = message.address(StunAttribute.XOR_RELAYED_ADDRESS);
        if (relayed == null) {
            fail("The relay granted an allocation without an address.");
            return;
        }
        state = State.ALLOCATED;
        scheduleRefresh(now, message);
        outputs.allocated(relayed);
    }

    private void scheduleRefresh(long now, StunMessage message) {
        long lifetime = message.number(StunAttribute.LIFETIME, LIFETIME_SECONDS);
        refreshAt = now + TimeUnit.SECONDS.toNanos(Math.max(1, lifetime * 3 / 4));
    }

    private void refused(long now, Request request, StunMessage message) {
        StunError error = message.error();
        if (error == null) {
            return;
        }
        boolean challenged = error.is(StunError.UNAUTHORIZED) || error.is(StunError.STALE_NONCE);
        // A 401 to a request that carried credentials for this realm and nonce is a refusal, not a challenge.
        boolean fresh = !credentials.hasKey() || error.is(StunError.STALE_NONCE);
        if (challenged && fresh && ++refusals <= MAX_REFUSALS && credentials.learn(message)) {
            ask(now, request);
        } else if (request.method == StunMethod.ALLOCATE
                && error.is(StunError.ALLOCATION_MISMATCH)
                && ++refusals <= MAX_REFUSALS) {
            // One of our former lives, with the same port, left an allocation behind.
            ask(now, new Request(StunMethod.REFRESH, null, 0));
        } else if (request.method == StunMethod.REFRESH && request.lifetimeSeconds == 0) {
            start(now);
        } else if (request.peer != null) {
            request.peer.refused();
        } else {
            fail("The relay refused: " + error.code() + " " + error.reason() + ".");
        }
    }

    private void unanswered(Request request) {
        if (request.peer == null) {
            fail("The relay does not answer.");
        } else if (!request.peer.isBound()) {
            request.peer.refused();
        }
    }

    private void fail(String reason) {
        end();
        outputs.failed(reason);
    }

    private void ask(long now, Request request) {
        transactions.begin(
                now, request.method, request, retransmission, begun -> credentials.sign(written(begun, request)));
    }

    private static StunWriter written(StunWriter begun, Request request) {
        TurnPeer peer = request.peer;
        if (peer != null) {
            return begun.number(StunAttribute.CHANNEL_NUMBER, peer.channel)
                    .address(StunAttribute.XOR_PEER_ADDRESS, peer.address);
        }
        if (request.method == StunMethod.ALLOCATE) {
            begun.number(StunAttribute.REQUESTED_TRANSPORT, UDP);
        }
        return begun.number(StunAttribute.LIFETIME, request.lifetimeSeconds);
    }

    /** When {@link #timeout} wants to be called next; {@link Alarm#NEVER} or later for not at all. */
    public long deadline() {
        return Math.min(refreshAt, Math.min(transactions.deadline(), peers.deadline()));
    }

    /** Does what is due. */
    public void timeout(long now) {
        transactions.timeout(now);
        if (refreshAt <= now) {
            refreshAt = Alarm.NEVER;
            refresh(now);
        }
        for (TurnPeer peer : peers.due(now)) {
            ask(now, new Request(StunMethod.CHANNEL_BIND, peer, 0));
        }
    }
}
