package io.voider.cli.node;

import io.voider.ns.Namespace;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses by which this machine can be reached from outside, kept up to date by what the kernel tells. Reading them
 * waits for nothing.
 */
final class WanAddresses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WanAddresses.class);

    private final Namespace host = Namespace.host();
    private final Consumer<List<InetAddress>> watcher;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile List<InetAddress> addresses;

    /**
     * @param books where the kernel is asked
     * @param watcher is told, there, when they have changed
     */
    WanAddresses(Executor books, Consumer<List<InetAddress>> watcher) {
        this.watcher = watcher;
        this.addresses = look();
        host.subscribe(change -> {
            if (looking.compareAndSet(false, true)) {
                books.execute(this::compare);
            }
        });
    }

    List<InetAddress> now() {
        return addresses;
    }

    private void compare() {
        looking.set(false);
        List<InetAddress> found = look();
        if (!found.equals(addresses)) {
            addresses = found;
            LOG.info("this machine's addresses are {} now", found);
            watcher.accept(found);
        }
    }

    private List<InetAddress> look() {
        List<InetAddress> found = new ArrayList<>();
        host.addresses().list().forEach(entry -> {
            InetAddress address = entry.prefix().address();
            if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                found.add(address);
            }
        });
        return List.copyOf(found);
    }

    @Override
    public void close() {
        host.close();
    }
}
