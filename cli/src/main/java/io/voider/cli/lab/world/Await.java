package io.voider.cli.lab.world;

import java.io.IOException;

/** Waiting for what nobody tells of: looks again every 20 ms. */
public final class Await {
    private static final int PAUSE_MILLIS = 20;

    private Await() {}

    /** Something that can be looked at. */
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits so long at the most, and returns whether the condition came to hold. */
    public static boolean until(long nanos, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return true;
    }
}
