package io.voider.ns;

import java.util.concurrent.atomic.AtomicBoolean;

/** A setting that has another value for a while. */
public final class HeldSysctl implements AutoCloseable {

    private final Sysctls sysctls;
    private final String path;
    private final String previous;
    private final AtomicBoolean closed = new AtomicBoolean();

    HeldSysctl(Sysctls sysctls, String path, String previous) {
        this.sysctls = sysctls;
        this.path = path;
        this.previous = previous;
    }

    /** The value that comes back. */
    public String previous() {
        return previous;
    }

    /**
     * Sets the previous value. Closing twice does nothing.
     *
     * @throws KernelException if the setting is gone, its interface with it
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            sysctls.restore(this, path, previous);
        }
    }
}
