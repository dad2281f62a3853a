package io.voider.transport.datagram;

import io.voider.ns.KernelException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel dropped of a socket's datagrams since somebody asked last. A kernel that does not tell is asked no more: to count is
 * not what the socket is for. One thread at a time.
 */
final class DropCount {
    private static final Logger LOG = LoggerFactory.getLogger(DropCount.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private final IntSupplier kernel;
    private boolean told = true;
    private int before;

    /** @param kernel how many since the socket was opened, modulo 2³²; may throw {@link KernelException} */
    DropCount(IntSupplier kernel) {
        this.kernel = kernel;
    }

    /** How many; 0 if the kernel does not tell. */
    int take() {
        if (!told) {
            return 0;
        }
        try {
            int now = kernel.getAsInt();
            int since = now - before;
            before = now;
            return since;
        } catch (KernelException e) {
            told = false;
            if (SAID.compareAndSet(false, true)) {
                LOG.warn(
                        "how many datagrams the kernel drops is not counted, since it does not tell: {}; all else"
                                + " works",
                        e.getMessage());
            }
            return 0;
        }
    }
}
