package io.voider.cli.phone.time;

import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.nat.limit.Rate;
import io.voider.nat.limit.SourceRates;
import io.voider.ns.KernelClock;
import io.voider.transport.count.Counters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells phones the time of this machine (SNTP: RFC 4330, RFC 5905 section 14), or that it does not know the time: then a phone shows
 * none, rather than a wrong one.
 *
 * <pre>
 *   0 leap (2 bits: 0 none, 1 a second more, 2 a second less, 3 not synchronised), version (3), mode (3: 3 client, 4 server)
 *   1 stratum   2 poll   3 precision   4 root delay   8 root dispersion   12 reference   16 … 40 reference, originate,
 *   receive and transmit time: seconds since 1900 in 32 bits, and their fraction in 32 bits
 * </pre>
 *
 * <p>An answer is never longer than the question. Not thread-safe.
 */
public final class SntpServer {
    /** What a question has at the least, and an answer exactly. */
    public static final int BYTES = 48;

    private static final int CLIENT = 3;
    private static final int SERVER = 4;
    private static final int HIGHEST_VERSION = 4;
    private static final int NOT_SYNCHRONISED = 3;
    /** The kernel does not tell how far this machine is from an atom; farther than whatever it may hear. */
    private static final int STRATUM = 5;

    /** About a microsecond, as a power of two. */
    private static final int PRECISION = -20;

    /** Whoever keeps the clock does it on this machine: 127.0.0.1. */
    private static final int REFERENCE = 0x7f00_0001;

    private static final int TRANSMIT_AT = 40;
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final Rate OF_A_PHONE = new Rate(1, 8);
    private static final int MOST_PHONES = 254;

    private final SourceRates rates = new SourceRates(OF_A_PHONE, MOST_PHONES);
    private final Counters<PhoneServiceCounter> counters;

    public SntpServer(Counters<PhoneServiceCounter> counters) {
        this.counters = counters;
    }

    /**
     * Answers a phone's question.
     *
     * @param question the UDP payload
     * @param phone the phone's number, for its rate
     * @param now the time
     * @param clock how far that is to be trusted
     * @return null if nothing is to be said; the reason was counted
     */
    public byte @Nullable [] answer(byte[] question, int phone, Instant now, KernelClock.Status clock, long nowNanos) {
        int version = question.length < BYTES ? 0 : question[0] >> 3 & 7;
        if (version == 0 || version > HIGHEST_VERSION || (question[0] & 7) != CLIENT) {
            counters.increment(PhoneServiceCounter.TIME_MALFORMED);
            return null;
        }
        if (!rates.take(phone, 1, nowNanos)) {
            counters.increment(PhoneServiceCounter.TIME_OVER_RATE);
            return null;
        }
        counters.increment(
                clock.synchronised() ? PhoneServiceCounter.TIME_TOLD : PhoneServiceCounter.TIME_UNSYNCHRONISED);
        ByteBuffer asked = ByteBuffer.wrap(question);
        ByteBuffer answer = ByteBuffer.allocate(BYTES);
        answer.put((byte) (leap(clock) << 6 | version << 3 | SERVER));
        if (clock.synchronised()) {
            answer.put((byte) STRATUM).put(asked.get(2)).put((byte) PRECISION);
            answer.putInt(0).putInt(shortFormat(clock.maximumErrorMicros())).putInt(REFERENCE);
            answer.putLong(timestamp(Instant.ofEpochSecond(now.getEpochSecond())));
        } else {
            // Stratum 0, and why: it has not been synchronised yet (RFC 5905, section 7.4).
            answer.put((byte) 0).put(asked.get(2)).put((byte) PRECISION);
            answer.putInt(0).putInt(0).put("INIT".getBytes(StandardCharsets.US_ASCII));
            answer.putLong(0);
        }
        long time = timestamp(now);
        return answer.putLong(asked.getLong(TRANSMIT_AT))
                .putLong(time)
                .putLong(time)
                .array();
    }

    private static int leap(KernelClock.Status clock) {
        if (!clock.synchronised()) {
            return NOT_SYNCHRONISED;
        }
        return clock.leapSeconds() < 0 ? 2 : clock.leapSeconds();
    }

    /** Seconds in 16.16 bits, as far as they go. */
    private static int shortFormat(long micros) {
        return (int) Math.min((micros << 16) / 1_000_000, Integer.MAX_VALUE);
    }

    /** Seconds since 1900 and their fraction; in 2036 they begin anew, which clients know (RFC 4330, section 3). */
    static long timestamp(Instant time) {
        return (time.getEpochSecond() + SECONDS_1900_TO_1970) << 32 | ((long) time.getNano() << 32) / NANOS_PER_SECOND;
    }
}
