package io.voider.transport.tunnel;

import io.voider.ns.Link;
import io.voider.ns.Namespace;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that passes all interfaces of a namespace, both ways, as tcpdump saw it.
 *
 * <p>tcpdump writes pcap with the link type {@code LINUX_SLL2}, whose header is 20 bytes: EtherType at 0, the interface's index at
 * 4, and at 10 the direction, where 4 is outgoing.
 */
final class Capture implements AutoCloseable {
    static final int IPV4 = 0x0800;
    static final int ARP = 0x0806;

    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int RECORD_LENGTH = 8;
    private static final int SLL2_BYTES = 20;
    private static final int SLL2_INTERFACE = 4;
    private static final int SLL2_DIRECTION = 10;
    private static final byte OUTGOING = 4;
    private static final int BUFFER_KIB = 8192;
    private static final long PATIENCE_SECONDS = 20;

    private final Process tcpdump;
    private final BufferedReader said;
    private final Map<Integer, String> interfaces;
    private final List<Captured> packets = new ArrayList<>();
    private final Thread reader;
    private @Nullable IOException failure;

    /**
     * One packet, its link-layer header taken off.
     *
     * @param bytes one character each, as in ISO 8859-1
     */
    record Captured(String interfaceName, boolean outgoing, int etherType, String bytes) {
        boolean contains(String wanted) {
            return bytes.contains(wanted);
        }

        /** Source and destination of an IPv4 packet, such as {@code 127.0.0.1>127.0.0.1}. */
        String addresses() {
            return address(12) + ">" + address(16);
        }

        private String address(int at) {
            return bytes.substring(at, at + 4)
                    .chars()
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining("."));
        }

        @Override
        public String toString() {
            return interfaceName + (outgoing ? " out " : " in ")
                    + (etherType == IPV4 ? addresses() : Integer.toHexString(etherType)) + " of " + bytes.length();
        }
    }

    /** Captures from the return of this on. */
    Capture(Namespace namespace, String... filter) throws IOException {
        // In immediate mode each packet takes as much of the buffer as the longest one could: so a short one, and much
        // buffer.
        List<String> command = new ArrayList<>(List.of(
                ("tcpdump -n -i any -y LINUX_SLL2 --immediate-mode -s 2048 -B " + BUFFER_KIB + " -U -w - -Z root")
                        .split(" ", -1)));
        command.addAll(List.of(filter));
        interfaces = namespace.links().list().stream().collect(Collectors.toMap(Link::index, Link::name));
        tcpdump = namespace.start(new ProcessBuilder(command)).join();
        said = tcpdump.errorReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        while (line != null && !line.contains("listening on")) {
            line = said.readLine();
        }
        if (line == null) {
            throw new AssertionError("tcpdump does not listen");
        }
        reader = new Thread(this::read, "capture");
        reader.start();
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(tcpdump.getInputStream())) {
            in.readNBytes(FILE_HEADER_BYTES);
            while (true) {
                byte[] header = new byte[RECORD_HEADER_BYTES];
                in.readFully(header);
                byte[] bytes = new byte
                        [ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).getInt(RECORD_LENGTH)];
                in.readFully(bytes);
                add(ByteBuffer.wrap(bytes));
            }
        } catch (EOFException e) {
            // tcpdump has ended
        } catch (IOException e) {
            synchronized (packets) {
                failure = e;
            }
        }
    }

    private void add(ByteBuffer bytes) {
        byte[] packet = new byte[bytes.remaining() - SLL2_BYTES];
        bytes.get(SLL2_BYTES, packet);
        int index = bytes.getInt(SLL2_INTERFACE);
        synchronized (packets) {
            packets.add(new Captured(
                    interfaces.getOrDefault(index, "interface " + index),
                    bytes.get(SLL2_DIRECTION) == OUTGOING,
                    bytes.getShort(0) & 0xffff,
                    new String(packet, StandardCharsets.ISO_8859_1)));
            packets.notifyAll();
        }
    }

    /** Waits until so many packets like that have been captured. */
    void await(int count, Predicate<Captured> like) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (packets) {
            while (packets.stream().filter(like).count() < count) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("fewer than " + count + " of these were captured; what was: " + packets);
                }
                packets.wait(100);
            }
        }
    }

    /** Ends it and gives what was captured. */
    List<Captured> end() throws IOException, InterruptedException {
        tcpdump.toHandle().destroy(); // unlike the process's own, it leaves the streams open
        reader.join();
        if (said.lines().noneMatch("0 packets dropped by kernel"::equals)) {
            throw new AssertionError("tcpdump has missed packets");
        }
        synchronized (packets) {
            if (failure != null) {
                throw failure;
            }
            return List.copyOf(packets);
        }
    }

    @Override
    public void close() {
        tcpdump.destroy();
    }
}
