package io.voider.nat.turn.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunError;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import io.voider.nat.turn.TurnFrameDecoder;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** Peers are the other side's addresses; what is beyond this many is dropped. */
    static final int MAX_PEERS = 64;

    private static final int FIRST_CHANNEL = 0x4000;
    private static final int MAX_MESSAGE_BYTES = 2048;
    private static final int UDP = 17;
    private static final int LIFETIME_SECONDS = 600;
    /** A permission lasts 300 s (RFC 8656 section 9); this leaves time for retransmissions. */
    private static final long REBIND = TimeUnit.SECONDS.toNanos(240);

    private static final long FIRST_RETRANSMISSION = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int MAX_SENT = 6;
    private static final int MAX_REFUSALS = 4;

    private enum State {
        IDLE,
        ALLOCATING,
        ALLOCATED,
        ENDED
    }

    private static final class Peer {
        final InetSocketAddress address;
        final int channel;
        boolean bound;
        boolean refused;
        long rebindAt = Long.MAX_VALUE;

        Peer(InetSocketAddress address, int channel) {
            this.address = address;
            this.channel = channel;
        }
    }

    private static final class Request {
        final StunMethod method;
        final @Nullable Peer peer;
        final int lifetimeSeconds;
        byte[] message = {};
        int sent;
        long nextAt;

        Request(StunMethod method, @Nullable Peer peer, int lifetimeSeconds) {
            this.method = method;
            this.peer = peer;
            this.lifetimeSeconds = lifetimeSeconds;
        }
    }

    private final TurnOutputs outputs;
    private final Random random;
    private final boolean stream;
    private final String username;
    private final String password;
    private final Map<TransactionId, Request> open = new LinkedHashMap<>();
    private final Map<InetSocketAddress, Peer> peers = new HashMap<>();
    private final Map<Integer, Peer> channels = new HashMap<>();
    private State state = State.IDLE;
    private @Nullable String realm;
    private @Nullable String nonce;
    private @Nullable StunKey key;
    private int refusals;
    private long refreshAt = Long.MAX_VALUE;
    private long dropped;

    /** @param stream whether a reliable stream carries the messages: no retransmission, padding after channel data */
    public TurnClient(TurnOutputs outputs, Random random, boolean stream, String username, String password) {
        this.outputs = outputs;
        this.random = random;
        this.stream = stream;
        this.username = username;
        this.password = password;
    }

    /** Asks for the allocation. */
    public void start(long now) {
        state = State.ALLOCATING;
        ask(now, new Request(StunMethod.ALLOCATE, null, LIFETIME_SECONDS));
    }

    public boolean isAllocated() {
        return state == State.ALLOCATED;
    }

    /** Datagrams dropped because the relay refused the peer, or there are too many peers. */
    public long dropped() {
        return dropped;
    }

    /** Asks the server at once whether the allocation still stands. */
    public void refresh(long now) {
        if (state == State.ALLOCATED && open.values().stream().noneMatch(some -> some.method == StunMethod.REFRESH)) {
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
        open.clear();
        refreshAt = Long.MAX_VALUE;
        peers.clear();
        channels.clear();
    }

    /**
     * Sends {@code datagram}, which is the client's from now on, to {@code peer}. Until the peer's channel is there it goes
     * in an indication, right behind the request for the channel, which is what permits it: nothing waits for an answer.
     */
    public void send(long now, InetSocketAddress peer, ByteBuf datagram) {
        permit(now, peer);
        Peer known = peers.get(peer);
        if (known == null || known.refused) {
            dropped++;
            datagram.release();
        } else {
            outputs.send(known.bound ? channelData(known, datagram) : indication(known, datagram));
        }
    }

    /** Lets {@code peer} reach the allocation, and has a channel for it, before anything is sent there. */
    public void permit(long now, InetSocketAddress peer) {
        if (!peers.containsKey(peer) && state == State.ALLOCATED && peers.size() < MAX_PEERS) {
            Peer added = new Peer(peer, FIRST_CHANNEL + peers.size());
            peers.put(peer, added);
            channels.put(added.channel, added);
            ask(now, new Request(StunMethod.CHANNEL_BIND, added, 0));
        }
    }

    private ByteBuf indication(Peer peer, ByteBuf datagram) {
        byte[] data = ByteBufUtil.getBytes(datagram);
        datagram.release();
        byte[] message = StunWriter.indication(StunMethod.SEND, TransactionId.next(random))
                .address(StunAttribute.XOR_PEER_ADDRESS, peer.address)
                .bytes(StunAttribute.DATA, data)
                .toBytes();
        return Unpooled.wrappedBuffer(message);
    }

    private ByteBuf channelData(Peer peer, ByteBuf datagram) {
        int length = datagram.readableBytes();
        int padding = stream ? TurnFrameDecoder.padding(length) : 0;
        ByteBuf message = datagram.alloc().buffer(4 + length + padding);
        message.writeShort(peer.channel).writeShort(length).writeBytes(datagram).writeZero(padding);
        datagram.release();
        return message;
    }

    /** A message, or channel data, of the server; the buffer stays the caller's. */
    public void receive(long now, ByteBuf message) {
        if (message.readableBytes() >= 4 && (message.getByte(message.readerIndex()) & 0xC0) == 0x40) {
            receiveChannelData(message);
            return;
        }
        try {
            receive(now, StunMessage.decode(message, MAX_MESSAGE_BYTES));
        } catch (StunException e) {
            dropped++;
        }
    }

    private void receiveChannelData(ByteBuf message) {
        int at = message.readerIndex();
        Peer peer = channels.get(message.getUnsignedShort(at));
        int length = message.getUnsignedShort(at + 2);
        if (peer == null || length > message.readableBytes() - 4) {
            dropped++;
            return;
        }
        outputs.data(peer.address, message.retainedSlice(at + 4, length));
    }

    private void receive(long now, StunMessage message) {
        if (message.is(StunClass.INDICATION, StunMethod.DATA)) {
            InetSocketAddress peer = message.address(StunAttribute.XOR_PEER_ADDRESS);
            byte[] data = message.bytes(StunAttribute.DATA);
            if (state == State.ALLOCATED && peer != null && data != null) {
                outputs.data(peer, Unpooled.wrappedBuffer(data));
            }
            return;
        }
        Request request = open.get(message.transactionId());
        if (request == null || request.method != message.method()) {
            return;
        }
        if (message.messageClass() == StunClass.SUCCESS) {
            if (key != null && message.isAuthenticatedBy(key)) {
                open.remove(message.transactionId());
                succeeded(now, request, message);
            }
        } else if (message.messageClass() == StunClass.ERROR) {
            open.remove(message.transactionId());
            refused(now, request, message);
        }
    }

    private void succeeded(long now, Request request, StunMessage message) {
        refusals = 0;
        switch (request.method) {
            case ALLOCATE -> {
                InetSocketAddress relayed = message.address(StunAttribute.XOR_RELAYED_ADDRESS);
                if (relayed == null) {
                    fail("The relay granted an allocation without an address.");
                    return;
                }
                state = State.ALLOCATED;
                scheduleRefresh(now, message);
                outputs.allocated(relayed);
            }
            case REFRESH -> {
                if (request.lifetimeSeconds == 0) {
                    start(now);
                } else {
                    scheduleRefresh(now, message);
                }
            }
            default -> bound(now, request.peer);
        }
    }

    private void scheduleRefresh(long now, StunMessage message) {
        long lifetime = message.number(StunAttribute.LIFETIME, LIFETIME_SECONDS);
        refreshAt = now + TimeUnit.SECONDS.toNanos(Math.max(1, lifetime * 3 / 4));
    }

    private void bound(long now, @Nullable Peer peer) {
        if (peer == null) {
            return;
        }
        peer.bound = true;
        peer.rebindAt = now + REBIND;
    }

    private void refused(long now, Request request, StunMessage message) {
        StunError error = message.error();
        if (error == null) {
            return;
        }
        boolean challenged = error.is(StunError.UNAUTHORIZED) || error.is(StunError.STALE_NONCE);
        // A 401 to a request that carried credentials for this realm and nonce is a refusal, not a challenge.
        boolean fresh = key == null || error.is(StunError.STALE_NONCE);
        if (challenged && fresh && ++refusals <= MAX_REFUSALS && learn(message)) {
            ask(now, request);
        } else if (request.method == StunMethod.ALLOCATE
                && error.is(StunError.ALLOCATION_MISMATCH)
                && ++refusals <= MAX_REFUSALS) {
            // One of our former lives, with the same port, left an allocation behind.
            ask(now, new Request(StunMethod.REFRESH, null, 0));
        } else if (request.method == StunMethod.REFRESH && request.lifetimeSeconds == 0) {
            start(now);
        } else if (request.peer != null) {
            drop(request.peer);
        } else {
            fail("The relay refused: " + error.code() + " " + error.reason() + ".");
        }
    }

    private boolean learn(StunMessage message) {
        String itsRealm = message.text(StunAttribute.REALM);
        String itsNonce = message.text(StunAttribute.NONCE);
        if (itsRealm != null) {
            realm = itsRealm;
            key = StunKey.longTermMd5(username, itsRealm, password);
        }
        nonce = itsNonce;
        return realm != null && itsNonce != null;
    }

    /** The server will not relay to this peer. */
    private static void drop(Peer peer) {
        peer.refused = true;
        peer.bound = false;
        peer.rebindAt = Long.MAX_VALUE;
    }

    private void fail(String reason) {
        end();
        outputs.failed(reason);
    }

    private void ask(long now, Request request) {
        TransactionId id = TransactionId.next(random);
        StunWriter writer = StunWriter.request(request.method, id);
        switch (request.method) {
            case ALLOCATE ->
                writer.number(StunAttribute.REQUESTED_TRANSPORT, UDP)
                        .number(StunAttribute.LIFETIME, request.lifetimeSeconds);
            case REFRESH -> writer.number(StunAttribute.LIFETIME, request.lifetimeSeconds);
            default -> {
                Peer peer = request.peer;
                if (peer != null) {
                    writer.number(StunAttribute.CHANNEL_NUMBER, peer.channel)
                            .address(StunAttribute.XOR_PEER_ADDRESS, peer.address);
                }
            }
        }
        if (key != null && realm != null && nonce != null) {
            writer.text(StunAttribute.USERNAME, username)
                    .text(StunAttribute.REALM, realm)
                    .text(StunAttribute.NONCE, nonce)
                    .integrity(key);
        }
        request.message = writer.toBytes();
        request.sent = 0;
        open.put(id, request);
        transmit(now, request);
    }

    private void transmit(long now, Request request) {
        long wait = stream ? FIRST_RETRANSMISSION << MAX_SENT : FIRST_RETRANSMISSION << request.sent;
        request.sent = stream ? MAX_SENT : request.sent + 1;
        request.nextAt = now + wait;
        outputs.send(Unpooled.wrappedBuffer(request.message));
    }

    /** When {@link #timeout} wants to be called next. */
    public long deadline() {
        long deadline = refreshAt;
        for (Request request : open.values()) {
            deadline = Math.min(deadline, request.nextAt);
        }
        for (Peer peer : peers.values()) {
            deadline = Math.min(deadline, peer.rebindAt);
        }
        return deadline;
    }

    /** Does what is due. */
    public void timeout(long now) {
        for (Request request : List.copyOf(open.values())) {
            if (request.nextAt <= now && request.sent < MAX_SENT) {
                transmit(now, request);
            } else if (request.nextAt <= now) {
                unanswered(request);
            }
        }
        if (refreshAt <= now) {
            refreshAt = Long.MAX_VALUE;
            refresh(now);
        }
        for (Peer peer : List.copyOf(peers.values())) {
            if (peer.rebindAt <= now) {
                peer.rebindAt = Long.MAX_VALUE;
                ask(now, new Request(StunMethod.CHANNEL_BIND, peer, 0));
            }
        }
    }

    private void unanswered(Request request) {
        for (Iterator<Request> all = open.values().iterator(); all.hasNext(); ) {
            if (all.next() == request) {
                all.remove();
                break;
            }
        }
        if (request.peer != null && !request.peer.bound) {
            drop(request.peer);
        } else if (request.peer == null) {
            fail("The relay does not answer.");
        }
    }
}
