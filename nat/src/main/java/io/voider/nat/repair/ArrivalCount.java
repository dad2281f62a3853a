package io.voider.nat.repair;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What one side has counted of the other's numbered datagrams, from some moment on; only differences between two counts mean
 * anything. Each number wraps at 2<sup>32</sup>. On the wire three unsigned 32-bit integers in network order:
 *
 * <pre>
 *   0        4         8          12
 *   | sent   | distinct | arrived |
 * </pre>
 *
 * @param sent numbers that were given out
 * @param distinct numbers that came at least once
 * @param arrived datagrams that came, copies included
 */
public record ArrivalCount(int sent, int distinct, int arrived) {
    /** How many bytes it has on the wire. */
    public static final int BYTES = 12;

    /** Reads it; empty if these are not {@value #BYTES} bytes. */
    public static Optional<ArrivalCount> decode(byte[] bytes) {
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return Optional.of(new ArrivalCount(buffer.getInt(), buffer.getInt(), buffer.getInt()));
    }

    /** Writes it. */
    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putInt(sent)
                .putInt(distinct)
                .putInt(arrived)
                .array();
    }
}
