package io.voider.cli.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file of packets in libpcap's format (draft-ietf-opsawg-pcap), times in microseconds. It is made for its owner alone, and
 * never opened a second time by its name: whoever may write in its directory cannot have the packets written elsewhere.
 */
final class PcapFile implements AutoCloseable {
    static final int PACKET_HEADER_BYTES = 16;

    private static final int FILE_HEADER_BYTES = 24;
    private static final int MAGIC = 0xa1b2c3d4;
    private static final short MAJOR = 2;
    private static final short MINOR = 4;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final FileChannel channel;

    private PcapFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the file; an earlier one of that name goes, and if it is a link, the link goes. A device or a pipe is written to.
     *
     * @throws IOException if it cannot be made, or somebody else makes one there just now
     */
    static PcapFile create(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            Files.delete(file);
        }
        if (Files.exists(file)) {
            return new PcapFile(FileChannel.open(file, StandardOpenOption.WRITE));
        }
        return new PcapFile(FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY)));
    }

    /** Writes what the file begins with. */
    void begin(int snapshotBytes, int linkType) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(FILE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(MAGIC)
                .putShort(MAJOR)
                .putShort(MINOR)
                .putLong(0)
                .putInt(snapshotBytes)
                .putInt(linkType);
        write(header.flip());
    }

    /** Adds a packet; it is in the file when this returns. */
    void add(Instant when, byte[] packet, int originalLength) throws IOException {
        ByteBuffer record =
                ByteBuffer.allocate(PACKET_HEADER_BYTES + packet.length).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt((int) when.getEpochSecond()).putInt(when.getNano() / NANOS_PER_MICRO);
        record.putInt(packet.length).putInt(originalLength).put(packet);
        write(record.flip());
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
