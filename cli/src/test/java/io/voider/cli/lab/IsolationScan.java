package io.voider.cli.lab;

import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tries with ordinary sockets, from inside a namespace, to reach every address of the lab that is no line: by TCP on the ports
 * that something in the lab listens on, and by UDP with a STUN request, which whoever listens there answers.
 */
final class IsolationScan {
    private static final int PATIENCE_MILLIS = 600;
    private static final List<Integer> TCP_PORTS = List.of(22, 53, 80, 443, 1194, 3478, 4444, 5061, 7443);
    private static final List<Integer> UDP_PORTS = List.of(53, 1194, 3478, 7443, 10_000);
    private static final byte[] STUN_REQUEST = {
        0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6
    };

    /** The machine and its LAN, the routers, the VPS, both public addresses, and the world outside. */
    static final Set<String> OUTSIDE = Set.of(
            "192.168.1.1", "192.168.1.2", "203.0.113.1", "203.0.113.2", "203.0.113.10", "203.0.113.18", "8.8.8.8");

    private IsolationScan() {}

    /** What answered, of those addresses. */
    static Set<String> run(Namespace from, Set<String> addresses) {
        Set<String> answered = new TreeSet<>(from.call(() -> tcp(addresses)));
        answered.addAll(from.call(() -> udp(addresses)));
        return answered;
    }

    /** Knocks everywhere at once, and looks later where the door has opened. */
    private static Set<String> tcp(Set<String> addresses) throws IOException, InterruptedException {
        Set<String> answered = new TreeSet<>();
        Map<String, SocketChannel> knocking = new HashMap<>();
        for (String address : addresses) {
            for (int port : TCP_PORTS) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                try {
                    channel.connect(new InetSocketAddress(address, port));
                    knocking.put("tcp " + address + ":" + port, channel);
                } catch (IOException noRoute) {
                    channel.close();
                }
            }
        }
        Thread.sleep(PATIENCE_MILLIS);
        for (Map.Entry<String, SocketChannel> each : knocking.entrySet()) {
            try (SocketChannel channel = each.getValue()) {
                if (channel.finishConnect()) {
                    answered.add(each.getKey());
                }
            } catch (IOException refused) {
                // The phone's own namespace or a router said no: nothing was reached behind it.
            }
        }
        return answered;
    }

    private static Set<String> udp(Set<String> addresses) throws IOException, InterruptedException {
        Set<String> answered = new TreeSet<>();
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            for (String address : addresses) {
                for (int port : UDP_PORTS) {
                    try {
                        channel.send(ByteBuffer.wrap(STUN_REQUEST), new InetSocketAddress(address, port));
                    } catch (IOException noRoute) {
                        // as good as no answer
                    }
                }
            }
            Thread.sleep(PATIENCE_MILLIS);
            List<Object> senders = new ArrayList<>();
            ByteBuffer answer = ByteBuffer.allocate(1_500);
            Object sender;
            while ((sender = channel.receive(answer.clear())) != null) {
                senders.add(sender);
            }
            senders.forEach(each -> answered.add("udp " + each));
        }
        return answered;
    }
}
