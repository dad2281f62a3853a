package io.voider.nat.rendezvous.signup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** How long a test waits for what another program, or another thread, is to do. */
public record Patience(int seconds) {
    private static final int LOOK_MILLIS = 20;

    /** Something that is to become true; it is looked at again and again. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** When it ends, on the clock of {@link System#nanoTime()}. */
    public long endNanos() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Waits for something, and fails when it does not come. */
    public void await(String what, Condition condition) throws Exception {
        long end = endNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
