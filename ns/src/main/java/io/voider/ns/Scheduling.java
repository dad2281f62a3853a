package io.voider.ns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How soon the kernel's scheduler runs what wakes: {@code sched(7)}, {@code sched_setattr(2)}.
 *
 * <p>What carries voice runs for some tens of microseconds and sleeps again. On a core that others use too it may have to
 * wait for their slices to end, some milliseconds each time. So it is made <em>prompt</em>: nicer to itself than to others
 * (the nice value {@value #NICE}), and with slices of {@value #SLICE_NANOS} ns, which Linux 6.12 and later lets cut in upon
 * longer ones; earlier ones ignore that. It is no real-time priority: others still get their share, whatever comes in.
 *
 * <p>What nobody waits for yet is made <em>patient</em>: it gets what others leave, and a tenth of what they get where they leave nothing.
 */
public final class Scheduling {
    private static final int NICE = -10;
    private static final long SLICE_NANOS = 100_000;

    /** Weighs 110 where others weigh 1,024. */
    private static final int PATIENT = 10;

    /** {@code struct sched_attr}: size 4, policy 4, flags 8, nice 4, priority 4, runtime 8, deadline 8, period 8. */
    private static final int ATTRIBUTE_BYTES = 48;

    private static final int NICE_AT = 16;
    private static final int RUNTIME_AT = 24;

    /** The C library has no function of that name before glibc 2.41, so it is called by its number. */
    private static final long SCHED_SETATTR = System.getProperty("os.arch", "").equals("aarch64") ? 274 : 314;

    private static final long CALLING_THREAD = 0;

    private Scheduling() {}

    /** Makes the calling thread prompt. @throws KernelException if it may not, or the kernel knows no such call */
    public static void makePrompt() {
        makePrompt(CALLING_THREAD, "this thread");
    }

    /**
     * Makes a process prompt that has one thread, or the first of its threads.
     *
     * @throws KernelException if there is none, or it may not, or the kernel knows no such call
     */
    public static void makePrompt(long pid) {
        makePrompt(pid, "process " + pid);
    }

    /** Makes the calling thread patient, and those that it starts. @throws KernelException if the kernel knows no such call */
    public static void makePatient() {
        set(CALLING_THREAD, PATIENT, 0, "this thread");
    }

    private static void makePrompt(long task, String object) {
        set(task, NICE, SLICE_NANOS, object);
    }

    /** @param sliceNanos 0 for the usual ones */
    private static void set(long task, int nice, long sliceNanos, String object) {
        ByteBuffer attributes = ByteBuffer.allocateDirect(ATTRIBUTE_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0, ATTRIBUTE_BYTES)
                .putInt(NICE_AT, nice)
                .putLong(RUNTIME_AT, sliceNanos);
        int result = LibC.keeping(attributes, () -> (int) LibC.C.syscall(SCHED_SETATTR, task, attributes, 0));
        LibC.check(result, "sched_setattr", object, Capability.CAP_SYS_NICE);
    }
}
