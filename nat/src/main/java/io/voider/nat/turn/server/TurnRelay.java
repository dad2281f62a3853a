package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.voider.nat.limit.TokenBucket;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunError;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.turn.ChannelData;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import io.voider.nat.turn.server.Authentication.User;
import io.voider.transport.count.Counters;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TURN server (RFC 8656) without its sockets: requests and the time come in, {@link Outputs} go out. What clients
 * and peers send each other takes the {@link DataPath}. One thread only.
 *
 * <p>Of what RFC 8656 leaves open: credentials as in {@link Authentication}; no reservation of a second port (error 508), no
 * DONT-FRAGMENT (error 420), no TCP relaying, no two address families in one allocation (the second is left out, as section
 * 7.2 allows).
 */
final class TurnRelay {
    static final int DEFAULT_LIFETIME_SECONDS = 600;
    static final int MAX_LIFETIME_SECONDS = 3600;
    private static final long PERMISSION_NANOS = TimeUnit.SECONDS.toNanos(300);
    private static final long CHANNEL_NANOS = TimeUnit.SECONDS.toNanos(600);
    private static final int UDP = 17;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    /** What the relay asks its surroundings to do. */
    interface Outputs {
        /** Send the response to {@code request}, if that may be: it was no longer, say. */
        void reply(FiveTuple to, StunMessage request, byte[] response);

        /** Open a UDP socket for relayed addresses of that family, on an even port if asked; then call back. */
        void open(Allocation allocation, boolean evenPort);

        /** Send to the allocation's client from the server's socket; takes over {@code message}. */
        void toClient(FiveTuple to, ByteBuf message);
    }

    private final StunTurnConfiguration.Quotas quotas;
    private final Set<InetAddress> own;
    private final PeerPolicy policy;
    private final Authentication authentication;
    private final Outputs outputs;
    private final Counters<StunTurnCounter> counts;
    private final Allocations allocations;
    private final DataPath dataPath;

    /** @param own all addresses of the server */
    TurnRelay(
            StunTurnConfiguration.Relay settings,
            List<InetAddress> own,
            Random random,
            Outputs outputs,
            Counters<StunTurnCounter> counts) {
        this.quotas = settings.quotas();
        this.own = Set.copyOf(own);
        this.policy = new PeerPolicy(settings.allowedRanges());
        byte[] nonceKey = new byte[32];
        random.nextBytes(nonceKey);
        this.authentication = new Authentication(settings.secret(), new Nonces(nonceKey));
        this.outputs = outputs;
        this.counts = counts;
        this.allocations = new Allocations(quotas, counts);
        this.dataPath = new DataPath(allocations, this.own, random, outputs, counts);
    }

    int allocations() {
        return allocations.size();
    }

    /** What carries the data of the allocations that are made here. */
    DataPath dataPath() {
        return dataPath;
    }

    /** Whether a message is one for the relay. */
    static boolean isForRelay(StunMessage message) {
        return message.method() != StunMethod.BINDING
                && (message.messageClass() == StunClass.REQUEST || message.is(StunClass.INDICATION, StunMethod.SEND));
    }

    /** A request of one of TURN's methods. */
    void request(StunMessage request, FiveTuple from, long nowNanos, long nowUnixSeconds) {
        Authentication.Outcome outcome = authentication.check(request, from.client(), nowNanos, nowUnixSeconds);
        if (outcome instanceof Authentication.Outcome.Refused refused) {
            outputs.reply(from, request, refused.response().toBytes());
        } else if (outcome instanceof Authentication.Outcome.Accepted accepted) {
            authenticated(request, from, accepted.user(), nowNanos);
        }
    }

    private void authenticated(StunMessage request, FiveTuple from, User user, long nowNanos) {
        List<Integer> unknown = new ArrayList<>(request.notUnderstood());
        if (request.has(StunAttribute.DONT_FRAGMENT)) {
            unknown.add(StunAttribute.DONT_FRAGMENT.code());
        }
        if (!unknown.isEmpty()) {
            StunWriter error = StunWriter.error(request, StunError.UNKNOWN_ATTRIBUTE);
            reply(request, from, user, error.unknownAttributes(unknown));
            return;
        }
        Allocation allocation = allocations.of(from);
        if (allocation != null && !allocation.user.isSameAs(user)) {
            refuse(request, from, user, StunError.WRONG_CREDENTIALS);
        } else if (request.method() == StunMethod.ALLOCATE) {
            allocate(request, from, user, allocation, nowNanos);
        } else if (allocation == null || allocation.state != Allocation.State.OPEN) {
            refuse(request, from, user, StunError.ALLOCATION_MISMATCH);
        } else if (request.method() == StunMethod.REFRESH) {
            refresh(request, allocation, user, nowNanos);
        } else if (request.method() == StunMethod.CREATE_PERMISSION) {
            permit(request, allocation, user, nowNanos);
        } else if (request.method() == StunMethod.CHANNEL_BIND) {
            bind(request, allocation, user, nowNanos);
        } else {
            refuse(request, from, user, StunError.BAD_REQUEST);
        }
    }

    private void allocate(
            StunMessage request, FiveTuple from, User user, @Nullable Allocation existing, long nowNanos) {
        if (existing != null) {
            boolean retransmitted = existing.request.transactionId().equals(request.transactionId());
            if (!retransmitted) {
                refuse(request, from, user, StunError.ALLOCATION_MISMATCH);
            } else if (existing.state == Allocation.State.OPEN) {
                allocated(existing);
            }
            return;
        }
        Optional<StunError> error = reasonAgainst(request).or(() -> allocations.reasonAgainstOneMore(user));
        if (error.isPresent()) {
            refuse(request, from, user, error.get());
            return;
        }
        boolean ipv6 = request.number(StunAttribute.REQUESTED_ADDRESS_FAMILY, IPV4) == IPV6;
        Allocation allocation = new Allocation(from, user, request, ipv6, new TokenBucket(quotas.bytes(), nowNanos));
        allocation.lifetimeSeconds = lifetime(request);
        allocation.endNanos = nowNanos + TimeUnit.SECONDS.toNanos(allocation.lifetimeSeconds);
        allocations.add(allocation);
        outputs.open(allocation, request.has(StunAttribute.EVEN_PORT));
    }

    private Optional<StunError> reasonAgainst(StunMessage request) {
        if (!request.has(StunAttribute.REQUESTED_TRANSPORT)) {
            return Optional.of(StunError.BAD_REQUEST);
        }
        if (request.number(StunAttribute.REQUESTED_TRANSPORT, 0) != UDP) {
            return Optional.of(StunError.UNSUPPORTED_TRANSPORT_PROTOCOL);
        }
        long family = request.number(StunAttribute.REQUESTED_ADDRESS_FAMILY, IPV4);
        if ((family != IPV4 && family != IPV6) || own.stream().noneMatch(at -> isIpv6(at) == (family == IPV6))) {
            return Optional.of(StunError.ADDRESS_FAMILY_NOT_SUPPORTED);
        }
        byte[] even = request.bytes(StunAttribute.EVEN_PORT);
        boolean reserves = request.has(StunAttribute.RESERVATION_TOKEN) || (even != null && even[0] < 0);
        return reserves ? Optional.of(StunError.INSUFFICIENT_CAPACITY) : Optional.empty();
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    /** The relay socket is open; {@code relayed} is where peers reach it. */
    void opened(Allocation allocation, InetSocketAddress relayed, RelaySocket socket) {
        if (allocation.state == Allocation.State.CLOSED) {
            socket.close();
            return;
        }
        allocation.socket = socket;
        allocation.state = Allocation.State.OPEN;
        allocations.opened(allocation, relayed);
        allocated(allocation);
    }

    /** No relay socket could be had. */
    void notOpened(Allocation allocation) {
        if (allocation.state == Allocation.State.OPENING) {
            end(allocation);
            refuse(allocation.request, allocation.fiveTuple, allocation.user, StunError.INSUFFICIENT_CAPACITY);
        }
    }

    private void allocated(Allocation allocation) {
        InetSocketAddress relayed = allocation.relayed;
        if (relayed != null) {
            reply(
                    allocation.request,
                    allocation.fiveTuple,
                    allocation.user,
                    StunWriter.success(allocation.request)
                            .address(StunAttribute.XOR_RELAYED_ADDRESS, relayed)
                            .address(StunAttribute.XOR_MAPPED_ADDRESS, allocation.fiveTuple.client())
                            .number(StunAttribute.LIFETIME, allocation.lifetimeSeconds));
        }
    }

    private static long lifetime(StunMessage request) {
        long wanted = request.number(StunAttribute.LIFETIME, DEFAULT_LIFETIME_SECONDS);
        return Math.min(Math.max(wanted, DEFAULT_LIFETIME_SECONDS), MAX_LIFETIME_SECONDS);
    }

    private void refresh(StunMessage request, Allocation allocation, User user, long nowNanos) {
        long family = request.number(StunAttribute.REQUESTED_ADDRESS_FAMILY, allocation.ipv6 ? IPV6 : IPV4);
        if ((family == IPV6) != allocation.ipv6) {
            refuse(request, allocation.fiveTuple, user, StunError.PEER_ADDRESS_FAMILY_MISMATCH);
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
        reply(request, allocation.fiveTuple, user, StunWriter.success(request).number(StunAttribute.LIFETIME, granted));
    }

    private void permit(StunMessage request, Allocation allocation, User user, long nowNanos) {
        List<InetSocketAddress> peers = request.addresses(StunAttribute.XOR_PEER_ADDRESS);
        Optional<StunError> error = peers.isEmpty()
                ? Optional.of(StunError.BAD_REQUEST)
                : peers.stream()
                        .flatMap(peer -> reasonAgainst(allocation, peer).stream())
                        .findFirst();
        boolean room = error.isEmpty();
        for (InetSocketAddress peer : peers) {
            room = room && permit(allocation, peer, nowNanos);
        }
        answer(request, allocation, user, error, room);
    }

    private void bind(StunMessage request, Allocation allocation, User user, long nowNanos) {
        int number = (int) request.number(StunAttribute.CHANNEL_NUMBER, 0);
        InetSocketAddress peer = request.address(StunAttribute.XOR_PEER_ADDRESS);
        if (!ChannelData.isNumber(number)
                || peer == null
                || peer.getPort() == 0
                || !allocation.mayBind(number, peer, nowNanos)) {
            refuse(request, allocation.fiveTuple, user, StunError.BAD_REQUEST);
            return;
        }
        Optional<StunError> error = reasonAgainst(allocation, peer);
        boolean room = error.isEmpty()
                && permit(allocation, peer, nowNanos)
                && allocation.bind(number, peer, nowNanos + CHANNEL_NANOS, nowNanos, quotas.channels());
        answer(request, allocation, user, error, room);
    }

    private boolean permit(Allocation allocation, InetSocketAddress peer, long nowNanos) {
        return allocation.permit(peer.getAddress(), nowNanos + PERMISSION_NANOS, nowNanos, quotas.permissions());
    }

    private Optional<StunError> reasonAgainst(Allocation allocation, InetSocketAddress peer) {
        if (isIpv6(peer.getAddress()) != allocation.ipv6) {
            return Optional.of(StunError.PEER_ADDRESS_FAMILY_MISMATCH);
        }
        if (!own.contains(peer.getAddress()) && !policy.allows(peer.getAddress())) {
            counts.increment(StunTurnCounter.TURN_REFUSED_PEER);
            return Optional.of(StunError.FORBIDDEN);
        }
        return Optional.empty();
    }

    private void answer(
            StunMessage request, Allocation allocation, User user, Optional<StunError> error, boolean room) {
        if (error.isPresent()) {
            refuse(request, allocation.fiveTuple, user, error.get());
        } else if (!room) {
            counts.increment(StunTurnCounter.TURN_REFUSED_QUOTA);
            refuse(request, allocation.fiveTuple, user, StunError.INSUFFICIENT_CAPACITY);
        } else {
            reply(request, allocation.fiveTuple, user, StunWriter.success(request));
        }
    }

    /** The client's TCP connection is gone; no other client can ever have what was its. */
    void disconnected(FiveTuple from) {
        Allocation allocation = allocations.of(from);
        if (allocation != null) {
            end(allocation);
        }
    }

    /** Whether there is an allocation of that name. */
    boolean serves(FiveTuple from) {
        return allocations.of(from) != null;
    }

    /** Once a second or so: ends allocations that were not refreshed. */
    void tick(long nowNanos) {
        allocations.overdue(nowNanos).forEach(this::end);
    }

    private void end(Allocation allocation) {
        allocation.state = Allocation.State.CLOSED;
        allocations.remove(allocation);
        if (allocation.socket != null) {
            allocation.socket.close();
        }
    }

    private void refuse(StunMessage request, FiveTuple from, User user, StunError error) {
        reply(request, from, user, StunWriter.error(request, error));
    }

    private void reply(StunMessage request, FiveTuple to, User user, StunWriter response) {
        outputs.reply(to, request, response.integrity(user.key()).toBytes());
    }
}
