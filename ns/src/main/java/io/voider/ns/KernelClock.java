package io.voider.ns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the kernel knows of its own clock: {@code adjtimex(2)}, RFC 1589. */
public final class KernelClock {
    /** {@code struct timex} on 64-bit machines: modes 0, offset 8, freq 16, maxerror 24, esterror 32, status 40 … */
    private static final int TIMEX_BYTES = 208;

    private static final int MAXIMUM_ERROR_AT = 24;
    private static final int STATUS_AT = 40;

    private static final int STA_INS = 0x10;
    private static final int STA_DEL = 0x20;
    private static final int STA_UNSYNC = 0x40;

    private KernelClock() {}

    /**
     * How far the clock is to be trusted.
     *
     * @param synchronised whether some program keeps it by other clocks
     * @param leapSeconds what this day's last minute gets: 1, -1, or 0
     * @param maximumErrorMicros how wrong it may be, as that program thinks
     */
    public record Status(boolean synchronised, int leapSeconds, long maximumErrorMicros) {}

    /**
     * Asks the kernel. Changes nothing, needs no privilege, and takes a microsecond.
     *
     * @throws KernelException if a filter of system calls forbids it
     */
    public static Status status() {
        ByteBuffer timex = ByteBuffer.allocateDirect(TIMEX_BYTES).order(ByteOrder.nativeOrder());
        LibC.check(LibC.keeping(timex, () -> LibC.C.adjtimex(timex)), "adjtimex", "the clock");
        return statusOf(timex.getInt(STATUS_AT), timex.getLong(MAXIMUM_ERROR_AT));
    }

    static Status statusOf(int flags, long maximumErrorMicros) {
        int leapSeconds = (flags & STA_INS) != 0 ? 1 : (flags & STA_DEL) != 0 ? -1 : 0;
        return new Status((flags & STA_UNSYNC) == 0, leapSeconds, maximumErrorMicros);
    }
}
