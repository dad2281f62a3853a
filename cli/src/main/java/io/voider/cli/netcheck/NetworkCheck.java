package io.voider.cli.netcheck;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.NetUtil;
import io.voider.nat.ice.NatReport;
import io.voider.nat.ice.PathStatus;
import io.voider.nat.ice.StunServer;
import io.voider.nat.path.PathConfig;
import io.voider.nat.path.PathFinder;
import io.voider.nat.path.PathListener;
import io.voider.nat.path.PredictionTurns;
import io.voider.nat.wan.WanSide;
import io.voider.ns.Namespace;
import io.voider.transport.address.Endpoint;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Asks STUN servers from a fresh socket, as a line does, for as long as a line would wait. Blocks for a second or four. */
public final class NetworkCheck {
    private static final long STEP_MILLIS = 100;
    private static final int MOST_STEPS = 40;

    private NetworkCheck() {}

    /**
     * What was found.
     *
     * @param addresses this machine's own
     * @param servers who was asked
     * @param mapping the NAT's mapping behaviour (RFC 4787, section 4.1), in small letters
     * @param reachable whether UDP got out and back
     * @param meaning what that means for lines, a sentence
     */
    public record Report(
            List<String> addresses, List<String> servers, String mapping, boolean reachable, String meaning) {}

    /** Asks those servers, each {@code ADDRESS:PORT}. */
    public static Report run(List<String> servers) throws SocketException, InterruptedException {
        return run(servers, addresses());
    }

    /** Asks them from where another process is, which may be behind a NAT of its own. */
    public static Report run(List<String> servers, Namespace place) {
        List<InetAddress> addresses = place.addresses().list().stream()
                .filter(each -> !each.linkLocal())
                .map(each -> each.prefix().address())
                .filter(each -> !each.isLoopbackAddress())
                .toList();
        // What starts a thread is where that thread is, and so are its sockets.
        return place.call(() -> run(servers, addresses));
    }

    private static Report run(List<String> servers, List<InetAddress> addresses) throws InterruptedException {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EventLoop loop = group.next();
        PathConfig config = new PathConfig(
                0, addresses, servers.stream().map(NetworkCheck::server).toList(), List.of());
        PathFinder finder =
                new PathFinder(config, WanSide.here(loop), new PredictionTurns(), new SecureRandom(), new Silent());
        try {
            finder.start().sync();
            NatReport.Mapping mapping = NatReport.Mapping.UNKNOWN;
            for (int step = 0; step < MOST_STEPS && mapping == NatReport.Mapping.UNKNOWN; step++) {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
                mapping = loop.submit(() -> finder.natReport().mapping()).sync().getNow();
            }
            return report(addresses, servers, mapping);
        } finally {
            finder.close();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    static Report report(List<InetAddress> addresses, List<String> servers, NatReport.Mapping mapping) {
        boolean reachable = mapping != NatReport.Mapping.UDP_BLOCKED && mapping != NatReport.Mapping.UNKNOWN;
        return new Report(
                addresses.stream().map(NetUtil::toAddressString).toList(),
                servers,
                mapping.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                reachable,
                meaning(mapping));
    }

    private static String meaning(NatReport.Mapping mapping) {
        return switch (mapping) {
            case NONE -> "No NAT: every home can be reached directly that lets its own packets out.";
            case ENDPOINT_INDEPENDENT -> "A NAT that can be passed: lines are direct with nearly every other home.";
            case DEPENDENT ->
                "A symmetric NAT: lines are direct with homes behind friendlier NATs, relayed with others.";
            case UDP_BLOCKED -> "No STUN server answered over UDP: it is blocked here, or the servers are down.";
            case UNKNOWN -> "Too few answers to tell.";
        };
    }

    private static StunServer server(String text) {
        return new StunServer(Endpoint.parse(text).lookUp());
    }

    private static List<InetAddress> addresses() throws SocketException {
        List<InetAddress> found = new ArrayList<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            Collections.list(each.getInetAddresses()).stream()
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .forEach(found::add);
        }
        return found;
    }

    /** Nobody is to be found, only the NAT. */
    private static final class Silent implements PathListener {
        @Override
        public void offer(byte[] offer) {
            // there is nobody to offer it to
        }

        @Override
        public void status(PathStatus status) {
            // there will be no path
        }

        @Override
        public void receive(ByteBuf datagram) {
            datagram.release();
        }
    }
}
