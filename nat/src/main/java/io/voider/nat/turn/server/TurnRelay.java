package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.nat.limit.Tally;
import io.voider.nat.limit.TokenBucket;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunError;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TURN server over UDP (RFC 8656) without its sockets. Datagrams and the time come in, {@link Actions} go out. One
 * thread only.
 *
 * <p>Of what RFC 8656 leaves open: long-term credentials with SHA-1 integrity, whose user names and passwords come from a
 * {@link SharedSecret}; no reservation of a second port (error 508), no DONT-FRAGMENT (error 420), no TCP relaying, no
 * two address families in one allocation (the second is left out, as section 7.2 allows).
 */
final class TurnRelay {
    static final String REALM = "voider";
    static final int MIN_CHANNEL = 0x4000;
    /** RFC 8656 stops at 0x4FFF; clients of RFC 5766 go on to here, and at a server nothing else begins so. */
    static final int MAX_CHANNEL = 0x7FFF;

    static final int CHANNEL_HEADER = 4;
    static final int DEFAULT_LIFETIME_SECONDS = 600;
    static final int MAX_LIFETIME_SECONDS = 3600;
    private static final long PERMISSION_NANOS = TimeUnit.SECONDS.toNanos(300);
    private static final long CHANNEL_NANOS = TimeUnit.SECONDS.toNanos(600);
    private static final int UDP = 17;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    /** What the relay asks its surroundings to do. */
    interface Actions {
        void reply(FiveTuple to, byte[] response);

        /** Open a UDP socket for relayed addresses of that family, on an even port if asked; then call back. */
        void open(Allocation allocation, boolean evenPort);

        void close(Allocation allocation);

        /** Send from the allocation's relay socket; takes over {@code data}. */
        void toPeer(Allocation allocation, InetSocketAddress peer, ByteBuf data);

        /** Send to the allocation's client from the server's socket; takes over {@code message}. */
        void toClient(FiveTuple to, ByteBuf message);
    }

    private final StunTurnConfiguration.Relay settings;
    private final Set<InetAddress> own;
    private final PeerPolicy policy;
    private final Nonces nonces;
    private final Random random;
    private final Actions actions;
    private final Tally<StunTurnCounter> counts;
    private final Map<FiveTuple, Allocation> allocations = new HashMap<>();
    private final Map<InetSocketAddress, Allocation> byRelayed = new HashMap<>();
    private final Map<String, Integer> perUser = new HashMap<>();
    private final boolean hasIpv4;
    private final boolean hasIpv6;

    /** @param own all addresses of the server */
    TurnRelay(
            StunTurnConfiguration.Relay settings,
            List<InetAddress> own,
            Random random,
            Actions actions,
            Tally<StunTurnCounter> counts) {
        this.settings = settings;
        this.own = new HashSet<>(own);
        this.policy = new PeerPolicy(settings.allowedRanges());
        byte[] nonceKey = new byte[32];
        random.nextBytes(nonceKey);
        this.nonces = new Nonces(nonceKey);
        this.random = random;
        this.actions = actions;
        this.counts = counts;
        this.hasIpv6 = own.stream().anyMatch(Inet6Address.class::isInstance);
        this.hasIpv4 = own.stream().anyMatch(address -> !(address instanceof Inet6Address));
    }

    int allocations() {
        return allocations.size();
    }

    /** A request of one of TURN's methods. */
    void request(StunMessage request, FiveTuple from, long nowNanos, long nowUnixSeconds) {
        if (!request.has(StunAttribute.MESSAGE_INTEGRITY)) {
            challenge(request, from, StunError.UNAUTHORIZED, nowNanos);
            return;
        }
        String username = request.text(StunAttribute.USERNAME);
        String nonce = request.text(StunAttribute.NONCE);
        if (username == null || nonce == null || !request.has(StunAttribute.REALM)) {
            actions.reply(from, StunWriter.error(request, StunError.BAD_REQUEST).toBytes());
            return;
        }
        if (!nonces.isGood(nonce, from.client(), nowNanos)) {
            challenge(request, from, StunError.STALE_NONCE, nowNanos);
            return;
        }
        Optional<StunKey> key = settings.secret()
                .password(username, nowUnixSeconds)
                .map(password -> StunKey.longTermMd5(username, REALM, password))
                .filter(request::isAuthenticatedBy);
        if (key.isEmpty()) {
            challenge(request, from, StunError.UNAUTHORIZED, nowNanos);
            return;
        }
        authenticated(request, from, username, key.get(), nowNanos);
    }

    private void challenge(StunMessage request, FiveTuple from, StunError error, long nowNanos) {
        actions.reply(
                from,
                StunWriter.error(request, error)
                        .text(StunAttribute.REALM, REALM)
                        .text(StunAttribute.NONCE, nonces.issue(from.client(), nowNanos))
                        .toBytes());
    }

    private void authenticated(StunMessage request, FiveTuple from, String username, StunKey key, long nowNanos) {
        List<Integer> unknown = new ArrayList<>(request.notUnderstood());
        if (request.has(StunAttribute.DONT_FRAGMENT)) {
            unknown.add(StunAttribute.DONT_FRAGMENT.code());
        }
        if (!unknown.isEmpty()) {
            actions.reply(
                    from,
                    StunWriter.error(request, StunError.UNKNOWN_ATTRIBUTE)
                            .unknownAttributes(unknown)
                            .integrity(key)
                            .toBytes());
            return;
        }
        Allocation allocation = allocations.get(from);
        if (allocation != null && !allocation.username.equals(username) && !sameUser(allocation, username)) {
            refuse(request, from, key, StunError.WRONG_CREDENTIALS);
        } else if (request.method() == StunMethod.ALLOCATE) {
            allocate(request, from, username, key, allocation, nowNanos);
        } else if (allocation == null || allocation.state != Allocation.State.OPEN) {
            refuse(request, from, key, StunError.ALLOCATION_MISMATCH);
        } else if (request.method() == StunMethod.REFRESH) {
            refresh(request, allocation, key, nowNanos);
        } else if (request.method() == StunMethod.CREATE_PERMISSION) {
            permit(request, allocation, key, nowNanos);
        } else if (request.method() == StunMethod.CHANNEL_BIND) {
            bind(request, allocation, key, nowNanos);
        } else {
            refuse(request, from, key, StunError.BAD_REQUEST);
        }
    }

    /** Credentials are renewed while an allocation lives: it stays with the same pseudonym. */
    private static boolean sameUser(Allocation allocation, String username) {
        return SharedSecret.pseudonym(allocation.username).equals(SharedSecret.pseudonym(username));
    }

    private void allocate(
            StunMessage request,
            FiveTuple from,
            String username,
            StunKey key,
            @Nullable Allocation existing,
            long nowNanos) {
        if (existing != null) {
            boolean retransmitted = existing.request.transactionId().equals(request.transactionId());
            if (!retransmitted) {
                refuse(request, from, key, StunError.ALLOCATION_MISMATCH);
            } else if (existing.state == Allocation.State.OPEN) {
                allocated(existing);
            }
            return;
        }
        Optional<StunError> error = reasonAgainst(request, username);
        if (error.isPresent()) {
            refuse(request, from, key, error.get());
            return;
        }
        boolean ipv6 = request.number(StunAttribute.REQUESTED_ADDRESS_FAMILY, IPV4) == IPV6;
        Allocation allocation = new Allocation(
                from,
                username,
                key,
                request,
                ipv6,
                new TokenBucket(settings.quotas().bytes(), nowNanos));
        allocation.lifetimeSeconds = lifetime(request);
        allocation.endNanos = nowNanos + TimeUnit.SECONDS.toNanos(allocation.lifetimeSeconds);
        allocations.put(from, allocation);
        perUser.merge(SharedSecret.pseudonym(username), 1, Integer::sum);
        actions.open(allocation, request.has(StunAttribute.EVEN_PORT));
    }

    private Optional<StunError> reasonAgainst(StunMessage request, String username) {
        if (!request.has(StunAttribute.REQUESTED_TRANSPORT)) {
            return Optional.of(StunError.BAD_REQUEST);
        }
        if (request.number(StunAttribute.REQUESTED_TRANSPORT, 0) != UDP) {
            return Optional.of(StunError.UNSUPPORTED_TRANSPORT_PROTOCOL);
        }
        long family = request.number(StunAttribute.REQUESTED_ADDRESS_FAMILY, IPV4);
        if (!(family == IPV4 && hasIpv4) && !(family == IPV6 && hasIpv6)) {
            return Optional.of(StunError.ADDRESS_FAMILY_NOT_SUPPORTED);
        }
        byte[] even = request.bytes(StunAttribute.EVEN_PORT);
        if (request.has(StunAttribute.RESERVATION_TOKEN) || (even != null && even[0] < 0)) {
            return Optional.of(StunError.INSUFFICIENT_CAPACITY);
        }
        StunTurnConfiguration.Quotas quotas = settings.quotas();
        if (perUser.getOrDefault(SharedSecret.pseudonym(username), 0) >= quotas.allocationsPerUser()) {
            counts.increment(StunTurnCounter.TURN_REFUSED_QUOTA);
            return Optional.of(StunError.ALLOCATION_QUOTA_REACHED);
        }
        if (allocations.size() >= quotas.allocations()) {
            counts.increment(StunTurnCounter.TURN_REFUSED_QUOTA);
            return Optional.of(StunError.INSUFFICIENT_CAPACITY);
        }
        return Optional.empty();
    }

    /** The relay socket is open; {@code relayed} is where peers reach it. */
    void opened(Allocation allocation, InetSocketAddress relayed, Object socket) {
        allocation.socket = socket;
        if (allocation.state == Allocation.State.CLOSED) {
            actions.close(allocation);
            return;
        }
        allocation.state = Allocation.State.OPEN;
        allocation.relayed = relayed;
        byRelayed.put(relayed, allocation);
        counts.increment(StunTurnCounter.TURN_ALLOCATED);
        allocated(allocation);
    }

    /** No relay socket could be had. */
    void notOpened(Allocation allocation) {
        if (allocation.state == Allocation.State.OPENING) {
            end(allocation);
            actions.reply(
                    allocation.fiveTuple,
                    StunWriter.error(allocation.request, StunError.INSUFFICIENT_CAPACITY)
                            .integrity(allocation.key)
                            .toBytes());
        }
    }

    private void allocated(Allocation allocation) {
        InetSocketAddress relayed = allocation.relayed;
        if (relayed == null) {
            return;
        }
        actions.reply(
                allocation.fiveTuple,
                StunWriter.success(allocation.request)
                        .address(StunAttribute.XOR_RELAYED_ADDRESS, relayed)
                        .address(StunAttribute.XOR_MAPPED_ADDRESS, allocation.fiveTuple.client())
                        .number(StunAttribute.LIFETIME, allocation.lifetimeSeconds)
                        .integrity(allocation.key)
                        .toBytes());
    }

    private static long lifetime(StunMessage request) {
        long wanted = request.number(StunAttribute.LIFETIME, DEFAULT_LIFETIME_SECONDS);
        return Math.min(Math.max(wanted, DEFAULT_LIFETIME_SECONDS), MAX_LIFETIME_SECONDS);
    }

    private void refresh(StunMessage request, Allocation allocation, StunKey key, long nowNanos) {
        long family = request.number(StunAttribute.REQUESTED_ADDRESS_FAMILY, allocation.ipv6 ? IPV6 : IPV4);
        if ((family == IPV6) != allocation.ipv6) {
            refuse(request, allocation.fiveTuple, key, StunError.PEER_ADDRESS_FAMILY_MISMATCH);
            return;
        }
        long granted = 0;
        if (request.number(StunAttribute.LIFETIME, DEFAULT_LIFETIME_SECONDS) == 0) {
            end(allocation);
        } else {
            granted = lifetime(request);
            allocation.lifetimeSeconds = granted;
            allocation.endNanos = nowNanos + TimeUnit.SECONDS.toNanos(granted);
        }
        actions.reply(
                allocation.fiveTuple,
                StunWriter.success(request)
                        .number(StunAttribute.LIFETIME, granted)
                        .integrity(key)
                        .toBytes());
    }

    private void permit(StunMessage request, Allocation allocation, StunKey key, long nowNanos) {
        List<InetSocketAddress> peers = request.addresses(StunAttribute.XOR_PEER_ADDRESS);
        if (peers.isEmpty()) {
            refuse(request, allocation.fiveTuple, key, StunError.BAD_REQUEST);
            return;
        }
        for (InetSocketAddress peer : peers) {
            Optional<StunError> error = reasonAgainst(allocation, peer);
            if (error.isPresent()) {
                refuse(request, allocation.fiveTuple, key, error.get());
                return;
            }
        }
        for (InetSocketAddress peer : peers) {
            if (!allocation.permit(
                    peer.getAddress(),
                    nowNanos + PERMISSION_NANOS,
                    nowNanos,
                    settings.quotas().permissions())) {
                counts.increment(StunTurnCounter.TURN_REFUSED_QUOTA);
                refuse(request, allocation.fiveTuple, key, StunError.INSUFFICIENT_CAPACITY);
                return;
            }
        }
        succeed(request, allocation, key);
    }

    private void bind(StunMessage request, Allocation allocation, StunKey key, long nowNanos) {
        int number = (int) request.number(StunAttribute.CHANNEL_NUMBER, 0);
        InetSocketAddress peer = request.address(StunAttribute.XOR_PEER_ADDRESS);
        if (number < MIN_CHANNEL
                || number > MAX_CHANNEL
                || peer == null
                || peer.getPort() == 0
                || !allocation.mayBind(number, peer, nowNanos)) {
            refuse(request, allocation.fiveTuple, key, StunError.BAD_REQUEST);
            return;
        }
        Optional<StunError> error = reasonAgainst(allocation, peer);
        if (error.isPresent()) {
            refuse(request, allocation.fiveTuple, key, error.get());
            return;
        }
        StunTurnConfiguration.Quotas quotas = settings.quotas();
        boolean room = allocation.permit(peer.getAddress(), nowNanos + PERMISSION_NANOS, nowNanos, quotas.permissions())
                && allocation.bind(number, peer, nowNanos + CHANNEL_NANOS, nowNanos, quotas.channels());
        if (room) {
            succeed(request, allocation, key);
        } else {
            counts.increment(StunTurnCounter.TURN_REFUSED_QUOTA);
            refuse(request, allocation.fiveTuple, key, StunError.INSUFFICIENT_CAPACITY);
        }
    }

    private Optional<StunError> reasonAgainst(Allocation allocation, InetSocketAddress peer) {
        if ((peer.getAddress() instanceof Inet6Address) != allocation.ipv6) {
            return Optional.of(StunError.PEER_ADDRESS_FAMILY_MISMATCH);
        }
        if (!own.contains(peer.getAddress()) && !policy.allows(peer.getAddress())) {
            counts.increment(StunTurnCounter.TURN_REFUSED_PEER);
            return Optional.of(StunError.FORBIDDEN);
        }
        return Optional.empty();
    }

    /** A Send indication. */
    void indication(StunMessage indication, FiveTuple from, long nowNanos) {
        Allocation allocation = allocations.get(from);
        InetSocketAddress peer = indication.address(StunAttribute.XOR_PEER_ADDRESS);
        byte[] data = indication.bytes(StunAttribute.DATA);
        boolean understood = indication.notUnderstood().isEmpty() && !indication.has(StunAttribute.DONT_FRAGMENT);
        if (allocation == null || peer == null || data == null || !understood) {
            counts.increment(StunTurnCounter.TURN_DROPPED_NO_ALLOCATION);
        } else {
            toPeer(allocation, peer, Unpooled.wrappedBuffer(data), nowNanos);
        }
    }

    /** Whether the first two bytes are a channel number. */
    static boolean looksLikeChannelData(ByteBuf datagram) {
        if (datagram.readableBytes() < CHANNEL_HEADER) {
            return false;
        }
        int number = datagram.getUnsignedShort(datagram.readerIndex());
        return number >= MIN_CHANNEL && number <= MAX_CHANNEL;
    }

    /** A ChannelData message; the buffer stays the caller's. */
    void channelData(ByteBuf datagram, FiveTuple from, long nowNanos) {
        Allocation allocation = allocations.get(from);
        int number = datagram.getUnsignedShort(datagram.readerIndex());
        int length = datagram.getUnsignedShort(datagram.readerIndex() + 2);
        InetSocketAddress peer = allocation == null ? null : allocation.peerOf(number, nowNanos);
        if (allocation == null || peer == null || length > datagram.readableBytes() - CHANNEL_HEADER) {
            counts.increment(StunTurnCounter.TURN_DROPPED_NO_ALLOCATION);
        } else {
            ByteBuf data = datagram.retainedSlice(datagram.readerIndex() + CHANNEL_HEADER, length);
            toPeer(allocation, peer, data, nowNanos);
        }
    }

    private void toPeer(Allocation allocation, InetSocketAddress peer, ByteBuf data, long nowNanos) {
        boolean toSelf = own.contains(peer.getAddress()) && !byRelayed.containsKey(peer);
        if (allocation.state != Allocation.State.OPEN
                || toSelf
                || peer.getPort() == 0
                || !allocation.permits(peer.getAddress(), nowNanos)) {
            drop(data, toSelf ? StunTurnCounter.TURN_REFUSED_PEER : StunTurnCounter.TURN_DROPPED_NO_PERMISSION);
        } else if (!allocation.bytes.take(data.readableBytes(), nowNanos)) {
            drop(data, StunTurnCounter.TURN_DROPPED_RATE);
        } else {
            counts.increment(StunTurnCounter.TURN_RELAYED_TO_PEER);
            actions.toPeer(allocation, peer, data);
        }
    }

    /** A datagram came to a relayed address; the buffer stays the caller's. */
    void fromPeer(Allocation allocation, InetSocketAddress peer, ByteBuf data, long nowNanos) {
        if (allocation.state != Allocation.State.OPEN || !allocation.permits(peer.getAddress(), nowNanos)) {
            counts.increment(StunTurnCounter.TURN_DROPPED_NO_PERMISSION);
            return;
        }
        if (!allocation.bytes.take(data.readableBytes(), nowNanos)) {
            counts.increment(StunTurnCounter.TURN_DROPPED_RATE);
            return;
        }
        counts.increment(StunTurnCounter.TURN_RELAYED_TO_CLIENT);
        int channel = allocation.channelOf(peer, nowNanos);
        if (channel != 0) {
            ByteBuf header = Unpooled.buffer(CHANNEL_HEADER).writeShort(channel).writeShort(data.readableBytes());
            actions.toClient(allocation.fiveTuple, Unpooled.wrappedBuffer(header, data.retainedSlice()));
        } else {
            byte[] bytes = new byte[data.readableBytes()];
            data.getBytes(data.readerIndex(), bytes);
            actions.toClient(
                    allocation.fiveTuple,
                    Unpooled.wrappedBuffer(StunWriter.indication(StunMethod.DATA, TransactionId.next(random))
                            .address(StunAttribute.XOR_PEER_ADDRESS, peer)
                            .bytes(StunAttribute.DATA, bytes)
                            .toBytes()));
        }
    }

    private void drop(ByteBuf data, StunTurnCounter why) {
        data.release();
        counts.increment(why);
    }

    /** Once a second or so: ends allocations that were not refreshed. */
    void tick(long nowNanos) {
        for (Allocation allocation : List.copyOf(allocations.values())) {
            if (allocation.endNanos - nowNanos < 0) {
                end(allocation);
            }
        }
    }

    private void end(Allocation allocation) {
        allocation.state = Allocation.State.CLOSED;
        allocations.remove(allocation.fiveTuple);
        perUser.computeIfPresent(
                SharedSecret.pseudonym(allocation.username), (user, count) -> count == 1 ? null : count - 1);
        if (allocation.relayed != null) {
            byRelayed.remove(allocation.relayed);
            actions.close(allocation);
        }
    }

    private void succeed(StunMessage request, Allocation allocation, StunKey key) {
        actions.reply(
                allocation.fiveTuple, StunWriter.success(request).integrity(key).toBytes());
    }

    private void refuse(StunMessage request, FiveTuple from, StunKey key, StunError error) {
        actions.reply(from, StunWriter.error(request, error).integrity(key).toBytes());
    }

    /** Whether a message is one for the relay. */
    static boolean isForRelay(StunMessage message) {
        return message.method() != StunMethod.BINDING
                && (message.messageClass() == StunClass.REQUEST || message.is(StunClass.INDICATION, StunMethod.SEND));
    }
}
