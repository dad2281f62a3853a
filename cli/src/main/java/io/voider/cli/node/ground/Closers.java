package io.voider.cli.node.ground;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been acquired, and how each piece is given back: in the reverse order, all of it, whether assembly failed half-way
 * or the whole is closed. Acquire, add what gives it back, go on.
 *
 * <p>Not thread-safe.
 */
public final class Closers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

    /** Gives one thing back. */
    public interface Closer {
        void close() throws Exception;
    }

    private record Entry(String what, Closer closer) {}

    private final Deque<Entry> entries = new ArrayDeque<>();

    /**
     * From now on this is given back before whatever was added earlier.
     *
     * @param what the thing, for the log if it cannot be given back
     */
    public void add(String what, Closer closer) {
        entries.push(new Entry(what, closer));
    }

    /** The same for something that closes itself. */
    public <T extends AutoCloseable> T keep(String what, T thing) {
        add(what, thing::close);
        return thing;
    }

    /** Gives everything back. What cannot be given back is logged and does not keep the rest. */
    @Override
    public void close() {
        // Whoever was interrupted would wait for nothing that follows, and so strand it.
        boolean interrupted = false;
        for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
            try {
                entry.closer.close();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception | Error e) {
                LOG.error("{} could not be given back", entry.what, e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
