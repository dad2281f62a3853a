package io.voider.cli.lab;

import io.voider.ns.Namespace;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.packet.namednumber.DataLinkType;

/**
 * Sees what passes an interface, by libpcap, which knows nothing of voider. Notes where each packet goes, as
 * {@code udp 10.2.1.1:53}, of those that match a filter.
 */
final class Tap implements AutoCloseable {
    private static final int SNAPSHOT_BYTES = 96;
    private static final int BUFFER_BYTES = 32 << 20;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final int ETHERNET_HEADER = 14;
    private static final int UDP = 17;
    private static final int TCP = 6;

    private final String place;
    private final PcapHandle handle;
    private final Thread reader;
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private volatile boolean closed;

    private Tap(String place, PcapHandle handle) {
        this.place = place;
        this.handle = handle;
        reader = new Thread(this::read, "tap at " + place);
        reader.start();
    }

    /** Listens at {@code link} of a namespace to what matches {@code filter}, in libpcap's language. */
    static Tap at(String namespace, String link, String filter) throws Exception {
        try (Namespace inside = Namespace.open(namespace)) {
            PcapHandle handle = inside.call(() -> new PcapHandle.Builder(link)
                    .snaplen(SNAPSHOT_BYTES)
                    .bufferSize(BUFFER_BYTES)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .immediateMode(true)
                    .build());
            handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
            // A read that waits would wait until the next packet, whatever its timeout.
            handle.setBlockingMode(BlockingMode.NONBLOCKING);
            return new Tap(namespace + " " + link, handle);
        }
    }

    /** Which interface it listens at. */
    String place() {
        return place;
    }

    /** Where the packets went that passed since {@link #forget}. */
    Set<String> seen() {
        return new TreeSet<>(seen);
    }

    /** Forgets what it saw. */
    void forget() {
        seen.clear();
    }

    private void read() {
        int header = handle.getDlt().equals(DataLinkType.EN10MB) ? ETHERNET_HEADER : 0;
        try {
            while (!closed) {
                byte[] packet = handle.getNextRawPacket();
                if (packet == null) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                } else {
                    seen.add(
                            destination(ByteBuffer.wrap(packet).position(header).slice()));
                }
            }
        } catch (NotOpenException e) {
            throw new IllegalStateException(place, e);
        }
    }

    private static String destination(ByteBuffer ip) {
        int protocol = ip.get(9);
        String address =
                (ip.get(16) & 0xff) + "." + (ip.get(17) & 0xff) + "." + (ip.get(18) & 0xff) + "." + (ip.get(19) & 0xff);
        if (protocol != UDP && protocol != TCP) {
            return "protocol " + protocol + " " + address;
        }
        int port = ip.getShort(4 * (ip.get(0) & 0xf) + 2) & 0xffff;
        return (protocol == UDP ? "udp " : "tcp ") + address + ":" + port;
    }

    @Override
    public void close() {
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handle.close();
    }
}
