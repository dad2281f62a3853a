package io.voider.cli.capture;

import io.voider.cli.state.Failure;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/**
 * One recording, bounded in time and size. Blocks.
 *
 * <p>What is recorded is private: the file is its owner's alone. Each packet is in it as soon as it was heard, so that a
 * recording that ends in any way is whole.
 */
public final class Capture {
    private static final int SNAPSHOT_BYTES = 65_536;
    private static final long LOOK_NANOS = 5_000_000;

    /**
     * Where to record.
     *
     * @param namespace the namespace's name
     * @param networkInterface the interface in it
     * @param filter in libpcap's language; empty for everything
     */
    public record Place(String namespace, String networkInterface, String filter) {}

    /**
     * What was recorded.
     *
     * @param packets how many
     * @param bytes the file's size, its header aside
     */
    public record Result(long packets, long bytes) {}

    private final Place place;
    private volatile boolean ended;

    /** @param place where to record */
    public Capture(Place place) {
        this.place = place;
    }

    /** Ends the recording, from any thread. */
    public void end() {
        ended = true;
    }

    /**
     * Records until either bound is reached, or {@link #end} is called.
     *
     * @throws IOException if the interface cannot be listened on or the file cannot be written
     */
    public Result run(Path file, Duration longest, long mostBytes) throws IOException {
        try (Namespace namespace = Namespace.open(place.namespace)) {
            // libpcap looks for the interface where its thread stands; once open, the handle may be read from anywhere.
            PcapHandle handle = namespace.call(this::listen);
            try (handle) {
                handle.setFilter(place.filter, BpfCompileMode.OPTIMIZE);
                // A blocking handle on which nothing is heard never returns, whatever its timeout.
                handle.setBlockingMode(BlockingMode.NONBLOCKING);
                // The last thing: what cannot be recorded must not cost an earlier recording.
                try (PcapFile recording = PcapFile.create(file)) {
                    return record(handle, recording, longest, mostBytes);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (PcapNativeException | NotOpenException e) {
            throw cannotRecord(e);
        }
    }

    private PcapHandle listen() throws IOException {
        try {
            return new PcapHandle.Builder(place.networkInterface)
                    .snaplen(SNAPSHOT_BYTES)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .immediateMode(true)
                    .build();
        } catch (PcapNativeException e) {
            throw cannotRecord(e);
        }
    }

    private IOException cannotRecord(Exception reason) {
        return new IOException(
                "cannot record " + place.networkInterface + " of " + place.namespace + ": " + Failure.words(reason),
                reason);
    }

    private Result record(PcapHandle handle, PcapFile recording, Duration longest, long mostBytes)
            throws IOException, NotOpenException {
        long packets = 0;
        long bytes = 0;
        long started = System.nanoTime();
        recording.begin(SNAPSHOT_BYTES, handle.getDlt().value());
        while (!ended && System.nanoTime() - started < longest.toNanos() && bytes < mostBytes) {
            byte[] packet = handle.getNextRawPacket();
            if (packet == null) {
                LockSupport.parkNanos(LOOK_NANOS);
                continue;
            }
            recording.add(handle.getTimestamp().toInstant(), packet, handle.getOriginalLength());
            packets++;
            bytes += PcapFile.PACKET_HEADER_BYTES + packet.length;
        }
        return new Result(packets, bytes);
    }
}
