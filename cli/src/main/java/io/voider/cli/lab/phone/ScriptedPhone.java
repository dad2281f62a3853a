package io.voider.cli.lab.phone;

import io.voider.cli.lab.world.LabHome;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A telephone that says and hears what a script wants: one by itself, or, at ports of its own, beside a home's. One thread. */
public final class ScriptedPhone implements AutoCloseable {
    private static final int LARGEST = 65_535;
    private static final int PATIENCE_MILLIS = 5_000;

    private final String name;
    private final Namespace place;
    private final String address;
    private final int port;
    private final Map<Integer, DatagramSocket> sockets = new HashMap<>();
    private InetAddress latest = InetAddress.getLoopbackAddress();
    private @Nullable SipListener listener;

    /**
     * Beside a home's own phone, by its address.
     *
     * @param port where it speaks SIP, 5060…6999
     */
    public ScriptedPhone(LabHome home, int port) {
        this(home.name() + "'s scripted phone", home.phone(), home.phoneAddress(), port);
    }

    /** @param port where it speaks SIP, 5060…6999 */
    public ScriptedPhone(String name, Namespace place, String address, int port) {
        this.name = name;
        this.place = place;
        this.address = address;
        this.port = port;
    }

    /** The address that it has for itself. */
    public String address() {
        return address;
    }

    /** From now on speaks SIP over TCP alone, by connections that others make to it. */
    public void takeConnections() {
        listener = new SipListener(place, address, port);
    }

    /** Sends a SIP message to an address as this phone calls it, to the same port; over TCP by the latest connection. */
    public void send(String message, String to) throws IOException {
        SipListener streams = listener;
        if (streams != null) {
            streams.say(message);
            return;
        }
        send(port, message.getBytes(StandardCharsets.UTF_8), to, port);
    }

    /**
     * Waits for a SIP message that begins so; what comes before it is forgotten.
     *
     * @throws IOException if none comes
     */
    public String await(String beginning) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() < deadline) {
            String message = next();
            if (message.startsWith(beginning)) {
                return message;
            }
        }
        throw new IOException(name + " got no " + beginning);
    }

    private String next() throws IOException, InterruptedException {
        SipListener streams = listener;
        if (streams == null) {
            return new String(hear(port, PATIENCE_MILLIS), StandardCharsets.UTF_8);
        }
        String message = streams.hear(PATIENCE_MILLIS);
        latest = streams.correspondent();
        return message;
    }

    /** Who sent what was heard last, as this phone calls them. */
    public String correspondent() {
        return latest.getHostAddress();
    }

    /** Listens at these ports from now on. */
    public void listen(int... ports) {
        for (int each : ports) {
            sockets.computeIfAbsent(each, this::bound);
        }
    }

    /** Sends a datagram. */
    public void send(int from, byte[] datagram, String to, int destinationPort) throws IOException {
        socket(from).send(new DatagramPacket(datagram, datagram.length, InetAddress.getByName(to), destinationPort));
    }

    /**
     * Waits for a datagram at a port of its own.
     *
     * @return empty if none comes within that time
     */
    public byte[] hear(int at, int millis) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        DatagramSocket socket = socket(at);
        socket.setSoTimeout(millis);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException silence) {
            return new byte[0];
        }
        latest = packet.getAddress();
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private DatagramSocket socket(int at) {
        return sockets.computeIfAbsent(at, this::bound);
    }

    private DatagramSocket bound(int at) {
        return place.call(() -> new DatagramSocket(new InetSocketAddress(address, at)));
    }

    @Override
    public void close() {
        SipListener streams = listener;
        if (streams != null) {
            streams.close();
        }
        sockets.values().forEach(DatagramSocket::close);
    }
}
