package io.voider.nat.turn.server;

import io.voider.nat.limit.TokenBucket;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.turn.server.Authentication.User;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's relayed address (RFC 8656 section 3.2) with its permissions and channels, each of which ends by itself.
 * Times are monotonic nanoseconds.
 */
final class Allocation {
    /**
     * What names an allocation: the client's address, the server's, and the protocol between the two.
     *
     * @param socket index of the server's UDP socket, of which a stream has the address and the port
     * @param stream whether they speak TCP instead of UDP
     */
    record FiveTuple(InetSocketAddress client, int socket, boolean stream) {}

    enum State {
        /** The relay socket is being opened. */
        OPENING,
        /** In use. */
        OPEN,
        /** Ended; nothing arrives or leaves any more. */
        CLOSED
    }

    private record Channel(int number, InetSocketAddress peer, long endNanos) {}

    final FiveTuple fiveTuple;
    /** Who made it: answers to the request that did are signed with that key. */
    final User user;

    final StunMessage request;
    final boolean ipv6;
    final TokenBucket bytes;
    State state = State.OPENING;
    long endNanos;
    long lifetimeSeconds;

    @Nullable
    InetSocketAddress relayed;
    /** Where datagrams to peers leave; null until it is open. */
    @Nullable
    RelaySocket socket;

    private final Map<InetAddress, Long> permissionEnds = new HashMap<>();
    private final Map<Integer, Channel> channels = new HashMap<>();
    private final Map<InetSocketAddress, Channel> channelsByPeer = new HashMap<>();

    Allocation(FiveTuple fiveTuple, User user, StunMessage request, boolean ipv6, TokenBucket bytes) {
        this.fiveTuple = fiveTuple;
        this.user = user;
        this.request = request;
        this.ipv6 = ipv6;
        this.bytes = bytes;
    }

    /** The permission begins or goes on; false if there are {@code max} others. */
    boolean permit(InetAddress peer, long endNanos, long nowNanos, int max) {
        permissionEnds.values().removeIf(end -> end - nowNanos < 0);
        if (permissionEnds.size() >= max && !permissionEnds.containsKey(peer)) {
            return false;
        }
        permissionEnds.put(peer, endNanos);
        return true;
    }

    boolean permits(InetAddress peer, long nowNanos) {
        Long end = permissionEnds.get(peer);
        return end != null && end - nowNanos >= 0;
    }

    /** Whether the number and the peer are free, or bound to each other (RFC 8656 section 12.2). */
    boolean mayBind(int number, InetSocketAddress peer, long nowNanos) {
        Channel byNumber = channels.get(number);
        Channel byPeer = channelsByPeer.get(peer);
        return (byNumber == null || ended(byNumber, nowNanos) || byNumber.peer.equals(peer))
                && (byPeer == null || ended(byPeer, nowNanos) || byPeer.number == number);
    }

    /** The channel begins or goes on; false if there are {@code max} others. */
    boolean bind(int number, InetSocketAddress peer, long endNanos, long nowNanos, int max) {
        channels.values().removeIf(channel -> ended(channel, nowNanos));
        channelsByPeer.values().removeIf(channel -> ended(channel, nowNanos));
        if (channels.size() >= max && !channels.containsKey(number)) {
            return false;
        }
        Channel channel = new Channel(number, peer, endNanos);
        channels.put(number, channel);
        channelsByPeer.put(peer, channel);
        return true;
    }

    @Nullable
    InetSocketAddress peerOf(int number, long nowNanos) {
        Channel channel = channels.get(number);
        return channel == null || ended(channel, nowNanos) ? null : channel.peer;
    }

    /** The channel number of a peer, or 0. */
    int channelOf(InetSocketAddress peer, long nowNanos) {
        Channel channel = channelsByPeer.get(peer);
        return channel == null || ended(channel, nowNanos) ? 0 : channel.number;
    }

    private static boolean ended(Channel channel, long nowNanos) {
        return channel.endNanos - nowNanos < 0;
    }
}
