package io.voider.cli.lab.script;

import java.util.Map;
import java.util.function.Consumer;

/** Tells of the steps as they are done, with how long each took, and remembers whether all went well. One thread. */
final class Steps {
    private final Consumer<Step> listener;
    private boolean allOk = true;

    Steps(Consumer<Step> listener) {
        this.listener = listener;
    }

    /** Whether all went as it should until now. */
    boolean allOk() {
        return allOk;
    }

    /** Told of what took until now since {@link System#nanoTime} was {@code beganNanos}. */
    void tell(String name, boolean ok, long beganNanos, String text, Map<String, Object> details) {
        tell(new Step(name, ok, millisSince(beganNanos), text, details));
    }

    /** The same, of what went well and has no figures. */
    void tell(String name, long beganNanos, String text) {
        tell(name, true, beganNanos, text, Map.of());
    }

    /** Told of what took no time. */
    void note(String name, boolean ok, String text, Map<String, Object> details) {
        tell(new Step(name, ok, 0, text, details));
    }

    private void tell(Step step) {
        allOk &= step.ok();
        listener.accept(step);
    }

    static long millisSince(long beganNanos) {
        return (System.nanoTime() - beganNanos) / 1_000_000;
    }
}
