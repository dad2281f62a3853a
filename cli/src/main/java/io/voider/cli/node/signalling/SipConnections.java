package io.voider.cli.node.signalling;

import io.netty.channel.Channel;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which SIP connections are open, and whose they are: so that nobody has more than a share, and that a line which is cut
 * off keeps none. Belongs to the signalling loop.
 */
final class SipConnections {
    private static final int MOST_OF_ONE = 32;
    private static final int MOST_OF_TUNNELS = 384;
    private static final int MOST_OF_PHONES = 128;

    /**
     * Who opened a connection.
     *
     * @param network where it came in
     * @param who the {@linkplain LineId#number line} that it came over, or the phone's address
     */
    record Opener(Network network, int who) {}

    private record Entry(Opener opener, Set<LineId> lines) {}

    private final Map<Channel, Entry> entries = new HashMap<>();
    /** Those into tunnels that are nobody's share, since who brought them about has it. */
    private final Map<Channel, Set<LineId>> opened = new HashMap<>();

    /**
     * Takes note of a connection until it is closed.
     *
     * @param lines the lines that it concerns
     * @return false if its opener, or its opener's network, has its share already
     */
    boolean admit(Channel channel, Opener opener, Set<LineId> lines) {
        boolean phones = opener.network.equals(Network.PHONES);
        int ofOne = 0;
        int ofSide = 0;
        for (Entry entry : entries.values()) {
            ofOne += entry.opener.equals(opener) ? 1 : 0;
            ofSide += entry.opener.network.equals(Network.PHONES) == phones ? 1 : 0;
        }
        if (ofOne >= MOST_OF_ONE || ofSide >= (phones ? MOST_OF_PHONES : MOST_OF_TUNNELS)) {
            return false;
        }
        add(channel, opener, lines);
        return true;
    }

    /** Takes note of a connection that nobody is asked for. */
    void add(Channel channel, Opener opener, Set<LineId> lines) {
        entries.put(channel, new Entry(opener, Set.copyOf(lines)));
        channel.closeFuture().addListener(closed -> entries.remove(channel));
    }

    /** Takes note of a connection into a tunnel that another brought about, which ends with it. */
    void addOpened(Channel channel, Set<LineId> lines) {
        opened.put(channel, Set.copyOf(lines));
        channel.closeFuture().addListener(closed -> opened.remove(channel));
    }

    /** The node at that line's other end knows of no connection any more: those through its tunnel are closed at once. */
    void restarted(LineId line) {
        List<Channel> stale = new ArrayList<>();
        entries.forEach((channel, entry) -> {
            if (!entry.opener.network.equals(Network.PHONES) && entry.lines.contains(line)) {
                stale.add(channel);
            }
        });
        opened.forEach((channel, lines) -> {
            if (lines.contains(line)) {
                stale.add(channel);
            }
        });
        stale.forEach(Channel::close);
    }

    /** Closes at once whatever concerns that line; a connection's other half ends with it. */
    void cutOff(LineId line) {
        List<Channel> concerned = entries.entrySet().stream()
                .filter(entry -> entry.getValue().lines.contains(line))
                .map(Map.Entry::getKey)
                .toList();
        concerned.forEach(Channel::close);
    }

    /** Closes all. */
    void close() {
        List.copyOf(entries.keySet()).forEach(Channel::close);
    }

    int size() {
        return entries.size();
    }
}
