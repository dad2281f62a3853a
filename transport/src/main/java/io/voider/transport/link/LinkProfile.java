package io.voider.transport.link;

/**
 * How one direction of a link treats packets.
 *
 * @param delayNanos from the end of a packet's transmission to its arrival; 0 or more
 * @param jitterNanos each packet's delay differs from that by up to this much either way, evenly distributed, but never
 *     so that it overtakes; 0 … {@code delayNanos}
 * @param loss the share of packets lost; 0 … 1
 * @param lossBurst the mean number of packets lost in a row, by a model of two states (Gilbert); 1 loses each packet
 *     independently
 * @param duplicate the share of packets that arrive twice; 0 … 1
 * @param reorder the share of packets that skip the delay and overtake those before them; 0 … 1
 * @param bitsPerSecond how fast packets leave, one after the other, counting IP or frame bytes; 0 for no limit
 * @param queueBytes how many bytes may wait for that; more are dropped
 * @param queuePackets how many packets may be waiting and under way together; more are dropped
 * @param mostBytes the longest packet or frame that passes; longer ones vanish without a word, as on a path whose ICMP is filtered
 */
public record LinkProfile(
        long delayNanos,
        long jitterNanos,
        double loss,
        double lossBurst,
        double duplicate,
        double reorder,
        long bitsPerSecond,
        int queueBytes,
        int queuePackets,
        int mostBytes) {

    /** No delay, no loss, no limit of rate. */
    public static final LinkProfile PERFECT = new LinkProfile(0, 0, 0, 1, 0, 0, 0, 256 << 10, 16_384, 65_535);

    public LinkProfile {
        requireShare("loss", loss);
        requireShare("duplicate", duplicate);
        requireShare("reorder", reorder);
        if (delayNanos < 0 || jitterNanos < 0 || jitterNanos > delayNanos) {
            throw new IllegalArgumentException(
                    "jitter lies between 0 and the delay: " + jitterNanos + " of " + delayNanos + " ns");
        }
        if (!(lossBurst >= 1)) {
            throw new IllegalArgumentException("a burst of losses has a mean length of 1 or more, not " + lossBurst);
        }
        if (mostBytes < 1) {
            throw new IllegalArgumentException("no packet would pass with at most " + mostBytes + " bytes");
        }
        if (bitsPerSecond < 0 || queueBytes < 1 || queuePackets < 1) {
            throw new IllegalArgumentException("rate and queue are positive: " + bitsPerSecond + " bit/s, " + queueBytes
                    + " bytes, " + queuePackets + " packets");
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is a share between 0 and 1, not " + value);
        }
    }

    public LinkProfile withDelay(long delay, long jitter) {
        return new LinkProfile(
                delay, jitter, loss, lossBurst, duplicate, reorder, bitsPerSecond, queueBytes, queuePackets, mostBytes);
    }

    public LinkProfile withLoss(double share, double meanBurst) {
        return new LinkProfile(
                delayNanos,
                jitterNanos,
                share,
                meanBurst,
                duplicate,
                reorder,
                bitsPerSecond,
                queueBytes,
                queuePackets,
                mostBytes);
    }

    public LinkProfile withDuplicate(double share) {
        return new LinkProfile(
                delayNanos,
                jitterNanos,
                loss,
                lossBurst,
                share,
                reorder,
                bitsPerSecond,
                queueBytes,
                queuePackets,
                mostBytes);
    }

    public LinkProfile withReorder(double share) {
        return new LinkProfile(
                delayNanos,
                jitterNanos,
                loss,
                lossBurst,
                duplicate,
                share,
                bitsPerSecond,
                queueBytes,
                queuePackets,
                mostBytes);
    }

    public LinkProfile withRate(long bits, int waitingBytes) {
        return new LinkProfile(
                delayNanos,
                jitterNanos,
                loss,
                lossBurst,
                duplicate,
                reorder,
                bits,
                waitingBytes,
                queuePackets,
                mostBytes);
    }

    public LinkProfile withMostBytes(int bytes) {
        return new LinkProfile(
                delayNanos,
                jitterNanos,
                loss,
                lossBurst,
                duplicate,
                reorder,
                bitsPerSecond,
                queueBytes,
                queuePackets,
                bytes);
    }
}
