package io.voider.cli.node.phone;

import io.voider.ns.KernelClock;
import io.voider.ns.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether some program keeps this machine's clock. The kernel knows, whoever that is; but a container or a unit may forbid the
 * question, and then there is what systemd-timesyncd leaves behind each time it has heard from its server. It is believed for as
 * long as the kernel would believe: at 500 µs a second, until the clock may be 16 s wrong (RFC 1589). Not thread-safe.
 */
final class KeptClock {
    private static final Logger LOG = LoggerFactory.getLogger(KeptClock.class);

    /** Its age is the age of the last word from a server: systemd-timesyncd.service(8). */
    private static final Path TIMESYNCD = Path.of("/run/systemd/timesync/synchronized");

    private static final long WORST_MICROS_PER_SECOND = 500;
    private static final long WORST_MICROS = 16_000_000;
    private static final KernelClock.Status UNKNOWN = new KernelClock.Status(false, 0, 0);

    private final Supplier<KernelClock.Status> kernel;
    private final Path timesyncd;
    private boolean refusalIsSaid;

    KeptClock() {
        this(KernelClock::status, TIMESYNCD);
    }

    KeptClock(Supplier<KernelClock.Status> kernel, Path timesyncd) {
        this.kernel = kernel;
        this.timesyncd = timesyncd;
    }

    /**
     * How far the clock is to be trusted at the time {@code now}, which it shows. Takes microseconds: what is read is in memory.
     */
    KernelClock.Status status(Instant now) {
        try {
            return kernel.get();
        } catch (KernelException e) {
            KernelClock.Status left = leftByTimesyncd(now);
            if (!refusalIsSaid) {
                refusalIsSaid = true;
                LOG.warn(
                        "the kernel may not be asked whether this machine's clock is kept by others, so phones are"
                                + " told the time only while systemd-timesyncd keeps it: {} ({})",
                        left.synchronised() ? "it does" : "it does not",
                        timesyncd);
            }
            return left;
        }
    }

    private KernelClock.Status leftByTimesyncd(Instant now) {
        Instant last;
        try {
            last = Files.getLastModifiedTime(timesyncd).toInstant();
        } catch (NoSuchFileException e) {
            return UNKNOWN;
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at", timesyncd, e);
            return UNKNOWN;
        }
        long wrongMicros = Duration.between(last, now).toSeconds() * WORST_MICROS_PER_SECOND;
        // In the future: the clock was set since, by somebody who is not that program.
        boolean believed = !last.isAfter(now) && wrongMicros <= WORST_MICROS;
        return believed ? new KernelClock.Status(true, 0, wrongMicros) : UNKNOWN;
    }
}
