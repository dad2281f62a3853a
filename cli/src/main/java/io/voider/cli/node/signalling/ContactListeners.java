package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.sip.NameAddress;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Ports besides SIP's own at which the exchange takes TCP connections: what comes next in a dialog goes to the Contact (RFC 3261 section
 * 12.2.1.1), and a phone may listen anywhere. So whoever names in a Contact its own address with a port can be reached at that
 * port in the network that the message went into, the latest {@value #REMEMBERED} of a network. Nothing listens at the port from which
 * the message came: over that connection its sender is reached already, and the exchange leaves from there itself.
 *
 * <p>Belongs to one event loop.
 */
final class ContactListeners {
    static final int REMEMBERED = 16;
    private static final int USUAL = 5060;
    private static final int LOWEST = 1024;

    private final BiFunction<Network, InetSocketAddress, @Nullable Future<Channel>> binder;
    private final Map<Network, Map<InetSocketAddress, Future<Channel>>> listeners = new HashMap<>();
    private final SipDecoder decoder = new SipDecoder();

    /** @param binder begins to listen at an address of a network; null where it cannot */
    ContactListeners(BiFunction<Network, InetSocketAddress, @Nullable Future<Channel>> binder) {
        this.binder = binder;
    }

    /**
     * A message goes on.
     *
     * @param fromPort the port that it came from, from which the exchange leaves itself; or 0 if it does not
     */
    void passed(Outcome.Passed passed, int fromPort) {
        int port = contactPort(passed.message(), NetUtil.intToIpAddress(passed.source()));
        if (port < LOWEST || port == USUAL || port == fromPort) {
            return;
        }
        Map<InetSocketAddress, Future<Channel>> known =
                listeners.computeIfAbsent(passed.network(), network -> new LinkedHashMap<>());
        InetSocketAddress place = new InetSocketAddress(NetUtil.intToIpAddress(passed.source()), port);
        Future<Channel> before = known.remove(place);
        Future<Channel> listener = before == null || isBroken(before) ? binder.apply(passed.network(), place) : before;
        if (listener != null) {
            known.put(place, listener);
        }
        if (known.size() > REMEMBERED) {
            Iterator<Future<Channel>> oldest = known.values().iterator();
            close(oldest.next());
            oldest.remove();
        }
    }

    /** Whether the exchange listens there, or is about to. */
    boolean isAt(Network network, int address, int port) {
        InetSocketAddress place = new InetSocketAddress(NetUtil.intToIpAddress(address), port);
        return listeners.getOrDefault(network, Map.of()).containsKey(place);
    }

    private static boolean isBroken(Future<Channel> listener) {
        return listener.isDone() && !listener.isSuccess();
    }

    /** The port of the first Contact, if it is at that host; else -1. */
    private int contactPort(ByteBuf message, String host) {
        try {
            SipMessage read = decoder.decode(message);
            List<NameAddress> contacts = read.addresses(SipHeader.CONTACT, 1);
            boolean own = !contacts.isEmpty() && contacts.get(0).uri().host().equals(host);
            return own ? contacts.get(0).uri().port() : -1;
        } catch (SipRefusal unreadable) {
            return -1;
        }
    }

    /** Listens no more in a network. */
    void leave(Network network) {
        Map<InetSocketAddress, Future<Channel>> left = listeners.remove(network);
        if (left != null) {
            left.values().forEach(ContactListeners::close);
        }
    }

    void close() {
        listeners.values().forEach(each -> each.values().forEach(ContactListeners::close));
        listeners.clear();
    }

    private static void close(Future<Channel> listener) {
        listener.addListener(bound -> {
            if (listener.isSuccess()) {
                listener.getNow().close();
            }
        });
    }
}
