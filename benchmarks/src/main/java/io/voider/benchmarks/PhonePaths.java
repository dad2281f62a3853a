package io.voider.benchmarks;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways from phone to phone, each in namespaces of its own: through two routers, through the same with OpenVPN straight over
 * the public network, and through two nodes and real calls.
 */
final class PhonePaths {
    static final String ROUTERS = "routers";
    static final String OPENVPN = "routers, OpenVPN";
    static final String VOIDER = "voider";

    /** The first stream's port at the caller and at the called; a stream has the next even one. */
    static final int CALLING_PORT = 20_000;

    static final int CALLED_PORT = 30_000;

    private final Wiring wiring;
    private final int streams;

    private PhonePaths(Wiring wiring, int streams) {
        this.wiring = wiring;
        this.streams = streams;
    }

    /** Makes them all, fit for so many streams. */
    static void add(Wiring wiring, int streams) throws Exception {
        PhonePaths ways = new PhonePaths(wiring, streams);
        Homes plain = Homes.build(wiring, "plain");
        RouterHomes.join(plain);
        ways.add(ROUTERS, plain);
        Homes tunnelled = Homes.build(wiring, "openvpn");
        RouterHomes.joinByOpenVpn(tunnelled);
        ways.add(OPENVPN, tunnelled);
        Homes nodes = Homes.build(wiring, "voider");
        NodeHomes.call(nodes, streams);
        ways.add(VOIDER, nodes);
    }

    private void add(String name, Homes homes) throws Exception {
        List<RtpPath.Stream> all = new ArrayList<>();
        for (int stream = 0; stream < streams; stream++) {
            all.add(new RtpPath.Stream(
                    homes.calling().call(DatagramChannel::open).bind(at(Homes.CALLING, CALLING_PORT, stream)),
                    at(Homes.DIALLED, CALLED_PORT, stream),
                    homes.called().call(DatagramChannel::open).bind(at(Homes.CALLED, CALLED_PORT, stream))));
        }
        wiring.add(new RtpPath(name, all));
    }

    private static InetSocketAddress at(String address, int first, int stream) {
        return new InetSocketAddress(address, first + 2 * stream);
    }
}
