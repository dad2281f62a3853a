package io.voider.ns;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** For what the kernel does on a thread of its own and announces to nobody. */
final class Eventually {

    private static final long LIMIT_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long STEP_NANOS = Duration.ofMillis(1).toNanos();

    private Eventually() {}

    static void holds(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError("still not after 30 s: " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
